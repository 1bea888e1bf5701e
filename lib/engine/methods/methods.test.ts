import { describe, expect, it } from 'vitest';
import { blobs, cloud, corpus, ganTarget, linearBlobs, moons, type Points, swissRoll, take } from '../datasets';
import { noGrad, randn, tensor } from '../index';
import { Adam } from '../optimizers';
import { stream } from '../random';
import { autoencoder } from './autoencoder';
import { gan, ganLosses } from './gan';
import { lasso, ridge, solve } from './linear';
import { knn, knnAccuracy } from './neighbours';
import { pca } from './pca';
import { svm } from './svm';
import { affinities, tsne, tsneGradient, tsneLoss } from './tsne';
import { analogy, nearest, nsLoss, skipGramPairs, word2vec } from './word2vec';

const table = (rows: readonly (readonly number[])[]): Points => ({
  x: Float64Array.from(rows.flat()),
  shape: [rows.length, rows[0]!.length],
});
const dot = (a: Float64Array, b: Float64Array): number => a.reduce((sum, value, i) => sum + value * b[i]!, 0);

/** Smith, A tutorial on principal components analysis (2002). */
const TEN = table([
  [2.5, 2.4],
  [0.5, 0.7],
  [2.2, 2.9],
  [1.9, 2.2],
  [3.1, 3.0],
  [2.3, 2.7],
  [2, 1.6],
  [1, 1.1],
  [1.5, 1.6],
  [1.1, 0.9],
]);

describe('pca', () => {
  it('gives the published numbers of the ten points', () => {
    const { variances, components, projected, mean } = pca(TEN, 2);
    expect(variances[0]).toBeCloseTo(1.28402771, 8);
    expect(variances[1]).toBeCloseTo(0.0490833989, 9);
    expect(Math.abs(components[0]![0]!)).toBeCloseTo(0.677873399, 8);
    expect(Math.abs(components[0]![1]!)).toBeCloseTo(0.735178656, 8);
    expect(Math.abs(projected[0]!)).toBeCloseTo(0.827970186, 8);
    expect([...mean]).toEqual([expect.closeTo(1.81), expect.closeTo(1.91)]);
  });

  it('finds the flattest view of a cloud', () => {
    const { variances, components, projected } = pca(cloud({ seed: 's', count: 2000 }), 3);
    [9, 2.25, 0.16].forEach((want, j) => expect(variances[j]! / want).toBeCloseTo(1, 0));
    for (const [i, j] of [
      [0, 1],
      [0, 2],
      [1, 2],
    ] as const)
      expect(dot(components[i]!, components[j]!)).toBeCloseTo(0, 12);
    const along = [2 / 3, 2 / 3, 1 / 3].reduce((sum, want, j) => sum + want * components[0]![j]!, 0);
    expect(Math.abs(along)).toBeGreaterThan(0.999);
    // The variance of what is projected is the eigenvalue.
    for (let j = 0; j < 3; j++) {
      const column = projected.filter((_, i) => i % 3 === j);
      expect(dot(column, column) / 1999).toBeCloseTo(variances[j]!, 9);
    }
  });

  it('loses nothing with all components, also where a column is constant or another one twice', () => {
    const points = table([
      [1, 2, 5, 2],
      [3, 1, 5, 6],
      [4, 4, 5, 8],
      [0, 0, 5, 0],
      [2, -3, 5, 4],
    ]);
    const { components, projected, mean, variances } = pca(points, 4);
    for (let i = 0; i < 5; i++) {
      for (let j = 0; j < 4; j++) {
        const rebuilt = components.reduce((sum, v, k) => sum + projected[4 * i + k]! * v[j]!, mean[j]!);
        expect(rebuilt).toBeCloseTo(points.x[4 * i + j]!, 10);
      }
    }
    expect(variances[2]).toBeCloseTo(0, 12);
  });
});

describe('ridge and lasso', () => {
  /** Anscombe, Graphs in statistical analysis (1973), set I: y = 3.0000909 + 0.5000909·x. */
  const anscombe = {
    ...table([[10], [8], [13], [9], [11], [14], [6], [4], [12], [7], [5]]),
    y: Float64Array.of(8.04, 6.95, 7.58, 8.81, 8.33, 9.96, 7.24, 4.26, 10.84, 4.82, 5.68),
  };

  it('without a penalty are least squares', () => {
    for (const fit of [ridge(anscombe, 0), lasso(anscombe, 0)]) {
      expect(fit.w[0]).toBeCloseTo(0.5000909, 7);
      expect(fit.b).toBeCloseTo(3.0000909, 7);
    }
  });

  it('shrink one weight as their closed forms say', () => {
    // Sums of squares about the mean: Sxx = 110, Sxy = 55.01.
    expect(ridge(anscombe, 40).w[0]).toBeCloseTo(55.01 / 150, 12);
    expect(lasso(anscombe, 2).w[0]).toBeCloseTo((55.01 / 11 - 2) / 10, 12);
    expect(lasso(anscombe, 5.01).w[0]).toBe(0);
  });

  const s = stream('regression', 'columns');
  const rows = Array.from({ length: 60 }, () => Array.from({ length: 6 }, () => s.normal()));
  const data = { ...table(rows), y: Float64Array.from(rows, (r) => 3 * r[0]! - 2 * r[1]! + 0.5 + 0.1 * s.normal()) };

  it('meet the conditions of a minimum', () => {
    const columnTimes = ({ w, b }: { w: Float64Array; b: number }, j: number): number =>
      rows.reduce((sum, r, i) => sum + r[j]! * (data.y[i]! - b - r.reduce((z, x, k) => z + x * w[k]!, 0)), 0);
    const [soft, hard] = [ridge(data, 5), lasso(data, 0.2)];
    for (let j = 0; j < 6; j++) {
      expect(columnTimes(soft, j)).toBeCloseTo(5 * soft.w[j]!, 9);
      if (hard.w[j] === 0) expect(Math.abs(columnTimes(hard, j)) / 60).toBeLessThanOrEqual(0.2);
      else expect(columnTimes(hard, j) / 60).toBeCloseTo(0.2 * Math.sign(hard.w[j]!), 9);
    }
  });

  it('differ in that lasso leaves weights out', () => {
    expect([...lasso(data, 0.2).w].map((w) => w !== 0)).toEqual([true, true, false, false, false, false]);
    expect(ridge(data, 5).w.every((w) => w !== 0)).toBe(true);
  });

  it('say when columns depend on each other', () => {
    const twice = {
      ...table([
        [1, 1],
        [2, 2],
        [4, 4],
      ]),
      y: Float64Array.of(1, 2, 3),
    };
    expect(() => ridge(twice, 0)).toThrow('not positive definite');
    expect(ridge(twice, 1).w[0]).toBeCloseTo(ridge(twice, 1).w[1]!, 12);
    expect([...solve(Float64Array.of(4, 2, 2, 3), Float64Array.of(10, 9))]).toEqual([
      expect.closeTo(1.5),
      expect.closeTo(2),
    ]);
  });
});

describe('knn', () => {
  const train = { ...table([[0], [1], [2], [10], [11]]), y: Float64Array.of(0, 0, 0, 1, 1) };

  it('lets the nearest vote, and the nearest of all break ties', () => {
    const queries = table([[0.4], [9], [5.9], [6.1]]);
    expect([...knn(train, queries, 1)]).toEqual([0, 1, 0, 1]);
    expect([...knn(train, queries, 2)]).toEqual([0, 1, 0, 1]);
    expect([...knn(train, queries, 5)]).toEqual([0, 0, 0, 0]);
  });

  it('parts moons, which no line does', () => {
    expect(knnAccuracy(moons({ seed: 's' }), moons({ seed: 's', split: 'test' }))).toBeGreaterThan(0.98);
  });
});

describe('svm', () => {
  it('finds the widest margin of two points', () => {
    // The line halves the segment from (−1, −1) to (1, 1): w = (½, ½), b = 0.
    const two = {
      ...table([
        [-1, -1],
        [1, 1],
      ]),
      y: Float64Array.of(0, 1),
    };
    const { w, b, margin, support } = svm(two, { seed: 's', lambda: 0.05, steps: 100_000 });
    expect(w[0]).toBeCloseTo(0.5, 2);
    expect(w[1]).toBeCloseTo(0.5, 2);
    expect(b).toBeCloseTo(0, 2);
    expect(margin).toBeCloseTo(Math.SQRT2, 1);
    expect(support).toEqual([0, 1]);
  });

  it('parts what can be parted, with a wider margin than the line between the centres', () => {
    const set = linearBlobs({ seed: 's', count: 100 });
    const { w, b } = svm(set, { seed: 's', lambda: 1e-3, steps: 100_000 });
    const norm = Math.sqrt(dot(w, w));
    const margins = Array.from(
      set.y,
      (label, i) => ((2 * label - 1) * (w[0]! * set.x[2 * i]! + w[1]! * set.x[2 * i + 1]! + b)) / norm,
    );
    expect(Math.min(...margins)).toBeGreaterThan(set.margin);
  });
});

describe('t-SNE', () => {
  const three = blobs({ seed: 's', count: 90, noise: 0.3 });

  it('gives every point as many neighbours as asked for', () => {
    // Before the two halves are added, row i of p is p[·|i]/2m; so test on points that are all alike: a regular ring.
    const ring = table(
      Array.from({ length: 40 }, (_, i) => [Math.cos((2 * Math.PI * i) / 40), Math.sin((2 * Math.PI * i) / 40)]),
    );
    const p = affinities(ring, 7);
    for (let i = 0; i < 40; i++) {
      const row = p.slice(40 * i, 40 * (i + 1)).map((value) => value * 40);
      expect(row.reduce((a, b) => a + b)).toBeCloseTo(1, 9);
      expect(Math.exp(-row.reduce((h, q) => (q > 0 ? h + q * Math.log(q) : h), 0))).toBeCloseTo(7, 6);
    }
  });

  it('goes down the gradient of its loss', () => {
    const p = affinities(table(Array.from({ length: 12 }, (_, i) => [i % 5, (i * i) % 7])), 4);
    const s = stream('tsne', 'map');
    const y = Float64Array.from({ length: 24 }, () => s.normal());
    const dy = tsneGradient(p, y);
    for (let i = 0; i < 24; i++) {
      const moved = (h: number): number => tsneLoss(p, y.with(i, y[i]! + h));
      expect(dy[i]).toBeCloseTo((moved(1e-5) - moved(-1e-5)) / 2e-5, 7);
    }
  });

  it('keeps neighbours together, and comes out the same each time', () => {
    const map = tsne(three, { seed: 's', perplexity: 10, steps: 300 });
    map.run();
    const flat = { x: map.y, shape: [90, 2], y: three.y };
    expect(knnAccuracy(flat, flat, 5)).toBe(1);
    expect(map.loss()).toBeLessThan(0.6);
    expect(tsne(three, { seed: 's', perplexity: 10, steps: 300 }).run()).toEqual(map.y);
  });

  it('keeps the neighbours of a swiss roll, where PCA looks through the sheet', () => {
    const roll = swissRoll({ seed: 's', count: 150 });
    const map = tsne(roll, { seed: 's', perplexity: 10, steps: 300 }).run();
    // How far apart on the sheet are two points that are nearest on the map?
    const apart = (y: Float64Array): number => {
      const gaps = Array.from(roll.y, (t, i) => {
        const distance = Array.from(roll.y, (_, j) =>
          i === j ? Infinity : (y[2 * i]! - y[2 * j]!) ** 2 + (y[2 * i + 1]! - y[2 * j + 1]!) ** 2,
        );
        const j = distance.indexOf(Math.min(...distance));
        return Math.abs(t - roll.y[j]!) + Math.abs(roll.x[3 * i + 1]! - roll.x[3 * j + 1]!);
      });
      return gaps.reduce((a, b) => a + b) / gaps.length;
    };
    expect(apart(map)).toBeLessThan(apart(pca(roll, 2).projected) / 2);
  });
});

describe('word2vec', () => {
  it('gives the worked loss and gradients', () => {
    const { loss, dvc, duo, dNeg } = nsLoss(
      [1, 0],
      [0.5, -1],
      [
        [-1, 0],
        [2, 1],
      ],
    );
    expect(loss).toBeCloseTo(2.914267, 6);
    const close = (values: readonly number[]) => values.map((value) => expect.closeTo(value, 6));
    expect([...dvc]).toEqual(close([1.303882, 1.258338]));
    expect([...duo]).toEqual(close([-0.377541, 0]));
    expect(dNeg.map((g) => [...g])).toEqual([close([0.268941, 0]), close([0.880797, 0])]);
    expect(nsLoss([1000], [-1], [[1]]).loss).toBe(2000);
  });

  it('pairs words with what stands near them in the same sentence', () => {
    expect(skipGramPairs([[0, 1, 2, 3]], 1)).toHaveLength(6);
    expect(skipGramPairs([[0, 1], [2]], 5)).toEqual([
      [0, 1],
      [1, 0],
    ]);
  });

  it('asks by direction, not length, and never answers with the question', () => {
    const vectors = [
      [1, 0],
      [1, 1],
      [5, 0.1],
      [5, 5.2],
      [0, 0],
    ];
    expect(nearest(vectors, [1, 0], { skip: [0], count: 9 })).toEqual([2, 1, 3]);
    expect(analogy(vectors, [0, 1, 2])).toBe(3);
  });

  it('solves the analogies built into its corpus', () => {
    const text = corpus({ seed: 's' });
    const vectors = word2vec(text, { seed: 's' });
    const id = (word: string): number => text.words.indexOf(word);
    const solved = text.analogies.filter(([a, b, c, d]) => analogy(vectors, [id(a), id(b), id(c)]) === id(d));
    expect(solved.length / text.analogies.length).toBeGreaterThanOrEqual(0.9);
  });
});

describe('autoencoder', () => {
  it('follows a curve with one number, where PCA has only a line', () => {
    const half = moons({ seed: 's', count: 120, noise: 0.02 });
    const arc = take(
      half,
      [...half.y.keys()].filter((i) => half.y[i] === 0),
    );
    const x = tensor(arc.x, { shape: arc.shape });
    const { step, rebuild, encoder, decoder } = autoencoder({ inputs: 2, code: 1, hidden: 16, rate: 0.01, seed: 's' });
    for (let i = 0; i < 500; i++) step(x);
    const error = noGrad(() => rebuild(x).sub(x).square().mean().itemSync());
    const lost = pca(arc, 2).variances[1]! * (59 / 60) * 0.5;
    expect(error).toBeLessThan(lost / 5);
    expect(encoder.forward(x).shape).toEqual([60, 1]);
    expect(decoder.forward(encoder.forward(x)).arraySync()).toEqual(rebuild(x).arraySync());
  });
});

describe('gan', () => {
  it('gives the worked losses, and finite ones at the far ends', () => {
    const even = ganLosses(tensor([0, 0, 0]), tensor([0]));
    expect(even.critic.itemSync()).toBeCloseTo(2 * Math.LN2, 6);
    expect(even.generator.itemSync()).toBeCloseTo(Math.LN2, 6);
    const sure = ganLosses(tensor([-1000]), tensor([-1000]));
    expect([sure.critic.itemSync(), sure.generator.itemSync()]).toEqual([1000, 1000]);
  });

  it('trains each side on its own loss, as steps without a recording do', () => {
    const real = ganTarget({ seed: 's', kind: 'ring', count: 32 });
    const x = tensor(real.x, { shape: real.shape });
    const recorded = gan({ seed: 's', hidden: 6 });
    const { generator, critic } = gan({ seed: 's', hidden: 6 });
    const [forGenerator, forCritic] = [generator, critic].map(
      (side) => new Adam(side.params, { rate: 2e-3, beta1: 0.5 }),
    );
    const draws = stream('s', 'gan/noise');
    const losses = () => ganLosses(critic.forward(x), critic.forward(generator.forward(randn([32, 4], draws))));
    const forget = (): void => {
      for (const p of [...generator.params, ...critic.params]) p.grad = undefined;
    };
    for (let i = 0; i < 10; i++) {
      const first = losses().critic;
      first.backward();
      forCritic!.step();
      forget();
      const second = losses().generator;
      second.backward();
      forGenerator!.step();
      forget();
      const step = recorded.step(x);
      expect(step.critic.itemSync()).toBeCloseTo(first.itemSync(), 12);
      expect(step.generator.itemSync()).toBeCloseTo(second.itemSync(), 12);
    }
  });

  it('puts its points where the real ones are', () => {
    const real = ganTarget({ seed: 's', kind: 'segment', count: 512 });
    const { step, sample } = gan({ seed: '1' });
    const order = stream('s', 'batches');
    // Mean distance from the line x₂ = x₁/2, and the length that is covered.
    const off = () =>
      sample(200)
        .matmul(tensor([[1], [-2]]))
        .abs()
        .mean()
        .itemSync() / Math.sqrt(5);
    const before = off();
    for (let i = 0; i < 600; i++) {
      const batch = take(
        real,
        Array.from({ length: 32 }, () => order.below(512)),
      );
      step(tensor(batch.x, { shape: batch.shape }));
    }
    const along = [...sample(200).slice(1, 0, 1).dataSync()];
    expect(off()).toBeLessThan(before / 3);
    expect(Math.max(...along) - Math.min(...along)).toBeGreaterThan(2);
  });
});
