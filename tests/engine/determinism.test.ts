/** Float64 training gives the same bits everywhere: hashes that were written down once. The browser's half is in `tests/e2e`. */
import { describe, expect, it } from 'vitest';
import { js } from '@/lib/engine';
import { GOLDEN, STEPS } from './golden';
import { hashOf, train, TRAINING_RUNS } from './training-runs';

describe(`the bits after ${STEPS} float64 steps`, () => {
  it.each(TRAINING_RUNS)('$name', async (run) => {
    const { params, losses } = await train(run, js('f64'), STEPS);
    expect(losses.at(-1)!).toBeLessThan(losses[0]!);
    expect(hashOf(params)).toBe(GOLDEN[run.name]);
  });

  it('has a hash that tells one bit, and −0 from 0', () => {
    expect(hashOf([1, 2])).not.toBe(hashOf([1, 2 + 2 ** -51]));
    expect(hashOf([0])).not.toBe(hashOf([-0]));
    expect(hashOf([1, 2])).not.toBe(hashOf([2, 1]));
  });
});
