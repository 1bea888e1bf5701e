import { describe, expect, it } from 'vitest';
import { training } from '../autograd';
import { ones, parameter } from '../create';
import { Sgd } from '../optimizers';
import type { Tensor } from '../tensor';
import { Dropout } from './dropout';
import { Sequential } from './sequential';

const train = <T>(fn: () => T): T => training(true, fn);

describe('Dropout', () => {
  it('is the identity outside training, and for p = 0', () => {
    const x = ones([3, 3]).mul(2);
    expect(new Dropout(0.9).forward(x)).toBe(x);
    expect(train(() => new Dropout(0).forward(x)).dataSync()).toEqual(x.dataSync());
  });

  it.each([0.1, 0.5, 0.9])('drops the share %f, and keeps the mean', (p) => {
    const n = 20_000;
    const y = train(() => new Dropout(p).forward(ones([n]))).dataSync();
    const zeros = y.filter((v) => v === 0).length;
    expect(Math.abs(zeros / n - p)).toBeLessThan(6 * Math.sqrt((p * (1 - p)) / n));
    expect(y.every((v) => v === 0 || Math.abs(v - 1 / (1 - p)) < 1e-15)).toBe(true);
    const mean = Array.from(y).reduce((a, b) => a + b) / n;
    expect(Math.abs(mean - 1)).toBeLessThan(6 * Math.sqrt(p / (1 - p) / n));
  });

  it('draws a new mask each time, other ones for other layers and seeds, and the same for the same', () => {
    const mask = (layer: Dropout): string => train(() => layer.forward(ones([64]))).toString();
    const one = new Dropout(0.5);
    expect(mask(one)).not.toBe(mask(one));
    const step = (seed: number): string[] => {
      const model = new Sequential(new Dropout(0.5), new Dropout(0.5)).init(seed);
      const w = parameter(new Float64Array(64).fill(1), 'w');
      const sgd = new Sgd([w], { rate: 0 });
      const masks: string[] = [];
      for (let i = 0; i < 3; i++) {
        sgd.step(() => model.children.reduce((sum, layer) => sum.add(layer.forward(w).sum()), w.sum().mul(0)));
        masks.push(sgd.gradient(w).toString());
      }
      return masks;
    };
    expect(new Set(step(1)).size).toBe(3);
    expect(step(1)).toEqual(step(1));
    expect(step(1)).not.toEqual(step(2));
  });

  it('two layers of one model drop different units', () => {
    const model = new Sequential(new Dropout(0.5), new Dropout(0.5)).init(1);
    const w = parameter(new Float64Array(64).fill(1), 'w');
    let seen: Tensor[] = [];
    new Sgd([w], { rate: 0.1 }).step(() => {
      seen = model.children.map((layer) => layer.forward(w));
      expect(seen[0]!.dataSync()).not.toEqual(seen[1]!.dataSync());
      return seen[0]!.sum();
    });
  });

  it('gives the gradient the mask that it gave the values', () => {
    const w = parameter(new Float64Array(64).fill(3), 'w');
    const y = train(() => new Dropout(0.5).forward(w));
    y.sum().backward();
    expect(w.grad!.dataSync()).toEqual(y.dataSync().map((v) => v / 3));
  });

  it.each([-0.1, 1, NaN])('refuses p = %f', (p) => expect(() => new Dropout(p)).toThrow('expected 0 ≤ p < 1'));
});
