/** Calls of every kind over shapes that catch mistakes: off the tile, length 1, strided, padded, repeated, tied. */
import type { Binary, Call, Derivative, MapStep, Matrix, Operand, Rule, Unary, Vector, Window } from '../backend';
import { stream, type Stream } from '../random';
import { crossEntropy } from './js/cross-entropy';
import { update } from './js/update';
import { fold, pool, unfold, unpool } from './js/windows';

/** Puts numbers into a vector of the backend that runs the case. */
type Hold = (values: readonly number[]) => Vector;

export interface Case {
  readonly title: string;
  readonly make: (hold: Hold, draw: Draw) => Call;
}

/** Numbers of a case, the same for everybody who makes it. */
export class Draw {
  private readonly source: Stream;
  constructor(title: string) {
    this.source = stream('conformance', title);
  }
  normal(size: number, scale = 1): number[] {
    return times(size, () => this.source.normal() * scale);
  }
  uniform(size: number, low: number, high: number): number[] {
    return times(size, () => low + this.source.uniform() * (high - low));
  }
  below(size: number, bound: number): number[] {
    return times(size, () => this.source.below(bound));
  }
}

const times = <T>(count: number, make: (index: number) => T): T[] => Array.from({ length: count }, (_, i) => make(i));

/** What a case is made with: vectors of drawn numbers, or for results. */
interface Bench {
  readonly hold: Hold;
  readonly draw: Draw;
  readonly normal: (size: number) => Vector;
  /** What outputs hold before: every number of a result must be written. */
  readonly out: (size: number) => Vector;
}
type Row = readonly [title: string, make: (bench: Bench) => Call];

const caseOf = ([title, make]: Row): Case => ({
  title,
  make: (hold, draw) =>
    make({ hold, draw, normal: (size) => hold(draw.normal(size)), out: (size) => hold(times(size, () => 123.5)) }),
});

const whole = (vector: Vector, offset = 0): Operand => ({ vector, offset, every: 1, period: 2 ** 30 });
const repeated = (vector: Vector, every: number, period: number): Operand => ({ vector, offset: 0, every, period });

const unary = (op: Unary, alpha = 0): MapStep => ({ kind: 'unary', op, alpha });
const binary = (op: Binary, operand: Operand): MapStep => ({ kind: 'binary', op, with: operand });
const constant = (op: Binary, value: number): MapStep => ({ kind: 'const', op, value });
const derivative = (op: Derivative, operand: Operand): MapStep => {
  return { kind: 'derivative', op, with: operand, alpha: 0.25 };
};

const UNARY = 'exp log sqrt square abs sign tanh sigmoid relu leaky elu softplus arctan sin cos'.split(' ') as Unary[];
const BINARY = 'add sub rsub mul div rdiv pow max min eq gt ge'.split(' ') as Binary[];
const DERIVATIVES = ['tanh', 'sigmoid', 'relu', 'leaky', 'elu'].map((op) => `${op}-grad` as Derivative);
const RULES = 'sgd momentum nesterov adagrad adadelta rmsprop adam adamw'.split(' ') as Rule[];

const map = (out: Vector, first: Operand, steps: readonly MapStep[], size = out.size): Call => {
  return { kind: 'map', out, size, first, steps };
};

/** How an operand lies under 60 numbers. */
const LAYOUTS: readonly [string, number, (vector: Vector) => Operand][] = [
  ['whole', 60, (v) => whole(v)],
  ['whole, from an offset', 63, (v) => whole(v, 3)],
  ['by row', 12, (v) => repeated(v, 1, 12)],
  ['by short row', 3, (v) => repeated(v, 1, 3)],
  ['by column', 5, (v) => repeated(v, 12, 5)],
  ['by short column', 30, (v) => repeated(v, 2, 30)],
  ['in the middle', 4, (v) => repeated(v, 3, 4)],
  ['one number', 1, (v) => repeated(v, 1, 1)],
];

/** Small whole numbers, so that some are equal; bases of powers are positive, and nobody divides by zero. */
function numbersFor(op: Binary, draw: Draw, size: number): number[] {
  if (op === 'pow') return draw.uniform(size, 0.1, 3);
  if (op === 'div' || op === 'rdiv') return draw.uniform(size, 0.5, 2);
  return draw.below(size, 5).map((v) => v - 2);
}

const functions = UNARY.map((op): Row => [
  `map ${op}`,
  ({ hold, draw, out }) => {
    const x = [...draw.normal(40), ...draw.normal(40, 6), 0.01, -0.01, 1, -1];
    const positive = op === 'log' || op === 'sqrt';
    return map(out(x.length), whole(hold(positive ? x.map(Math.abs) : x)), [unary(op, 0.25)]);
  },
]);
const arithmetic = BINARY.flatMap((op): Row[] => [
  ...LAYOUTS.map(([name, size, operand]): Row => [
    `map ${op}, operand ${name}`,
    ({ hold, draw, out }) => {
      const first = whole(hold(numbersFor(op, draw, 60)));
      return map(out(60), first, [binary(op, operand(hold(numbersFor(op, draw, size))))]);
    },
  ]),
  [
    `map ${op} with a number`,
    ({ hold, draw, out }) => map(out(60), whole(hold(numbersFor(op, draw, 60))), [constant(op, 2)]),
  ],
]);
const layouts = LAYOUTS.flatMap(([name, size, operand]): Row[] => [
  ...DERIVATIVES.map((op): Row => [
    `map ${op}, operand ${name}`,
    ({ normal, out }) => map(out(60), whole(normal(60)), [derivative(op, operand(normal(size)))]),
  ]),
  [`map without steps, first ${name}`, ({ normal, out }) => map(out(60), operand(normal(size)), [])],
  [
    `map of two steps, first ${name}`,
    ({ normal, out }) => map(out(60), operand(normal(size)), [unary('square'), binary('sub', operand(normal(size)))]),
  ],
]);
const sizes = [1, 2, 3, 4, 5, 31, 64, 100, 255, 256, 257, 1000, 1025, 5003, 70_001].map((size): Row => [
  `map of seven steps, ${size} numbers`,
  ({ normal, out }) => {
    const [x, row, columns] = [normal(size), Math.min(size, 10), Math.ceil(size / 7)];
    return map(out(size), whole(x), [
      binary('mul', whole(normal(size))),
      constant('add', 0.5),
      binary('add', repeated(normal(row), 1, row)),
      unary('tanh'),
      derivative('tanh-grad', whole(x)),
      binary('mul', repeated(normal(columns), 7, columns)),
      binary('rsub', repeated(normal(1), 1, 1)),
    ]);
  },
]);
const inPlace = [7, 3000].flatMap((size): Row[] => [
  [
    `map in place, ${size} numbers`,
    ({ normal }) => {
      const x = normal(size);
      return map(x, whole(x), [unary('square'), constant('sub', 1)]);
    },
  ],
  [
    `map onto an operand of its last step, ${size} numbers`,
    ({ normal }) => {
      const out = normal(size);
      return map(out, whole(normal(size)), [unary('abs'), constant('mul', 3), binary('add', whole(out))]);
    },
  ],
  [
    `map onto operands of all its steps, ${size} numbers`,
    ({ normal }) => {
      const out = normal(size);
      const [mul, add, sub] = (['mul', 'add', 'sub'] as const).map((op) => binary(op, whole(out)));
      return map(out, whole(out), [mul!, add!, unary('square'), sub!]);
    },
  ],
]);

const REDUCED: readonly [outer: number, axis: number, inner: number][] = [
  [1, 1, 1],
  [1, 5, 1],
  [1, 1000, 1],
  [1, 4099, 1],
  [7, 5, 1],
  [300, 3, 1],
  [64, 130, 1],
  [1, 10, 8],
  [1, 64, 10],
  [1, 2, 300],
  [1, 3000, 6],
  [3, 17, 5],
  [2, 300, 3],
];
const reductions = REDUCED.flatMap(([outer, axis, inner]) =>
  (['sum', 'max', 'argmax'] as const).flatMap((op): Row[] => {
    const size = outer * axis * inner;
    // The largest of negative numbers isn't zero, and a mean is a scaled sum.
    const what = { kind: 'reduce', op, outer, axis, inner, scale: op === 'sum' ? 1 / axis : 1 } as const;
    return [
      [
        `${op} over the middle of [${outer}, ${axis}, ${inner}], with ties`,
        ({ hold, draw, out }) => {
          const values = draw.below(size, 4).map((v) => v - 5);
          return { ...what, out: out(outer * inner), in: hold(values), offset: 0, steps: [] };
        },
      ],
      [
        `${op} of three steps over the middle of [${outer}, ${axis}, ${inner}], from an offset`,
        ({ normal, out }) => {
          const row = repeated(normal(inner), 1, inner);
          const steps = [binary('mul', whole(normal(size))), binary('sub', row), constant('mul', 0.5)];
          return { ...what, out: out(outer * inner), in: normal(size + 3), offset: 3, steps };
        },
      ],
    ];
  }),
);

const PRODUCTS: readonly [m: number, n: number, k: number][] = [
  [1, 1, 1],
  [1, 1, 300],
  [1, 40, 7],
  [40, 1, 7],
  [2, 8, 10],
  [4, 4, 4],
  [5, 7, 3],
  [8, 8, 8],
  [10, 8, 2],
  [17, 19, 23],
  [33, 65, 31],
  [64, 10, 128],
  [70, 90, 50],
  [12, 20, 900],
  [131, 6, 75],
];

/** Four orders in memory: as they are or transposed, packed from an offset or with gaps between rows. */
function matrix({ normal }: Bench, rows: number, columns: number, order = 0): Matrix {
  const [long, short] = order % 2 ? [columns, rows] : [rows, columns];
  const stride = order < 2 ? short : short + 3;
  const offset = order < 2 ? 0 : 2;
  const vector = normal(offset + long * stride);
  return { vector, offset, ...(order % 2 ? { rowStride: 1, colStride: stride } : { rowStride: stride, colStride: 1 }) };
}

const bias = ({ normal }: Bench, n: number): MapStep => binary('add', repeated(normal(n), 1, n));

const products = PRODUCTS.flatMap(([m, n, k]): Row[] => {
  const gemm = (bench: Bench, orders: number, steps: readonly MapStep[]): Call => {
    const [a, b] = [matrix(bench, m, k, orders >> 2), matrix(bench, k, n, orders & 3)];
    return { kind: 'gemm', out: bench.out(m * n), m, n, k, a, b, steps };
  };
  const epilogues: readonly [string, (bench: Bench) => MapStep[]][] = [
    ['bias and relu', (bench) => [bias(bench, n), unary('relu')]],
    ['bias and tanh', (bench) => [bias(bench, n), unary('tanh')]],
    ["sigmoid's derivative", ({ normal }) => [derivative('sigmoid-grad', whole(normal(m * n)))]],
    ['a number and a column', ({ normal }) => [constant('mul', 0.5), binary('sub', repeated(normal(m), n, m))]],
  ];
  const orders = times(16, (order) => order).filter((order) => m * n * k <= 4000 || order % 5 === 0);
  return [
    ...orders.map((order): Row => [`gemm ${m}×${n}×${k}, orders ${order}`, (bench) => gemm(bench, order, [])]),
    ...epilogues.map(([name, steps]): Row => [
      `gemm ${m}×${n}×${k} with ${name}`,
      (bench) => gemm(bench, 0, steps(bench)),
    ]),
  ];
});

/** Gradients of sums are one number or one row, again and again. */
const repeats = (['rowStride', 'colStride'] as const).flatMap((stride): Row[] => {
  const still = (of: Matrix): Matrix => ({ ...of, [stride]: 0 });
  const [m, n, k] = [5, 7, 3];
  return [
    [
      `gemm of a matrix with ${stride} 0`,
      (b) => ({ kind: 'gemm', out: b.out(m * n), m, n, k, a: still(matrix(b, m, k)), b: matrix(b, k, n), steps: [] }),
    ],
    [
      `gemm by a matrix with ${stride} 0`,
      (b) => ({ kind: 'gemm', out: b.out(m * n), m, n, k, a: matrix(b, m, k), b: still(matrix(b, k, n)), steps: [] }),
    ],
  ];
});

const rows = (w: Window): number => w.batch * w.outHeight * w.outWidth;
const columns = (w: Window): number => w.kernelHeight * w.kernelWidth * w.channels;
const pixels = (w: Window): number => w.batch * w.height * w.width * w.channels;

type Four = readonly [number, number, number, number];
/** [batch, height, width, channels], kernel and strides, padding [top, left, bottom, right]. */
function window(
  [batch, height, width, channels]: Four,
  [kernelHeight, kernelWidth, strideY, strideX]: Four,
  [top, left, bottom, right]: Four = [0, 0, 0, 0],
): Window {
  const outHeight = Math.floor((height + top + bottom - kernelHeight) / strideY) + 1;
  const outWidth = Math.floor((width + left + right - kernelWidth) / strideX) + 1;
  const image = { batch, height, width, channels, top, left };
  return { ...image, kernelHeight, kernelWidth, strideY, strideX, outHeight, outWidth };
}

const WINDOWS: readonly [string, Window][] = [
  ['one pixel', window([1, 1, 1, 1], [1, 1, 1, 1])],
  ['1×1 kernel', window([2, 3, 4, 5], [1, 1, 1, 1])],
  ['kernel as large as the image', window([2, 3, 4, 2], [3, 4, 1, 1])],
  ['2×2 in steps of 2', window([2, 6, 4, 3], [2, 2, 2, 2])],
  ['2×2 in steps of 2, a rest left over', window([2, 7, 5, 4], [2, 2, 2, 2])],
  ['3×3, same', window([2, 5, 6, 2], [3, 3, 1, 1], [1, 1, 1, 1])],
  ['5×5, same, one channel', window([3, 8, 8, 1], [5, 5, 1, 1], [2, 2, 2, 2])],
  ['5×5, valid, six channels', window([2, 9, 9, 6], [5, 5, 1, 1])],
  ['3×2 in steps of 2 and 1, padded unevenly', window([2, 6, 5, 3], [3, 2, 2, 1], [1, 0, 2, 1])],
  ['2×2 in steps of 3', window([1, 8, 9, 2], [2, 2, 3, 3])],
  ['3×3 in steps of 2, eight channels', window([2, 8, 8, 8], [3, 3, 2, 2], [0, 0, 1, 1])],
];

const windows = WINDOWS.flatMap(([title, w]): Row[] => [
  ...[1, 5, 16].flatMap((n) =>
    [false, true].map((transposed): Row => {
      const [m, k] = transposed ? [columns(w), rows(w)] : [rows(w), columns(w)];
      return [
        `gemm of ${transposed ? 'transposed ' : ''}patches, ${title}, ${n} columns`,
        (bench) => {
          const a = { image: bench.normal(pixels(w)), window: w, transposed, unfold };
          const b = matrix(bench, k, n, n === 5 ? 1 : 0);
          const steps = n === 16 ? [bias(bench, n), unary('relu')] : [];
          return { kind: 'gemm', out: bench.out(m * n), m, n, k, a, b, steps };
        },
      ];
    }),
  ),
  ...[1, 5, 16].map((k): Row => [
    `fold of a product over ${k}, ${title}`,
    (bench) => {
      const [a, b] = [matrix(bench, rows(w), k), matrix(bench, k, columns(w), 1)];
      return { kind: 'fold', out: bench.out(pixels(w)), window: w, a, b, k, plain: fold };
    },
  ]),
  ...(['max', 'mean'] as const).flatMap((mode) =>
    [false, true].flatMap((longer): Row[] => {
      const outputs = rows(w) * w.channels;
      const name = longer ? ' with two steps' : '';
      const what = { mode, window: w };
      const steps = (bench: Bench, size: number): MapStep[] =>
        longer ? [bias(bench, w.channels), binary('mul', whole(bench.normal(size)))] : [];
      return [
        [
          `${mode} pool${name}, ${title}`,
          (bench) => {
            // Ties, and no number above zero: neither zeros of the padding nor the last of equals may win.
            const image = bench.hold(bench.draw.below(pixels(w), 5).map((v) => -1 - v));
            const index = mode === 'max' && !longer ? bench.out(outputs) : undefined;
            return {
              kind: 'pool',
              ...what,
              out: bench.out(outputs),
              index,
              image,
              steps: steps(bench, outputs),
              plain: pool,
            };
          },
        ],
        [
          `${mode} unpool${name}, ${title}`,
          (bench) => {
            const index = mode === 'max' ? bench.hold(places(w, bench.draw)) : undefined;
            const [out, grad] = [bench.out(pixels(w)), bench.normal(outputs)];
            return { kind: 'unpool', ...what, out, index, grad, steps: steps(bench, pixels(w)), plain: unpool };
          },
        ],
      ];
    }),
  ),
]);

/** Places in windows as max-pooling gives them: always inside the image. */
function places(w: Window, draw: Draw): number[] {
  return times(rows(w), (row) => {
    const top = (Math.floor(row / w.outWidth) % w.outHeight) * w.strideY - w.top;
    const left = (row % w.outWidth) * w.strideX - w.left;
    const inside = times(w.kernelHeight * w.kernelWidth, (place) => place).filter((place) => {
      const [y, x] = [top + Math.floor(place / w.kernelWidth), left + (place % w.kernelWidth)];
      return y >= 0 && y < w.height && x >= 0 && x < w.width;
    });
    return draw.below(w.channels, inside.length).map((place) => inside[place]!);
  }).flat();
}

const TABLES: readonly [rows: number, count: number, width: number][] = [
  [1, 1, 1],
  [5, 3, 1],
  [7, 20, 4],
  [50, 300, 16],
  [3, 500, 5],
  [1000, 64, 33],
];
const tables = TABLES.flatMap(([rowCount, count, width]): Row[] => {
  const what = { rows: rowCount, count, width };
  return [
    [
      `gather ${count} of ${rowCount} rows of ${width}`,
      ({ hold, draw, normal, out }) => {
        const [table, index] = [normal(rowCount * width), hold(draw.below(count, rowCount))];
        return { kind: 'gather', out: out(count * width), table, index, ...what };
      },
    ],
    [
      `scatter-add ${count} rows of ${width} to ${rowCount}`,
      ({ hold, draw, normal, out }) => {
        const index = hold(draw.below(count, rowCount));
        return { kind: 'scatter-add', out: out(rowCount * width), in: normal(count * width), index, ...what };
      },
    ],
  ];
});

const LOGITS: readonly [rows: number, columns: number, scale: number][] = [
  [1, 1, 1],
  [1, 2, 300],
  [3, 10, 1],
  [64, 10, 30],
  [5, 257, 3],
  [2, 1000, 1],
  [300, 3, 1],
];
const losses = LOGITS.flatMap(([m, n, scale]) =>
  [false, true].map((labels): Row => [
    `cross-entropy of [${m}, ${n}] with ${labels ? 'labels' : 'weights'}, logits about ${scale}`,
    ({ hold, draw, out }) => ({
      kind: 'cross-entropy',
      loss: out(m),
      grad: out(m * n),
      logits: hold(draw.normal(m * n, scale)),
      targets: hold(labels ? draw.below(m, n) : draw.uniform(m * n, 0, 2 / n)),
      labels,
      rows: m,
      columns: n,
      scale: 1 / m,
      plain: crossEntropy,
    }),
  ]),
);

const masks = [1, 2, 3, 64, 1001].map((size): Row => [
  `random, ${size} numbers`,
  ({ out }) => ({ kind: 'random', out: out(size), size, key0: size % 2 ? 0xdeadbeef : -7, key1: 12345, p: 0.75 }),
]);

type Strided = readonly [offset: number, strides: readonly number[]];
const COPIES: readonly [title: string, shape: readonly number[], from: Strided, to: Strided][] = [
  ['one number', [], [2, []], [1, []]],
  ['a run', [7], [3, [1]], [2, [1]]],
  ['every second number', [7], [0, [2]], [1, [1]]],
  ['a transposed matrix', [5, 6], [0, [1, 5]], [0, [6, 1]]],
  ['a row repeated', [5, 6], [4, [0, 1]], [0, [6, 1]]],
  ['a slice of columns into a gap', [4, 3], [2, [7, 1]], [1, [9, 1]]],
  ['three axes turned', [3, 4, 5], [0, [1, 3, 12]], [0, [20, 5, 1]]],
  ['four axes turned', [2, 5, 4, 3], [0, [60, 1, 5, 20]], [0, [60, 12, 3, 1]]],
  ['five axes', [2, 1, 3, 2, 2], [1, [12, 7, 4, 2, 1]], [0, [1, 9, 2, 6, 12]]],
  ['six axes', [2, 2, 3, 2, 2, 2], [0, [48, 24, 8, 4, 2, 1]], [0, [1, 2, 4, 12, 24, 48]]],
  ['many', [70, 300], [0, [1, 70]], [0, [300, 1]]],
];
const copies = COPIES.map(([title, shape, from, to]): Row => [
  `copy ${title}`,
  ({ normal }) => {
    const view = ([offset, strides]: Strided, spare: number) => {
      const last = shape.reduce((at, size, axis) => at + (size - 1) * strides[axis]!, offset);
      return { vector: normal(last + 1 + spare), offset, strides };
    };
    return { kind: 'copy', from: view(from, 0), to: view(to, 2), shape };
  },
]);

const fills = [1, 5, 300, 70_001].map((size): Row => [
  `fill ${size} numbers`,
  ({ out }) => ({ kind: 'fill', out: out(size), value: size === 5 ? 0 : -2.5 }),
]);

const updates = RULES.flatMap((rule) =>
  [1, 7, 300, 5003].map((size): Row => [
    `update by ${rule}, ${size} parameters`,
    ({ hold, draw, normal }) => {
      const state = (wanted: boolean) => (wanted ? hold(draw.uniform(size, 0, 1)) : undefined);
      const hyper = Float64Array.of(0.1, 0.9, 0.95, 1e-4, 0.19, 0.0975, 0.01, 0);
      const [s, u] = [state(rule !== 'sgd'), state(['adadelta', 'adam', 'adamw'].includes(rule))];
      return { kind: 'update', rule, size, params: normal(size), grads: normal(size), s, u, hyper, plain: update };
    },
  ]),
);

const CALLS = [functions, arithmetic, layouts, sizes, inPlace, reductions, products, repeats, windows, tables, losses];
export const CASES: readonly Case[] = [...CALLS, masks, copies, fills, updates].flat().map(caseOf);
