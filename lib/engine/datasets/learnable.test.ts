/** Data sets are as hard as the lessons say: what a line can part, what a few units can, what takes depth. */
import { describe, expect, it } from 'vitest';
import { crossEntropy, js, tensor, using } from '../index';
import { type ActivationName, Dense, Sequential } from '../layers';
import { Adam } from '../optimizers';
import { shuffle, stream } from '../random';
import { circles, type Dataset, digits, moons, spiral, take, xorCorners } from './index';

interface Training {
  readonly sizes: readonly number[];
  readonly steps: number;
  readonly rate: number;
  readonly activation?: ActivationName;
}

/** Accuracies on both sets after training on the first. */
function accuracies(train: Dataset, test: Dataset, { sizes, steps, rate, activation = 'tanh' }: Training): number[] {
  return using(js('f32'), () => {
    const last = sizes.length - 2;
    const layers = sizes
      .slice(1)
      .map((n, i) => new Dense(sizes[i]!, n, { activation: i < last ? activation : 'identity' }));
    const model = new Sequential(...layers).init(1);
    const adam = new Adam(model.params, { rate });
    const order = stream('learnable', 'order');
    const inputs = (set: Dataset) => tensor(set.x, { shape: [set.y.length, sizes[0]!] });
    let left: number[] = [];
    for (let i = 0; i < steps; i++) {
      if (left.length < 50) left = shuffle([...train.y.keys()], order);
      const batch = take(train, left.splice(0, 50));
      const [x, y] = [inputs(batch), tensor(batch.y)];
      adam.step(() => crossEntropy(model.forward(x), y));
    }
    return [train, test].map((set) => {
      const found = model.forward(inputs(set)).argmax(1).dataSync();
      return set.y.filter((label, i) => label === found[i]).length / set.y.length;
    });
  });
}

const pair = (make: (split: string) => Dataset): [Dataset, Dataset] => [make('train'), make('test')];

describe('a straight line', () => {
  it('parts moons by nine in ten, circles and spirals hardly', () => {
    const line = { sizes: [2, 2], steps: 300, rate: 0.03 };
    const [, onMoons] = accuracies(...pair((split) => moons({ seed: 'a', split })), line);
    const [, onCircles] = accuracies(...pair((split) => circles({ seed: 'a', split })), line);
    const [, onSpiral] = accuracies(...pair((split) => spiral({ seed: 'a', split, radius: 3 })), line);
    expect(Math.abs(onMoons! - 0.89)).toBeLessThan(0.04);
    expect(onCircles).toBeLessThan(0.67);
    expect(onSpiral).toBeLessThan(0.67);
  });
});

describe('a few units', () => {
  it('close a circle with three, and bend round moons with eight', () => {
    const [, onCircles] = accuracies(...pair((split) => circles({ seed: 'a', split })), {
      sizes: [2, 3, 2],
      steps: 600,
      rate: 0.03,
    });
    const [, onMoons] = accuracies(...pair((split) => moons({ seed: 'a', split })), {
      sizes: [2, 8, 2],
      steps: 900,
      rate: 0.03,
    });
    expect(onCircles).toBeGreaterThan(0.98);
    expect(onMoons).toBeGreaterThan(0.97);
  });

  it('solve the corners of XOR with three, and cannot with one', () => {
    const corners = xorCorners();
    expect(accuracies(corners, corners, { sizes: [2, 3, 2], steps: 600, rate: 0.03 })[0]).toBe(1);
    expect(accuracies(corners, corners, { sizes: [2, 1, 2], steps: 600, rate: 0.03 })[0]).toBeLessThan(1);
  });

  it('unroll the spiral in two layers', () => {
    const wide = { sizes: [2, 10, 10, 2], steps: 2500, rate: 0.01, activation: 'relu' as const };
    const [, onSpiral] = accuracies(...pair((split) => spiral({ seed: 'a', split, radius: 3 })), wide);
    expect(onSpiral).toBeGreaterThan(0.95);
  });
});

describe('digits', () => {
  const make = (distortion: number) =>
    pair((split) => digits({ seed: 'a', split, distortion, count: split === 'train' ? 1000 : 500 }));

  it('are mostly told apart by a linear layer, and far less when the hand is wild', () => {
    const linear = { sizes: [256, 10], steps: 400, rate: 0.003 };
    const [, plain] = accuracies(...make(1), linear);
    const [, wild] = accuracies(...make(1.6), linear);
    expect(Math.abs(plain! - 0.9)).toBeLessThan(0.05);
    expect(Math.abs(wild! - 0.58)).toBeLessThan(0.1);
  });

  it('can be learnt by heart by sixteen units, a hundred at a time', () => {
    const hundred = digits({ seed: 'a', count: 100 });
    expect(accuracies(hundred, hundred, { sizes: [256, 16, 10], steps: 300, rate: 0.01, activation: 'relu' })[0]).toBe(
      1,
    );
  });
});
