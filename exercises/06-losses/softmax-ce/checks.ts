/** Checks of exercise 6.3: the mean loss, its own gradient, far logits, empty batches and labels out of range. */
import { defineChecks } from '@/lib/exercise';
import type { Draw } from '@/lib/exercise';

type Mat = number[][];
type Call = ['softmaxCE', Mat, number[]];
type Answer = { loss: number; grad: Mat };

/** m×k logits with m ≠ k and at least two classes, and a label for each row. */
function batch(d: Draw, sd = 2): { Z: Mat; y: number[] } {
  const m = d.int(1, 7);
  const k = d.pick([2, 3, 4, 5, 6, 7].filter((size) => size !== m));
  return { Z: d.matrix(m, k, sd), y: d.labels(m, k) };
}

const sum = (xs: readonly number[]): number => xs.reduce((total, x) => total + x, 0);

/** −(1/m) Σᵢ onehot(yᵢ) · log softmax(zᵢ), in the textbook form; for moderate logits only. */
function oneHotLoss(Z: Mat, y: readonly number[]): number {
  const losses = Z.map((row, i) => {
    const total = sum(row.map(Math.exp));
    return -sum(row.map((z, j) => (j === y[i] ? 1 : 0) * Math.log(Math.exp(z) / total)));
  });
  return sum(losses) / Z.length;
}

export default defineChecks<typeof import('./solution')>({ tier: 'T2' }, ({ close, grad, property, pure, throws }) => [
  close('One sample, three logits', {
    id: 'worked-example',
    points: 12,
    open: true,
    call: ['softmaxCE', [[3, 1, -3]], [1]],
    want: { loss: 2.1291089088298505, grad: [[0.8788782427321509, -0.8810567640893479, 0.0021785213571970234]] },
  }),
  close('Zero logits: the surprise of a fair guess', {
    id: 'fair-guess',
    points: 8,
    open: true,
    each: [
      { Z: [[0, 0]], y: [0] },
      { Z: [[0, 0, 0, 0, 0, 0, 0, 0, 0, 0]], y: [7] },
    ],
    call: ({ Z, y }) => ['softmaxCE', Z, y],
    want: [
      { loss: Math.LN2, grad: [[-0.5, 0.5]] },
      { loss: Math.log(10), grad: [[0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, -0.9, 0.1, 0.1]] },
    ],
  }),
  close('Random batches', {
    id: 'random-batches',
    points: 25,
    cases: 30,
    call: (d) => {
      const { Z, y } = batch(d);
      return ['softmaxCE', Z, y];
    },
  }),
  property('The loss and its gradient are means over the batch', {
    id: 'batch-mean',
    points: 12,
    cases: 10,
    calls: (d) => {
      const { Z, y } = batch(d);
      return [
        ['softmaxCE', Z, y],
        ['softmaxCE', [...Z, ...Z], [...y, ...y]],
        ...Z.map((row, i): Call => ['softmaxCE', [row], [y[i] ?? 0]]),
      ];
    },
    holds: ([once, twice, ...singles]: readonly Answer[], _calls, near) => {
      if (!once || !twice) return false;
      const m = singles.length;
      if (!near(twice.loss, once.loss)) return 'Giving every sample twice changed the loss. A mean would not move.';
      if (!near(once.loss, sum(singles.map((single) => single.loss)) / m)) {
        return 'The loss of a batch is not the mean of the losses of its samples.';
      }
      const halves = [...once.grad, ...once.grad].map((row) => row.map((g) => g / 2));
      if (!near(twice.grad, halves)) {
        return 'Giving every sample twice should halve the gradient of each: every sample counts half as much.';
      }
      const shares = singles.flatMap((single) => single.grad).map((row) => row.map((g) => g / m));
      return near(once.grad, shares) || 'A sample’s row of the gradient is not 1/m of what it is alone.';
    },
  }),
  property('Labels count like one-hot rows', {
    id: 'one-hot',
    points: 3,
    cases: 8,
    calls: (d) => {
      const { Z, y } = batch(d, 1);
      return [['softmaxCE', Z, y]];
    },
    holds: ([answer]: readonly Answer[], [call], near) =>
      (call && near(answer?.loss, oneHotLoss(call[1], call[2]))) ||
      'The loss is not −(1/m) Σ onehot(y)·log softmax(z).',
  }),
  close('Far logits', {
    id: 'far-logits',
    points: 10,
    each: [
      { Z: [[1e4, 0]], y: [0] },
      { Z: [[1e4, 0]], y: [1] },
      { Z: [[0, -1e4]], y: [1] },
      {
        Z: [
          [1e4, 0],
          [0, -1e4],
        ],
        y: [0, 0],
      },
      { Z: [[60, 70]], y: [0] },
      { Z: [[-60, -75]], y: [1] },
      {
        Z: [
          [-900, -901, -902],
          [3, 1, 700],
        ],
        y: [0, 0],
      },
    ],
    call: ({ Z, y }) => ['softmaxCE', Z, y],
    hint: 'A sample can be wrong by 10000, and its loss is then 10000: neither Infinity, nor NaN, nor some fixed ceiling.',
  }),
  grad('The gradient belongs to the loss', {
    id: 'gradient',
    points: 10,
    cases: 12,
    call: (d) => {
      const { Z, y } = batch(d);
      return ['softmaxCE', Z, y];
    },
    wrt: [{ at: '[0]', claimed: 'grad' }],
    loss: 'loss',
  }),
  property('Each row of the gradient sums to zero', {
    id: 'rows-sum-to-zero',
    points: 5,
    cases: 10,
    calls: (d) => {
      const { Z, y } = batch(d, 3);
      return [['softmaxCE', Z, y]];
    },
    holds: ([answer]: readonly Answer[], _calls, near) => {
      if (!answer) return false;
      if (!(answer.loss >= 0)) return 'The loss is negative.';
      // 1 + Σ against 1: a sum that should be 0 has no size of its own to measure rounding by.
      return (
        answer.grad.every((row) => near(1 + sum(row), 1)) ||
        'What the true class gains, the others lose: each row of the gradient should sum to 0.'
      );
    },
  }),
  close('An empty batch, and a single class', {
    id: 'edges',
    points: 3,
    each: [
      { Z: [], y: [] },
      { Z: [[4]], y: [0] },
      { Z: [[-2], [0], [9]], y: [0, 0, 0] },
    ],
    call: ({ Z, y }) => ['softmaxCE', Z, y],
    want: [
      { loss: 0, grad: [] },
      { loss: 0, grad: [[0]] },
      { loss: 0, grad: [[0], [0], [0]] },
    ],
    hint: 'An empty batch has loss 0 and an empty gradient; with one class there is nothing to get wrong.',
  }),
  throws('Labels that name no class', {
    id: 'bad-labels',
    points: 2,
    each: [
      { Z: [[1, 2, 3]], y: [-1] },
      { Z: [[1, 2, 3]], y: [3] },
      {
        Z: [
          [1, 2],
          [3, 4],
        ],
        y: [0, 2],
      },
      {
        Z: [
          [1, 2],
          [3, 4],
        ],
        y: [0],
      },
    ],
    call: ({ Z, y }) => ['softmaxCE', Z, y],
    hint: 'Throw an Error when a label is below 0 or not below k, and when Z and y have different lengths.',
  }),
  pure('Inputs stay as they were, the gradient is new', {
    id: 'purity',
    points: 10,
    cases: 4,
    call: (d) => {
      const { Z, y } = batch(d);
      return ['softmaxCE', Z, y];
    },
  }),
]);
