/** Checks of a gradient and of a law. */
import { defineChecks } from '@/lib/exercise';

export default defineChecks<typeof import('./solution')>({ tier: 'T1' }, ({ close, grad, property }) => [
  close('The worked example', {
    id: 'worked-example',
    points: 20,
    open: true,
    call: ['loss', [1, 2], [3, 1], 1],
    want: { loss: 8, grad: [12, 4] },
  }),
  grad('The gradient', {
    id: 'gradient',
    points: 50,
    cases: 4,
    call: (d) => ['loss', d.vector(3), d.vector(3), d.uniform(1, 2)],
    wrt: [{ at: '[0]', claimed: 'grad' }],
    loss: 'loss',
  }),
  property<{ loss: number; grad: number[] }>('No loss below 0', {
    id: 'law',
    points: 30,
    cases: 4,
    calls: (d) => [['loss', d.vector(3), d.vector(3), d.uniform(1, 2)]],
    holds: ([one], [call], near) => {
      const [, w, x, y] = call as readonly [string, number[], number[], number];
      const error = w.reduce((sum, value, i) => sum + value * (x[i] ?? 0), -y);
      return one !== undefined && one.loss >= 0 && near(one.loss, (error * error) / 2);
    },
  }),
]);
