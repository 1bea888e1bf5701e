import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openChildGroup } from './child-group';

let folder = '';
const at = (...names: string[]): string => path.join(folder, ...names);
const read = (...names: string[]): string => readFileSync(at(...names), 'utf8');

/** Files with the kernel's names: what is asked of it can be read in them. */
function delegate(controllers: string): void {
  writeFileSync(at('cgroup.controllers'), `${controllers}\n`);
  writeFileSync(at('cgroup.subtree_control'), '\n');
  writeFileSync(at('cgroup.procs'), `${process.pid}\n`);
}

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'gradus-group-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

it('limits memory and tasks of a group of its own, and leaves the group above empty', () => {
  delegate('cpu memory pids');
  const group = openChildGroup({ folder, children: 2 });
  if (group.kind === 'none') throw new Error(group.why);
  const own = `gradus-children-${process.pid}`;
  expect(Number(read(own, 'memory.max'))).toBeLessThanOrEqual(2 * 700 * 2 ** 20);
  expect(Number(read(own, 'memory.max'))).toBeGreaterThan(600 * 2 ** 20);
  expect(read(own, 'pids.max')).toBe('128');
  expect(read('gradus-host', 'cgroup.procs')).toBe(String(process.pid));
  expect(read('cgroup.subtree_control')).toBe('+memory +pids');
  const [shell = '', ...args] = group.join;
  const { stdout } = spawnSync(shell, [...args, 'echo', 'joined'], { encoding: 'utf8' });
  expect(stdout).toBe('joined\n');
  expect(read(own, 'cgroup.procs')).toBe('0\n');
});

it('says why there is none', () => {
  delegate('cpu io');
  expect(openChildGroup({ folder, children: 2 })).toMatchObject({
    kind: 'none',
    why: expect.stringMatching(/memory and pids/),
  });
  mkdirSync(at('empty'));
  expect(openChildGroup({ folder: at('empty'), children: 2 })).toMatchObject({
    kind: 'none',
    why: expect.stringMatching(/cgroup.controllers/),
  });
});
