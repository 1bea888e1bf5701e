import { describe, expect, it } from 'vitest';
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
});
