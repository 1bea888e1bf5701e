import { existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { ONLY_READY } from '@/tests/support/children';
import { startChild } from './child-process';

describe.runIf(existsSync('/proc/self/statm'))('a child in a wrapper', () => {
  it('is the one that is measured, also when somebody looked before the wrapper had started it', async () => {
    // The shell stays, with less than 5 MiB; Node takes far more.
    const child = startChild({
      file: '/bin/sh',
      args: ['-c', 'sleep 0.2; "$0" -e "$1"; exit', process.execPath, ONLY_READY],
    });
    child.watchMemory(true);
    expect(child.memoryMiB()).toBeUndefined();
    await new Promise((resolve) => setTimeout(resolve, 50));
    await child.ready;
    expect(child.memoryMiB()).toBeGreaterThan(20);
    child.kill();
    await child.exited;
  });
});
