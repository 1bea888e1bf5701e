/** The checks would notice: each planted bug fails the check that is named beside it, which the sound engine passes. */
import { beforeAll, describe, expect, it } from 'vitest';
import { js, using } from '@/lib/engine';
import { CHECKS, loadRivals, type Rivals } from './checks';
import { faulty, PLANTED_BUGS } from './planted-bugs';

let rivals: Rivals;
beforeAll(async () => {
  rivals = await loadRivals();
});

describe('a planted bug', () => {
  it.each(PLANTED_BUGS)('is caught: $name', async (bug) => {
    const check = CHECKS.find(({ name }) => name === bug.caughtBy);
    if (!check) throw new Error(`there is no check called ${bug.caughtBy}`);
    const wanted = await check.expected?.(rivals);
    expect(using(js('f64'), () => check.run(wanted))).toBeUndefined();
    expect(using(faulty(bug), () => check.run(wanted))).toEqual(expect.any(String));
  });

  it('has a name of its own', () => {
    expect(new Set(PLANTED_BUGS.map(({ name }) => name)).size).toBe(PLANTED_BUGS.length);
  });
});
