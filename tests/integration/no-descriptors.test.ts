/** A machine without a free descriptor is our fault: no verdict says otherwise, and it passes. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { expect, it } from 'vitest';

const PRLIMIT = '/usr/bin/prlimit';

it.skipIf(!existsSync(PRLIMIT))(
  'a grader without descriptors blames nobody, and grades again when it has some',
  () => {
    const run = ['--nofile=90', process.execPath, 'scripts/run.mjs', 'tests/support/no-descriptors.cli.ts'];
    const { stdout, stderr } = spawnSync(PRLIMIT, run, { encoding: 'utf8', timeout: 60_000 });
    expect(stderr).toBe('');
    const { before, during, after } = JSON.parse(stdout) as { before: string; during: string[]; after: string };
    expect(before).toBe('ran');
    // Endless programs are told so while there are children, and nothing at all when there are none.
    for (const told of during.slice(0, 2)) expect(told).toMatch(/^(timeout|fault: .*)$/);
    for (const told of during.slice(2)) expect(told).toMatch(/^fault: /);
    expect(after).toBe('ran');
  },
  90_000,
);
