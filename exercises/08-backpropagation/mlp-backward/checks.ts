/** Checks of exercise 8.5: the toy net of lesson 5.2, random nets, numeric gradients and the laws of a batch. */
import { defineChecks } from '@/lib/exercise';
import type { Draw } from '@/lib/exercise';
import type { Layer, Mat, Vec } from './solution';

type Call = ['mlpBackward', Layer[], Mat[], Mat];
type Gradients = { dW: Mat[]; db: Vec[]; dX: Mat };

const ACTIVATIONS: Record<Layer['act'], (z: number) => number> = {
  identity: (z) => z,
  sigmoid: (z) => 1 / (1 + Math.exp(-z)),
  tanh: Math.tanh,
  relu: (z) => Math.max(0, z),
};

/** A·W + b; loops, since it is done twice for each number whose slope is checked. */
function preactivations(A: Mat, { W, b }: Layer): Mat {
  return A.map((row) => {
    const z: number[] = [];
    for (let j = 0; j < b.length; j++) {
      let sum = b[j] ?? NaN;
      for (let i = 0; i < row.length; i++) sum += (row[i] ?? NaN) * (W[i]?.[j] ?? NaN);
      z.push(sum);
    }
    return z;
  });
}

/** X and the activations after each layer. */
function forward(layers: readonly Layer[], X: Mat): Mat[] {
  const cache = [X];
  let A = X;
  for (const layer of layers) {
    A = preactivations(A, layer).map((row) => row.map(ACTIVATIONS[layer.act]));
    cache.push(A);
  }
  return cache;
}

/** Is some ReLU too near its kink for a slope to be agreed on? */
function atKink(layers: readonly Layer[], cache: readonly Mat[]): boolean {
  return layers.some(
    (layer, l) =>
      layer.act === 'relu' && preactivations(cache[l] ?? [], layer).some((row) => row.some((z) => Math.abs(z) < 1e-3)),
  );
}

interface Size {
  depth: number;
  m: number;
  widths?: readonly number[];
  /** The last layer's slope is nowhere 1: who multiplies dOut by it in place is found out by every case. */
  bentAtTheEnd?: boolean;
}

/** A random net with its forward pass: neighbouring sizes differ, neighbouring layers have different activations. */
function problem(
  d: Draw,
  { depth, m, widths, bentAtTheEnd = false }: Size,
): { layers: Layer[]; cache: Mat[]; dOut: Mat } {
  const sizes: number[] = [];
  const acts: Layer['act'][] = [];
  while (sizes.length <= depth) {
    const size = widths?.[sizes.length] ?? d.int(1, 6);
    if (widths || (size !== sizes.at(-1) && size !== m)) sizes.push(size);
  }
  while (acts.length < depth) {
    const act = d.pick(['identity', 'sigmoid', 'tanh', 'relu'] as const);
    if (act !== acts.at(-1)) acts.push(act);
  }
  if (bentAtTheEnd) acts.splice(-1, 1, acts.at(-2) === 'tanh' ? 'sigmoid' : 'tanh');
  for (;;) {
    const layers = acts.map((act, l) => {
      const [n, k] = [sizes[l] ?? 1, sizes[l + 1] ?? 1];
      return { W: d.matrix(n, k, 1.2 / Math.sqrt(n)), b: d.vector(k, 0.5), act };
    });
    const cache = forward(layers, d.matrix(m, sizes[0] ?? 1));
    if (!atKink(layers, cache)) return { layers, cache, dOut: d.matrix(m, sizes.at(-1) ?? 1) };
  }
}

/** The loss whose gradient with respect to the outputs is dOut. */
function lossOf(args: readonly unknown[]): number {
  const [layers, cache, dOut] = args as readonly [Layer[], Mat[], Mat];
  const out = forward(layers, cache[0] ?? []).at(-1) ?? [];
  return out.reduce((total, row, i) => row.reduce((sum, a, j) => sum + a * (dOut[i]?.[j] ?? NaN), total), 0);
}

const plus = (A: Mat, B: Mat): Mat => A.map((row, i) => row.map((a, j) => a + (B[i]?.[j] ?? NaN)));
const times = (A: Mat, c: number): Mat => A.map((row) => row.map((a) => c * a));

// The toy net of lesson 5.2 at (1, −1), with its activations, and ∂L/∂out of L = ½ Σ (out − target)² for (1, 0).
const TOY: readonly Layer[] = [
  {
    W: [
      [1, -1],
      [-2, 1],
    ],
    b: [1, 0],
    act: 'sigmoid',
  },
  {
    W: [
      [2, -2],
      [-1, -1],
    ],
    b: [0, 0],
    act: 'sigmoid',
  },
  {
    W: [
      [3, -1],
      [-1, 4],
    ],
    b: [-2, 2],
    act: 'sigmoid',
  },
];
const TOY_CACHE: readonly Mat[] = [
  [[1, -1]],
  [[0.9820137900379085, 0.11920292202211755]],
  [[0.8635183126781821, 0.11073744383822465]],
  [[0.6177047777553412, 0.8291239841574399]],
];
const TOY_DOUT: Mat = [[-0.38229522224465884, 0.8291239841574399]];

export default defineChecks<typeof import('./solution')>({ tier: 'T2' }, ({ close, grad, property, pure }) => [
  close('One linear layer, two samples', {
    id: 'one-linear-layer',
    points: 10,
    open: true,
    call: [
      'mlpBackward',
      [{ W: [[1], [2], [-1]], b: [0.5], act: 'identity' }],
      [
        [
          [1, 2, 3],
          [4, 5, 6],
        ],
        [[2.5], [8.5]],
      ],
      [[1], [10]],
    ],
    want: {
      dW: [[[41], [52], [63]]],
      db: [[11]],
      dX: [
        [1, 2, -1],
        [10, 20, -10],
      ],
    },
  }),
  close('The toy net of lesson 5.2', {
    id: 'toy-net',
    points: 10,
    open: true,
    call: ['mlpBackward', [...TOY], [...TOY_CACHE], TOY_DOUT],
  }),
  close('Random nets, one to four layers', {
    id: 'random-nets',
    points: 25,
    cases: 30,
    call: (d, index) => {
      const { layers, cache, dOut } = problem(d, { depth: 1 + (index % 4), m: d.int(2, 6) });
      return ['mlpBackward', layers, cache, dOut];
    },
  }),
  close('A single sample', {
    id: 'single-sample',
    points: 5,
    cases: 6,
    call: (d, index) => {
      const { layers, cache, dOut } = problem(d, { depth: 2 + (index % 2), m: 1, widths: [3, 5, 2, 4] });
      return ['mlpBackward', layers, cache, dOut];
    },
  }),
  close('Layers of one unit, and square layers', {
    id: 'narrow-layers',
    points: 10,
    cases: 8,
    call: (d, index) => {
      const widths = index % 2 === 0 ? [4, 1, 3, 1] : [3, 3, 3, 3];
      const { layers, cache, dOut } = problem(d, { depth: 3, m: 5, widths });
      return ['mlpBackward', layers, cache, dOut];
    },
  }),
  grad('Numeric gradient of every weight and bias', {
    id: 'gradient-weights',
    points: 15,
    cases: 8,
    call: (d) => {
      const { layers, cache, dOut } = problem(d, { depth: 3, m: d.int(2, 4) });
      return ['mlpBackward', layers, cache, dOut];
    },
    wrt: [
      { at: '[0][2].W', claimed: 'dW[2]' },
      { at: '[0][2].b', claimed: 'db[2]' },
      { at: '[0][1].W', claimed: 'dW[1]' },
      { at: '[0][1].b', claimed: 'db[1]' },
      { at: '[0][0].W', claimed: 'dW[0]' },
      { at: '[0][0].b', claimed: 'db[0]' },
    ],
    loss: lossOf,
  }),
  grad('Numeric gradient of the inputs', {
    id: 'gradient-inputs',
    points: 5,
    cases: 8,
    call: (d, index) => {
      const { layers, cache, dOut } = problem(d, { depth: 1 + (index % 3), m: d.int(2, 4) });
      return ['mlpBackward', layers, cache, dOut];
    },
    wrt: [{ at: '[1][0]', claimed: 'dX' }],
    loss: lossOf,
  }),
  property('A batch is the sum of its samples', {
    id: 'batch-sum',
    points: 6,
    cases: 8,
    calls: (d) => {
      const { layers, cache, dOut } = problem(d, { depth: 2, m: 3, widths: [4, 2, 5] });
      return [
        ['mlpBackward', layers, cache, dOut],
        ...dOut.map((row, i): Call => ['mlpBackward', layers, cache.map((A) => A.slice(i, i + 1)), [row]]),
      ];
    },
    holds: ([batch, ...singles]: readonly Gradients[], _calls, near) => {
      const [first, ...rest] = singles;
      if (!batch || !first) return false;
      const dW = batch.dW.map((_, l) => rest.reduce((sum, { dW }) => plus(sum, dW[l] ?? []), first.dW[l] ?? []));
      if (!near(batch.dW, dW)) return 'dW of a batch is not the sum of what its samples give one by one.';
      const db = rest.reduce((sum, single) => plus(sum, single.db), first.db);
      if (!near(batch.db, db)) return 'db of a batch is not the sum of what its samples give one by one.';
      return (
        near(
          batch.dX,
          singles.flatMap(({ dX }) => dX),
        ) || 'A sample’s row of dX depends on the other samples.'
      );
    },
  }),
  property('Three times the gradient that comes in, three times what goes out', {
    id: 'linear-in-dout',
    points: 4,
    cases: 6,
    calls: (d) => {
      const { layers, cache, dOut } = problem(d, { depth: 3, m: 4, widths: [2, 5, 3, 2] });
      return [
        ['mlpBackward', layers, cache, dOut],
        ['mlpBackward', layers, cache, times(dOut, 3)],
      ];
    },
    holds: ([once, thrice]: readonly Gradients[], _calls, near) => {
      if (!once || !thrice) return false;
      const same =
        near(
          thrice.dW,
          once.dW.map((dW) => times(dW, 3)),
        ) &&
        near(thrice.db, times(once.db, 3)) &&
        near(thrice.dX, times(once.dX, 3));
      return (
        same || 'dOut was tripled, but dW, db and dX did not all triple. Something besides the chain rule is at work.'
      );
    },
  }),
  pure('Layers, cache and dOut stay as they were', {
    id: 'purity',
    points: 10,
    cases: 4,
    call: (d, index) => {
      const { layers, cache, dOut } = problem(d, { depth: 1 + index, m: 3, bentAtTheEnd: true });
      return ['mlpBackward', layers, cache, dOut];
    },
  }),
]);
