import { describe, expect, it } from 'vitest';
import { ONLY_READY } from '@/tests/support/children';
import { createStudentPool } from './student-pool';

describe('createStudentPool', () => {
  it('fails every waiter when no child starts, also after an earlier one gave up for good', async () => {
    const pool = createStudentPool({ file: process.execPath, args: ['-e', 'process.exit(1)'] }, 1);
    const first = new AbortController();
    await expect(pool.acquire(first.signal)).rejects.toMatchObject({ code: 'runner_failed' });
    const second = pool.acquire(AbortSignal.timeout(20_000));
    first.abort();
    await expect(second).rejects.toMatchObject({ code: 'runner_failed' });
    await pool.close();
  });

  it('gives away a child at once only when none is waited for', async () => {
    const pool = createStudentPool({ file: process.execPath, args: ['-e', ONLY_READY] }, 1);
    const { signal } = new AbortController();
    const child = await pool.acquire(signal);
    // The spare is for when this one dies, not a second one at work.
    expect(pool.takeFree()).toBeUndefined();
    const waiting = pool.acquire(signal);
    pool.release(child, false);
    pool.release(await waiting, false);
    const free = pool.takeFree();
    expect(free?.isAlive).toBe(true);
    expect(pool.takeFree()).toBeUndefined();
    if (free) pool.release(free, false);
    await pool.close();
    expect(pool.takeFree()).toBeUndefined();
  });
});
