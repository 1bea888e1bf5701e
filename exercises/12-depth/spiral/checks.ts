/** Checks of exercise 12.2: a trained network, handed in as weights, on sets that only the judge has; three sizes. */
import { spiral } from '@/lib/engine/datasets';
import { defineChecks } from '@/lib/exercise';
import type { Draw } from '@/lib/exercise';
import { trained, type TrainedNet } from '@/lib/exercise/trained';

/** The share of 400 new points that lie on the side of their arm. */
function accuracy(net: TrainedNet, d: Draw) {
  const { x, y } = spiral({ seed: `hidden ${d.int(0, 2 ** 30)}`, radius: 3, count: 400 });
  const z = net.answer(x);
  const right = y.filter((label, i) => ((z[i] ?? NaN) > 0 ? 1 : 0) === label);
  return { name: 'accuracy', value: right.length / y.length };
}

const judged = (mostParameters: number) =>
  trained({
    call: ['net'],
    inputs: 2,
    outputs: 1,
    mostParameters,
    activations: ['relu', 'leaky', 'elu', 'softplus', 'tanh', 'sigmoid', 'arctan', 'identity'],
    last: 'identity',
    metric: accuracy,
    goal: { atLeast: 0.95 },
  });

export default defineChecks<typeof import('./solution')>({ tier: 'T0' }, ({ custom, pure }) => [
  pure('The same weights at every call', { id: 'same-weights', points: 5, open: true, call: ['net'] }),
  custom('Bronze: both arms, at most 160 parameters', { id: 'accuracy', points: 55, run: judged(160) }),
  custom('Silver: at most 110 parameters', { id: 'silver', points: 20, run: judged(110) }),
  custom('Gold: at most 70 parameters', { id: 'gold', points: 20, run: judged(70) }),
]);
