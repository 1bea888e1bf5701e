/** Checks that use the engine: data for the driver from a generator, the metric by a layer and a loss in float64. */
import { js, tensor, using } from '@/lib/engine';
import { line } from '@/lib/engine/datasets';
import { Dense, loadWeights } from '@/lib/engine/layers';
import { mse } from '@/lib/engine/losses';
import { defineChecks } from '@/lib/exercise';
import type { Draw } from '@/lib/exercise';

const sample = (d: Draw, count: number) => line({ seed: `${d.int(0, 2 ** 30)}`, count });

export default defineChecks<typeof import('./solution')>({ tier: 'T2' }, ({ trains }) => [
  trains('Fits the line', {
    id: 'fits',
    points: 10,
    data: (d) => {
      const { x, y } = sample(d, 40);
      return [Array.from(x), Array.from(y)];
    },
    driver: (exports, x: number[], t: number[]) => exports.fit(x, t),
    metric: ([w, b]: [number, number], d) =>
      using(js('f64'), () => {
        const model = new Dense(1, 1);
        loadWeights(model, [
          { name: 'dense.w', shape: [1, 1], data: new Float64Array([w]) },
          { name: 'dense.b', shape: [1], data: new Float64Array([b]) },
        ]);
        const { x, y } = sample(d, 100);
        const loss = mse(model.forward(tensor(x, { shape: [100, 1] })), tensor(y, { shape: [100, 1] }));
        return { name: 'squared error', value: loss.itemSync() };
      }),
    goal: { atMost: 0.15 },
  }),
]);
