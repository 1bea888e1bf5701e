/** Checks of exercise 5.4: rows of probabilities, for logits of any size. */
import { defineChecks } from '@/lib/exercise';
import type { Draw } from '@/lib/exercise';

type Mat = number[][];

/** m×k with m ≠ k, both in 1…7: a square batch would hide swapped axes. */
function batch(d: Draw, sd = 1): Mat {
  const m = d.int(1, 7);
  const k = d.pick([1, 2, 3, 4, 5, 6, 7].filter((size) => size !== m));
  return d.matrix(m, k, sd);
}

/** Samples and classes in the opposite order. */
const reversed = (A: Mat): Mat => A.map((row) => [...row].reverse()).reverse();

export default defineChecks<typeof import('./solution')>({ tier: 'T1' }, ({ close, property, pure }) => [
  close('The lesson’s three logits', {
    id: 'worked-example',
    points: 10,
    open: true,
    call: ['softmax', [[3, 1, -3]]],
    want: [[0.8788782427321509, 0.11894323591065209, 0.0021785213571970234]],
  }),
  close('Two samples, three classes', {
    id: 'two-rows',
    points: 10,
    open: true,
    call: [
      'softmax',
      [
        [0, 0, 0],
        [2, 1, 0],
      ],
    ],
    want: [
      [1 / 3, 1 / 3, 1 / 3],
      [0.6652409557748219, 0.24472847105479767, 0.09003057317038046],
    ],
  }),
  close('Random batches', {
    id: 'random-batches',
    points: 25,
    cases: 30,
    call: (d, index) => ['softmax', batch(d, index % 5 === 4 ? 8 : 2)],
  }),
  close('Far logits', {
    id: 'far-logits',
    points: 20,
    each: [
      [[1000, 1000]],
      [[-1000, -1000]],
      [[0, 1e4]],
      [[-1e4, 0]],
      [[60, 70]],
      [[-60, -75]],
      [
        [800, 801],
        [-800, -801],
      ],
      [
        [3, -720, 2],
        [-990, -991.5, -993],
      ],
    ],
    call: (Z) => ['softmax', Z],
    hint: 'Some logits lie far from 0, or far from those of another row. Softmax only cares about differences within a row.',
  }),
  close('Edges: an empty batch, one class, a class ruled out', {
    id: 'edges',
    points: 10,
    each: [[], [[5]], [[-3], [700], [0]], [[-Infinity, 0, 1]], [[0, 0, 0, 0]], [[1e-3, -1e-3, 0]]],
    call: (Z) => ['softmax', Z],
    hint: 'An empty batch gives an empty array; one class always gets 1; a logit of −Infinity gets 0.',
  }),
  property('Adding a constant to a row changes nothing', {
    id: 'shift-invariance',
    points: 8,
    cases: 12,
    calls: (d) => {
      const Z = batch(d, 2);
      const shifted = Z.map((row) => {
        const c = d.uniform(800, 1200) * d.pick([-1, 1]);
        return row.map((z) => z + c);
      });
      return [
        ['softmax', Z],
        ['softmax', shifted],
      ];
    },
    holds: ([P, Q]: readonly Mat[], _calls, near) =>
      near(P, Q) || 'The same constant was added to all logits of a row, and the probabilities changed.',
  }),
  property('Rows are probabilities', {
    id: 'rows-sum-to-one',
    points: 4,
    cases: 12,
    calls: (d) => [['softmax', batch(d, d.pick([1, 10, 300]))]],
    holds: ([P = []]: readonly Mat[], _calls, near) => {
      if (P.some((row) => row.some((p) => !(p >= 0 && p <= 1)))) return 'An entry lies outside 0…1.';
      const sums = P.map((row) => row.reduce((sum, p) => sum + p, 0));
      return sums.every((sum) => near(sum, 1)) || 'A row does not sum to 1.';
    },
  }),
  property('Reordering samples and classes reorders the answer', {
    id: 'reordering',
    points: 3,
    cases: 8,
    calls: (d) => {
      const Z = batch(d, 2);
      return [
        ['softmax', Z],
        ['softmax', reversed(Z)],
      ];
    },
    holds: ([P = [], Q]: readonly Mat[], _calls, near) =>
      near(reversed(P), Q) ||
      'The batch was turned round, samples and classes, and the probabilities themselves changed.',
  }),
  pure('Input stays as it was, output is new', {
    id: 'purity',
    points: 10,
    cases: 4,
    call: (d) => ['softmax', batch(d, 2)],
  }),
]);
