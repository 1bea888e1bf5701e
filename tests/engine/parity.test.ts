/** The same training run in float64 and on every float32 backend. */
import { expect, it } from 'vitest';
import { js } from '@/lib/engine';
import { FLOAT32, onEach } from './backends';
import { train, TRAINING_RUNS } from './training-runs';

const STEPS = 60;
/** Rounding of float32, grown over the steps: in units of 1 + |value|. */
const TOLERANCE = 1e-5;

onEach(FLOAT32, (on) => {
  it.each(TRAINING_RUNS)('trains as float64 does: $name', async (run) => {
    const [got, want] = [await train(run, on.backend, STEPS), await train(run, js('f64'), STEPS)];
    for (const [t, loss] of want.losses.entries()) {
      expect(Math.abs(got.losses[t]! - loss), `loss of step ${t}`).toBeLessThan(TOLERANCE * (1 + loss));
    }
    const worst = want.params.reduce(
      (most, p, i) => Math.max(most, Math.abs(got.params[i]! - p) / (1 + Math.abs(p))),
      0,
    );
    expect(worst).toBeLessThan(TOLERANCE);
  });
});
