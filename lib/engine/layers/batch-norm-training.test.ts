import { describe, expect, it } from 'vitest';
import { js } from '../backends/js';
import { openWasm } from '../backends/wasm';
import { tensor } from '../create';
import { Recorder } from '../recorder';
import { Adam } from '../optimizers';
import { BatchNorm } from './normalisation';
import { Dense } from './dense';
import { Sequential } from './sequential';

const batches = Array.from({ length: 4 }, (_, k) => tensor([[k, 1], [k + 2, 5], [2 * k, -3]])); // prettier-ignore

/** What running means should be: the means of the first layer's inputs, one batch after another. */
function followed(): number[] {
  let mean = [0, 0];
  for (const batch of batches) {
    const x = batch.dataSync();
    mean = mean.map((r, c) => 0.75 * r + (0.25 * (x[c]! + x[2 + c]! + x[4 + c]!)) / 3);
  }
  return mean;
}

describe('BatchNorm in recorded steps', () => {
  it('keeps its means when training moves to another backend, and evaluates with them', async () => {
    const norm = new BatchNorm(2, { momentum: 0.25 });
    const model = new Sequential(norm, new Dense(2, 1)).init(1);
    const adam = new Adam(model.params, { rate: 0.01, backend: js('f64') });
    const x = tensor(batches[0]!.dataSync(), { shape: [3, 2] });
    for (const [k, batch] of batches.entries()) {
      if (k === 2) await adam.moveTo(await openWasm());
      x.assign(batch.dataSync());
      adam.step(() => model.forward(x).square().mean());
      const evaluate = new Recorder(adam.backend);
      const [y] = evaluate.run(() => model.forward(x));
      const [again] = evaluate.run(() => model.forward(x));
      const want = model.forward(x).dataSync();
      for (const got of [y!, again!]) got.dataSync().forEach((v, i) => expect(v).toBeCloseTo(want[i]!, 5));
    }
    followed().forEach((want, c) => expect(norm.mean.tensor.dataSync()[c]).toBeCloseTo(want, 5));
  });

  it.each(['f64', 'f32'] as const)('follows the batches, from one step to the next, on %s', (dtype) => {
    const norm = new BatchNorm(2, { momentum: 0.25 });
    const model = new Sequential(norm, new Dense(2, 1)).init(1);
    const adam = new Adam(model.params, { rate: 0.01, backend: js(dtype) });
    const x = tensor(batches[0]!.dataSync(), { shape: [3, 2] });
    for (const batch of batches) {
      x.assign(batch.dataSync());
      adam.step(() => model.forward(x).square().mean());
    }
    followed().forEach((want, c) => expect(norm.mean.tensor.dataSync()[c]).toBeCloseTo(want, 5));
  });
});
