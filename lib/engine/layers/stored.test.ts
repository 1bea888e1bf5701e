import { describe, expect, it } from 'vitest';
import { js } from '../backends/js';
import { ones } from '../create';
import { Adam } from '../optimizers';
import { using } from '../tensor';
import { fromSafetensors, toSafetensors } from '../weights';
import { Dense } from './dense';
import { BatchNorm } from './normalisation';
import { Sequential } from './sequential';
import { loadWeights, saveWeights } from './stored';

const build = (): Sequential => new Sequential(new Dense(2, 3), new BatchNorm(3), new Dense(3, 1));
const x = ones([4, 2]);

describe('saveWeights, loadWeights', () => {
  it('carry a trained model to another one through a file, running means included', async () => {
    const model = build().init(1);
    const adam = new Adam(model.params, { rate: 0.1 });
    for (let i = 0; i < 5; i++) adam.step(() => model.forward(x).sub(1).square().mean());
    const copy = build();
    loadWeights(copy, fromSafetensors(toSafetensors(await saveWeights(model))));
    expect(copy.forward(x).dataSync()).toEqual(model.forward(x).dataSync());
    expect(copy.params.map((p) => p.name)).toEqual(model.params.map((p) => p.name));
  });

  it('save copies', async () => {
    const model = build().init(1);
    const [before] = await saveWeights(model);
    const kept = before!.data.slice();
    model.params[0]!.assign(new Float64Array(6));
    expect(before!.data).toEqual(kept);
  });

  it('an optimizer goes on from what was loaded', async () => {
    const model = new Dense(2, 1).init(1);
    const start = await saveWeights(model);
    const adam = new Adam(model.params, { rate: 0.1 });
    const loss = () => model.forward(x).square().mean();
    const first = adam.step(loss).itemSync();
    expect(adam.step(loss).itemSync()).not.toBe(first);
    loadWeights(model, start);
    expect(adam.step(loss).itemSync()).toBe(first);
  });

  it('round to the type of the model', async () => {
    const wide = new Dense(2, 1).init(1);
    const narrow = using(js('f32'), () => new Dense(2, 1).init(2));
    loadWeights(narrow, await saveWeights(wide));
    expect((await saveWeights(narrow))[0]!.data).toEqual(Float32Array.from(wide.w.tensor.dataSync()));
  });

  it('change nothing unless everything fits', async () => {
    const model = build().init(1);
    const before = await saveWeights(model);
    const other = await saveWeights(build().init(2));
    const [first, ...rest] = other as [(typeof other)[0], ...typeof other];
    expect(() => loadWeights(model, rest)).toThrow('the file lacks dense1.w');
    expect(() => loadWeights(model, [...other, { ...first, name: 'extra' }])).toThrow(
      'the model has no further extra. It has dense1.w',
    );
    expect(() => loadWeights(model, [...other, first])).toThrow('no further dense1.w');
    expect(() => loadWeights(model, [...rest, { ...first, shape: [3, 2] }])).toThrow(
      'dense1.w is [2, 3] in the model; [3, 2] with 6 numbers came',
    );
    expect(() => loadWeights(model, [...rest, { ...first, data: new Float64Array(1) }])).toThrow(
      '[2, 3] with 1 numbers came',
    );
    expect(await saveWeights(model)).toEqual(before);
  });
});
