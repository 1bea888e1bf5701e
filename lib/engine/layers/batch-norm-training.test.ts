import { describe, expect, it } from 'vitest';
import { js } from '../backends/js';
import { openWasm } from '../backends/wasm';
import { training } from '../autograd';
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

describe('the momentum of BatchNorm', () => {
  it('may be 1: the running means are those of the latest batch, the variance without bias', () => {
    const norm = new BatchNorm(1, { momentum: 1 }).init(1);
    for (const batch of [[[5], [7]], [[1], [3]]]) training(true, () => norm.forward(tensor(batch))); // prettier-ignore
    expect(norm.mean.tensor.arraySync()).toEqual([2]);
    expect(norm.variance.tensor.arraySync()).toEqual([2]);
    expect(norm.forward(tensor([[2]])).arraySync()).toEqual([[0]]);
  });

  it('may be 0: they stay', () => {
    const norm = new BatchNorm(1, { momentum: 0 }).init(1);
    training(true, () => norm.forward(tensor([[5], [7]])));
    expect(norm.mean.tensor.arraySync()).toEqual([0]);
    expect(norm.variance.tensor.arraySync()).toEqual([1]);
  });

  it.each([-0.1, 1.5, NaN])('is not %s', (momentum) => {
    expect(() => new BatchNorm(1, { momentum })).toThrow('expected the share of the new batch, 0 to 1');
  });
});

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
