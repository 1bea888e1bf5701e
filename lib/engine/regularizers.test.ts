import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ones, parameter, tensor } from './create';
import { gradcheck } from './gradcheck';
import { Dense } from './layers/dense';
import { Sequential } from './layers/sequential';
import { loadWeights, saveWeights } from './layers/stored';
import { Adam, Momentum } from './optimizers';
import { clipByNorm, EarlyStopping, l1, l2, magnitudeMasks, masked, prune, weightVariance } from './regularizers';
import type { StoredTensor } from './weights';

const stored = (name: string, shape: number[], ...data: number[]): StoredTensor => ({
  name,
  shape,
  data: Float64Array.from(data),
});

describe('penalties', () => {
  const params = () => [parameter([[1, -2], [0.5, 0]], 'w'), parameter([7, 7], 'b'), parameter([[[[2]]]], 'kernel')]; // prettier-ignore

  it('l1 is λΣ|w|, l2 is λΣw² without ½; biases go free', () => {
    const two = params().slice(0, 2);
    expect(l1(two, 0.1).itemSync()).toBeCloseTo(0.35, 14);
    expect(l2(two, 0.1).itemSync()).toBeCloseTo(0.525, 14);
    l2(two, 0.1).backward();
    expect(two[0]!.grad!.arraySync()).toEqual([[0.2, -0.4], [0.1, 0]]); // prettier-ignore
    expect(two[1]!.grad).toBeUndefined();
    expect(l1(params(), 1).itemSync()).toBe(5.5);
  });

  it('have right gradients', () => {
    const [w, , kernel] = params();
    w!.assign([1, -2, 0.5, 0.3]);
    for (const penalty of [l1, l2, weightVariance]) {
      expect(gradcheck(() => penalty([w!, kernel!], 0.7), [w!, kernel!]).worst).toBeLessThan(1e-8);
    }
  });

  it('weightVariance is the spread of the variances of layers', () => {
    const [a, b] = [parameter([[1, -1]], 'a'), parameter([[3, -3]], 'b')];
    expect(weightVariance([a, b], 0.5).itemSync()).toBe(16);
    expect(weightVariance([a, parameter([[4, 6]], 'c')], 1).itemSync()).toBe(0);
  });

  it('refuse to punish nothing', () => {
    expect(() => l2([parameter([1], 'b')], 1)).toThrow('l2: none of the parameters is a weight');
  });
});

describe('clipByNorm', () => {
  it('shortens (3, 4) to (.6, .8), and all tensors together', () => {
    expect(clipByNorm([tensor([3, 4])], 1)[0]!.arraySync()).toEqual([0.6000000000000001, 0.8]);
    const [a, b] = clipByNorm([tensor([3]), tensor([[4]])], 2.5);
    expect(a!.itemSync()).toBeCloseTo(1.5, 14);
    expect(b!.itemSync()).toBeCloseTo(2, 14);
  });

  it('leaves short gradients, and zeros, as they are', () => {
    expect(clipByNorm([tensor([3, 4])], 5.1)[0]!.arraySync()).toEqual([3, 4]);
    expect(clipByNorm([tensor([0, 0])], 1)[0]!.arraySync()).toEqual([0, 0]);
    expect(clipByNorm([], 1)).toEqual([]);
    expect(() => clipByNorm([tensor([1])], 0)).toThrow('expected a number above 0');
  });

  it('is what an optimizer does with clipNorm', () => {
    const w = parameter([0, 0], 'w');
    new Momentum([w], { rate: 1, clipNorm: 1 }).step(() => w.mul(tensor([3, 4])).sum());
    const [x, y] = w.dataSync();
    expect(x).toBeCloseTo(-0.6, 12);
    expect(y).toBeCloseTo(-0.8, 12);
  });
});

describe('EarlyStopping', () => {
  const run = (stopping: EarlyStopping<number>, losses: number[]): boolean[] =>
    losses.map((loss, epoch) => stopping.update(loss, () => epoch));

  it('stops at the seventh call, with the best of the fourth', () => {
    const stopping = new EarlyStopping<number>({ patience: 3 });
    expect(run(stopping, [1, 0.8, 0.9, 0.7, 0.75, 0.76, 0.77])).toEqual([
      false,
      false,
      false,
      false,
      false,
      false,
      true,
    ]);
    expect([stopping.best, stopping.bestLoss]).toEqual([3, 0.7]);
  });

  it('counts bad epochs in a row: equal ones, NaN, and falls of no more than minDelta', () => {
    expect(run(new EarlyStopping({ patience: 2 }), [1, 1, 0.5, NaN, 0.5])).toEqual([false, false, false, false, true]);
    expect(run(new EarlyStopping({ patience: 1, minDelta: 0.25 }), [1, 0.75])).toEqual([false, true]);
    expect(run(new EarlyStopping({ patience: 0 }), [1, 0.5, 0.6])).toEqual([false, false, true]);
  });

  it('takes a snapshot at good epochs only', () => {
    let taken = 0;
    const stopping = new EarlyStopping<number>({ patience: 9 });
    for (const loss of [3, 4, 2, 2]) stopping.update(loss, () => ++taken);
    expect(taken).toBe(2);
  });
});

describe('magnitudeMasks', () => {
  const ones = (masks: StoredTensor[]): number[][] => masks.map(({ data }) => [...data]);

  it('keeps the largest over all tensors, whatever their sign, and leaves biases out', () => {
    const weights = [stored('a', [2, 2], 1, -4, 3, 0), stored('b', [2], 9, 9), stored('c', [1, 2], -2, 0.5)];
    const masks = magnitudeMasks(weights, 0.5);
    expect(masks.map(({ name }) => name)).toEqual(['a', 'c']);
    expect(ones(masks)).toEqual([
      [0, 1, 1, 0],
      [1, 0],
    ]);
    expect(ones(magnitudeMasks(weights, 0)).flat()).toEqual([0, 0, 0, 0, 0, 0]);
    expect(ones(magnitudeMasks(weights, 1)).flat()).toEqual([1, 1, 1, 1, 1, 1]);
    expect(() => magnitudeMasks(weights, 1.1)).toThrow('keep is 1.1');
  });

  it('keeps exactly round(keep·N), ties and all', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: -3, max: 3 }), { minLength: 1, maxLength: 30 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (data, keep) => {
          const [mask] = magnitudeMasks([stored('w', [1, data.length], ...data)], keep);
          const kept = data.filter((_, i) => mask!.data[i] === 1).map(Math.abs);
          const gone = data.filter((_, i) => mask!.data[i] === 0).map(Math.abs);
          expect(kept.length).toBe(Math.round(keep * data.length));
          expect(Math.min(...kept)).toBeGreaterThanOrEqual(Math.max(...gone, 0));
        },
      ),
    );
  });
});

describe('pruning, rewinding, training on', () => {
  const x = tensor([[1, 2, -1], [0.5, -1, 2]]); // prettier-ignore
  const t = tensor([[1], [-1]]);
  it('keeps what is pruned at zero under every kind of state, and trains the rest', async () => {
    const model = new Sequential(new Dense(3, 4, { activation: 'tanh' }), new Dense(4, 1)).init(3);
    const start = await saveWeights(model);
    const loss = () => model.forward(x).sub(t).square().mean();
    const dense = new Adam(model.params, { rate: 0.05 });
    for (let i = 0; i < 50; i++) dense.step(loss);
    const masks = magnitudeMasks(await saveWeights(model), 0.5);

    loadWeights(model, masked(start, masks));
    const rewound = await saveWeights(model);
    const ticket = new Adam(model.params, { rate: 0.05 });
    prune(ticket, masks);
    const before = loss().itemSync();
    for (let i = 0; i < 50; i++) ticket.step(loss);
    const trained = await saveWeights(model);
    for (const mask of masks) {
      const [was, now] = [rewound, trained].map((all) => all.find(({ name }) => name === mask.name)!.data);
      const first = start.find(({ name }) => name === mask.name)!.data;
      expect(now).not.toEqual(was);
      mask.data.forEach((kept, i) => {
        expect(was![i]).toBe(kept ? first[i] : first[i]! * 0);
        if (!kept) expect(now![i]! + 0).toBe(0);
      });
    }
    expect(loss().itemSync()).toBeLessThan(before / 2);
  });

  it('says which mask fits nothing', () => {
    const model = new Dense(2, 1).init(1);
    const adam = new Adam(model.params, { rate: 1 });
    expect(() => prune(adam, [stored('v', [1, 1], 1)])).toThrow('no parameter v');
    expect(() => prune(adam, [stored('dense.w', [1, 1], 1)])).toThrow('1 numbers');
    expect(() => masked([stored('w', [1, 2], 1, 2)], [stored('w', [1, 1], 1)])).toThrow(
      'w has 2 numbers, its mask has 1',
    );
    expect(model.forward(ones([1, 2])).shape).toEqual([1, 1]);
  });
});
