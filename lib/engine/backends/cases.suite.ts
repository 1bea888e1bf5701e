/** Calls of every kind over shapes that catch mistakes: off the tile, length 1, strided, padded, repeated, tied. */
import type { Binary, Call, Derivative, MapStep, Matrix, Operand, Rule, Unary, Vector, Window } from '../backend';
import { stream, type Stream } from '../random';

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
    return Array.from({ length: size }, () => this.source.normal() * scale);
  }
  uniform(size: number, low: number, high: number): number[] {
    return Array.from({ length: size }, () => low + this.source.uniform() * (high - low));
  }
  below(size: number, bound: number): number[] {
    return Array.from({ length: size }, () => this.source.below(bound));
  }
}

const zeros = (size: number): number[] => Array.from({ length: size }, () => 0);
/** What outputs hold before: every number of a result must be written. */
const dirt = (size: number): number[] => Array.from({ length: size }, () => 123.5);

const whole = (vector: Vector, offset = 0): Operand => ({ vector, offset, every: 1, period: 2 ** 30 });
const repeated = (vector: Vector, every: number, period: number): Operand => ({ vector, offset: 0, every, period });

const unary = (op: Unary, alpha = 0): MapStep => ({ kind: 'unary', op, alpha });
const binary = (op: Binary, operand: Operand): MapStep => ({ kind: 'binary', op, with: operand });
const constant = (op: Binary, value: number): MapStep => ({ kind: 'const', op, value });
const derivative = (op: Derivative, operand: Operand, alpha = 0): MapStep => ({
  kind: 'derivative',
  op,
  with: operand,
  alpha,
});

const UNARY: readonly Unary[] = [
  'neg',
  'exp',
  'log',
  'sqrt',
  'square',
  'abs',
  'sign',
  'reciprocal',
  'tanh',
  'sigmoid',
  'relu',
  'leaky',
  'elu',
  'softplus',
  'arctan',
  'step',
  'sin',
  'cos',
];
const BINARY: readonly Binary[] = ['add', 'sub', 'rsub', 'mul', 'div', 'rdiv', 'pow', 'max', 'min', 'eq', 'gt', 'ge'];
const DERIVATIVES: readonly Derivative[] = [
  'tanh-grad',
  'sigmoid-grad',
  'relu-grad',
  'leaky-grad',
  'elu-grad',
  'softplus-grad',
  'arctan-grad',
  'abs-grad',
  'sin-grad',
  'cos-grad',
];
const RULES: readonly Rule[] = ['sgd', 'momentum', 'nesterov', 'adagrad', 'adadelta', 'rmsprop', 'adam', 'adamw'];

const SIZES = [1, 2, 3, 4, 5, 31, 64, 100, 255, 256, 257, 1000, 1025, 5003, 70_001];

function mapCases(): Case[] {
  const cases: Case[] = UNARY.map((op) => ({
    title: `map ${op}`,
    make: (hold, draw) => {
      const x = [...draw.normal(40), ...draw.normal(40, 6), 0.01, -0.01, 1, -1];
      if (op === 'log' || op === 'sqrt') x.forEach((v, i) => (x[i] = Math.abs(v)));
      return {
        kind: 'map',
        out: hold(dirt(x.length)),
        size: x.length,
        first: whole(hold(x)),
        steps: [unary(op, 0.25)],
      };
    },
  }));
  // Small whole numbers, so that some are equal; bases of powers are positive, and nobody divides by zero.
  const numbers = (draw: Draw, op: Binary, size: number): number[] => {
    if (op === 'pow') return draw.uniform(size, 0.1, 3);
    if (op === 'div' || op === 'rdiv') return draw.uniform(size, 0.5, 2);
    return draw.below(size, 5).map((v) => v - 2);
  };
  const layouts: readonly [string, number, (vector: Vector) => Operand][] = [
    ['whole', 60, (v) => whole(v)],
    ['whole, from an offset', 63, (v) => whole(v, 3)],
    ['by row', 12, (v) => repeated(v, 1, 12)],
    ['by short row', 3, (v) => repeated(v, 1, 3)],
    ['by column', 5, (v) => repeated(v, 12, 5)],
    ['by short column', 30, (v) => repeated(v, 2, 30)],
    ['in the middle', 4, (v) => repeated(v, 3, 4)],
    ['one number', 1, (v) => repeated(v, 1, 1)],
  ];
  for (const op of BINARY) {
    for (const [name, size, operand] of layouts) {
      cases.push({
        title: `map ${op}, operand ${name}`,
        make: (hold, draw) => ({
          kind: 'map',
          out: hold(dirt(60)),
          size: 60,
          first: whole(hold(numbers(draw, op, 60))),
          steps: [binary(op, operand(hold(numbers(draw, op, size))))],
        }),
      });
    }
    cases.push({
      title: `map ${op} with a number`,
      make: (hold, draw) => ({
        kind: 'map',
        out: hold(dirt(60)),
        size: 60,
        first: whole(hold(numbers(draw, op, 60))),
        steps: [constant(op, 2)],
      }),
    });
  }
  for (const op of DERIVATIVES) {
    for (const [name, size, operand] of layouts) {
      cases.push({
        title: `map ${op}, operand ${name}`,
        make: (hold, draw) => ({
          kind: 'map',
          out: hold(dirt(60)),
          size: 60,
          first: whole(hold(draw.normal(60))),
          steps: [derivative(op, operand(hold(draw.normal(size))), 0.25)],
        }),
      });
    }
  }
  for (const [name, size, operand] of layouts) {
    cases.push({
      title: `map without steps, first ${name}`,
      make: (hold, draw) => ({
        kind: 'map',
        out: hold(dirt(60)),
        size: 60,
        first: operand(hold(draw.normal(size))),
        steps: [],
      }),
    });
    cases.push({
      title: `map of two steps, first ${name}`,
      make: (hold, draw) => ({
        kind: 'map',
        out: hold(dirt(60)),
        size: 60,
        first: operand(hold(draw.normal(size))),
        steps: [unary('square'), binary('sub', operand(hold(draw.normal(size))))],
      }),
    });
  }
  for (const size of SIZES) {
    cases.push({
      title: `map of seven steps, ${size} numbers`,
      make: (hold, draw) => {
        const x = hold(draw.normal(size));
        const row = Math.min(size, 10);
        return {
          kind: 'map',
          out: hold(dirt(size)),
          size,
          first: whole(x),
          steps: [
            binary('mul', whole(hold(draw.normal(size)))),
            constant('add', 0.5),
            binary('add', repeated(hold(draw.normal(row)), 1, row)),
            unary('tanh'),
            derivative('tanh-grad', whole(x)),
            binary('mul', repeated(hold(draw.normal(Math.ceil(size / 7))), 7, Math.ceil(size / 7))),
            binary('rsub', repeated(hold(draw.normal(1)), 1, 1)),
          ],
        };
      },
    });
  }
  for (const size of [7, 3000]) {
    cases.push(
      {
        title: `map in place, ${size} numbers`,
        make: (hold, draw) => {
          const x = hold(draw.normal(size));
          return { kind: 'map', out: x, size, first: whole(x), steps: [unary('square'), constant('sub', 1)] };
        },
      },
      {
        title: `map onto an operand of its last step, ${size} numbers`,
        make: (hold, draw) => {
          const out = hold(draw.normal(size));
          const steps = [unary('neg'), constant('mul', 3), binary('add', whole(out))];
          return { kind: 'map', out, size, first: whole(hold(draw.normal(size))), steps };
        },
      },
      {
        title: `map onto operands of all its steps, ${size} numbers`,
        make: (hold, draw) => {
          const out = hold(draw.normal(size));
          const steps = [
            binary('mul', whole(out)),
            binary('add', whole(out)),
            unary('square'),
            binary('sub', whole(out)),
          ];
          return { kind: 'map', out, size, first: whole(out), steps };
        },
      },
    );
  }
  return cases;
}

function reduceCases(): Case[] {
  const shapes: readonly [outer: number, axis: number, inner: number][] = [
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
  return shapes.flatMap(([outer, axis, inner]) =>
    (['sum', 'max', 'argmax'] as const).flatMap((op): Case[] => {
      const size = outer * axis * inner;
      const call = (
        hold: Hold,
        values: readonly number[],
        offset: number,
      ): Omit<Call & { kind: 'reduce' }, 'steps'> => ({
        kind: 'reduce',
        op,
        out: hold(dirt(outer * inner)),
        in: hold([...zeros(offset), ...values]),
        offset,
        outer,
        axis,
        inner,
        // The largest of negative numbers isn't zero, and a mean is a scaled sum.
        scale: op === 'sum' ? 1 / axis : 1,
      });
      return [
        {
          title: `${op} over the middle of [${outer}, ${axis}, ${inner}], with ties`,
          make: (hold, draw) => ({
            ...call(
              hold,
              draw.below(size, 4).map((v) => v - 5),
              0,
            ),
            steps: [],
          }),
        },
        {
          title: `${op} of three steps over the middle of [${outer}, ${axis}, ${inner}], from an offset`,
          make: (hold, draw) => ({
            ...call(hold, draw.normal(size), 3),
            steps: [
              binary('mul', whole(hold(draw.normal(size)))),
              binary('sub', repeated(hold(draw.normal(inner)), 1, inner)),
              constant('mul', 0.5),
            ],
          }),
        },
      ];
    }),
  );
}

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
function matrix(hold: Hold, draw: Draw, shape: { rows: number; columns: number; order: number }): Matrix {
  const { rows, columns, order } = shape;
  const [long, short] = order % 2 ? [columns, rows] : [rows, columns];
  const stride = order < 2 ? short : short + 3;
  const offset = order < 2 ? 0 : 2;
  const vector = hold(draw.normal(offset + long * stride));
  return order % 2
    ? { vector, offset, rowStride: 1, colStride: stride }
    : { vector, offset, rowStride: stride, colStride: 1 };
}

function gemmCases(): Case[] {
  const cases: Case[] = [];
  for (const [m, n, k] of PRODUCTS) {
    for (let orders = 0; orders < 16; orders += m * n * k > 4000 ? 5 : 1) {
      cases.push({
        title: `gemm ${m}×${n}×${k}, orders ${orders}`,
        make: (hold, draw) => ({
          kind: 'gemm',
          out: hold(dirt(m * n)),
          m,
          n,
          k,
          a: matrix(hold, draw, { rows: m, columns: k, order: orders >> 2 }),
          b: matrix(hold, draw, { rows: k, columns: n, order: orders & 3 }),
          steps: [],
        }),
      });
    }
    const epilogues: readonly [string, (hold: Hold, draw: Draw) => MapStep[]][] = [
      ['bias and relu', (hold, draw) => [binary('add', repeated(hold(draw.normal(n)), 1, n)), unary('relu')]],
      ['bias and tanh', (hold, draw) => [binary('add', repeated(hold(draw.normal(n)), 1, n)), unary('tanh')]],
      ["sigmoid's derivative", (hold, draw) => [derivative('sigmoid-grad', whole(hold(draw.uniform(m * n, 0, 1))))]],
      [
        'a number and a column',
        (hold, draw) => [constant('mul', 0.5), binary('sub', repeated(hold(draw.normal(m)), n, m))],
      ],
    ];
    for (const [name, steps] of epilogues) {
      cases.push({
        title: `gemm ${m}×${n}×${k} with ${name}`,
        make: (hold, draw) => ({
          kind: 'gemm',
          out: hold(dirt(m * n)),
          m,
          n,
          k,
          a: matrix(hold, draw, { rows: m, columns: k, order: 0 }),
          b: matrix(hold, draw, { rows: k, columns: n, order: 0 }),
          steps: steps(hold, draw),
        }),
      });
    }
  }
  for (const [title, w] of WINDOWS) {
    for (const n of [1, 5, 16]) {
      for (const transposed of [false, true]) {
        const [m, k] = transposed ? [columns(w), rows(w)] : [rows(w), columns(w)];
        cases.push({
          title: `gemm of ${transposed ? 'transposed ' : ''}patches, ${title}, ${n} columns`,
          make: (hold, draw) => ({
            kind: 'gemm',
            out: hold(dirt(m * n)),
            m,
            n,
            k,
            a: { image: hold(draw.normal(pixels(w))), window: w, transposed },
            b: matrix(hold, draw, { rows: k, columns: n, order: n === 5 ? 1 : 0 }),
            steps: n === 16 ? [binary('add', repeated(hold(draw.normal(n)), 1, n)), unary('relu')] : [],
          }),
        });
      }
    }
  }
  return cases;
}

const rows = (w: Window): number => w.batch * w.outHeight * w.outWidth;
const columns = (w: Window): number => w.kernelHeight * w.kernelWidth * w.channels;
const pixels = (w: Window): number => w.batch * w.height * w.width * w.channels;

/** [batch, height, width, channels], kernel, strides, padding [top, left, bottom, right]. */
function window(image: number[], kernel: number[], stride: number[], padding: number[]): Window {
  const [batch, height, width, channels] = image as [number, number, number, number];
  const [kernelHeight, kernelWidth] = kernel as [number, number];
  const [strideY, strideX] = stride as [number, number];
  const [top, left, bottom, right] = padding as [number, number, number, number];
  return {
    batch,
    height,
    width,
    channels,
    kernelHeight,
    kernelWidth,
    strideY,
    strideX,
    top,
    left,
    outHeight: Math.floor((height + top + bottom - kernelHeight) / strideY) + 1,
    outWidth: Math.floor((width + left + right - kernelWidth) / strideX) + 1,
  };
}

const WINDOWS: readonly [string, Window][] = [
  ['one pixel', window([1, 1, 1, 1], [1, 1], [1, 1], [0, 0, 0, 0])],
  ['1×1 kernel', window([2, 3, 4, 5], [1, 1], [1, 1], [0, 0, 0, 0])],
  ['kernel as large as the image', window([2, 3, 4, 2], [3, 4], [1, 1], [0, 0, 0, 0])],
  ['2×2 in steps of 2', window([2, 6, 4, 3], [2, 2], [2, 2], [0, 0, 0, 0])],
  ['2×2 in steps of 2, a rest left over', window([2, 7, 5, 4], [2, 2], [2, 2], [0, 0, 0, 0])],
  ['3×3, same', window([2, 5, 6, 2], [3, 3], [1, 1], [1, 1, 1, 1])],
  ['5×5, same, one channel', window([3, 8, 8, 1], [5, 5], [1, 1], [2, 2, 2, 2])],
  ['5×5, valid, six channels', window([2, 9, 9, 6], [5, 5], [1, 1], [0, 0, 0, 0])],
  ['3×2 in steps of 2 and 1, padded unevenly', window([2, 6, 5, 3], [3, 2], [2, 1], [1, 0, 2, 1])],
  ['2×2 in steps of 3', window([1, 8, 9, 2], [2, 2], [3, 3], [0, 0, 0, 0])],
  ['3×3 in steps of 2, eight channels', window([2, 8, 8, 8], [3, 3], [2, 2], [0, 0, 1, 1])],
];

function windowCases(): Case[] {
  return WINDOWS.flatMap(([title, w]): Case[] => {
    const outputs = rows(w) * w.channels;
    const steps = (hold: Hold, draw: Draw, size: number): MapStep[] => [
      binary('add', repeated(hold(draw.normal(w.channels)), 1, w.channels)),
      binary('mul', whole(hold(draw.normal(size)))),
    ];
    const modes = (['max', 'mean'] as const).flatMap((mode): Case[] => [
      {
        title: `${mode} pool, ${title}`,
        make: (hold, draw) => ({
          kind: 'pool',
          mode,
          out: hold(dirt(outputs)),
          index: mode === 'max' ? hold(dirt(outputs)) : undefined,
          // Ties, and no number above zero: neither zeros of the padding nor the last of equals may win.
          image: hold(draw.below(pixels(w), 5).map((v) => -1 - v)),
          window: w,
          steps: [],
        }),
      },
      {
        title: `${mode} pool with two steps, ${title}`,
        make: (hold, draw) => ({
          kind: 'pool',
          mode,
          out: hold(dirt(outputs)),
          index: undefined,
          image: hold(draw.normal(pixels(w))),
          window: w,
          steps: steps(hold, draw, outputs),
        }),
      },
      {
        title: `${mode} unpool, ${title}`,
        make: (hold, draw) => ({
          kind: 'unpool',
          mode,
          out: hold(dirt(pixels(w))),
          index: mode === 'max' ? hold(places(w, draw)) : undefined,
          grad: hold(draw.normal(outputs)),
          window: w,
          steps: [],
        }),
      },
      {
        title: `${mode} unpool with two steps, ${title}`,
        make: (hold, draw) => ({
          kind: 'unpool',
          mode,
          out: hold(dirt(pixels(w))),
          index: mode === 'max' ? hold(places(w, draw)) : undefined,
          grad: hold(draw.normal(outputs)),
          window: w,
          steps: steps(hold, draw, pixels(w)),
        }),
      },
    ]);
    return [
      {
        title: `unfold, ${title}`,
        make: (hold, draw) => ({
          kind: 'unfold',
          out: hold(dirt(rows(w) * columns(w))),
          image: hold(draw.normal(pixels(w))),
          window: w,
        }),
      },
      {
        title: `fold of a matrix, ${title}`,
        make: (hold, draw) => ({
          kind: 'fold',
          out: hold(dirt(pixels(w))),
          window: w,
          a: matrix(hold, draw, { rows: rows(w), columns: columns(w), order: 0 }),
          b: undefined,
          k: 0,
        }),
      },
      ...[1, 5, 16].map((k): Case => ({
        title: `fold of a product over ${k}, ${title}`,
        make: (hold, draw) => ({
          kind: 'fold',
          out: hold(dirt(pixels(w))),
          window: w,
          a: matrix(hold, draw, { rows: rows(w), columns: k, order: 0 }),
          b: matrix(hold, draw, { rows: k, columns: columns(w), order: 1 }),
          k,
        }),
      })),
      ...modes,
    ];
  });
}

/** Places in windows as max-pooling gives them: always inside the image. */
function places(w: Window, draw: Draw): number[] {
  const found: number[] = [];
  for (let row = 0; row < rows(w); row++) {
    const oy = Math.floor(row / w.outWidth) % w.outHeight;
    const ox = row % w.outWidth;
    const inside: number[] = [];
    for (let ky = 0; ky < w.kernelHeight; ky++) {
      for (let kx = 0; kx < w.kernelWidth; kx++) {
        const y = oy * w.strideY + ky - w.top;
        const x = ox * w.strideX + kx - w.left;
        if (y >= 0 && y < w.height && x >= 0 && x < w.width) inside.push(ky * w.kernelWidth + kx);
      }
    }
    found.push(...draw.below(w.channels, inside.length).map((p) => inside[p]!));
  }
  return found;
}

function indexCases(): Case[] {
  const shapes: readonly [rows: number, count: number, width: number][] = [
    [1, 1, 1],
    [5, 3, 1],
    [7, 20, 4],
    [50, 300, 16],
    [3, 500, 5],
    [1000, 64, 33],
  ];
  return shapes.flatMap(([rowCount, count, width]): Case[] => [
    {
      title: `gather ${count} of ${rowCount} rows of ${width}`,
      make: (hold, draw) => ({
        kind: 'gather',
        out: hold(dirt(count * width)),
        table: hold(draw.normal(rowCount * width)),
        index: hold(draw.below(count, rowCount)),
        rows: rowCount,
        count,
        width,
      }),
    },
    {
      title: `scatter-add ${count} rows of ${width} to ${rowCount}`,
      make: (hold, draw) => ({
        kind: 'scatter-add',
        out: hold(dirt(rowCount * width)),
        in: hold(draw.normal(count * width)),
        index: hold(draw.below(count, rowCount)),
        rows: rowCount,
        count,
        width,
      }),
    },
  ]);
}

function softmaxCases(): Case[] {
  const shapes: readonly [rows: number, columns: number, scale: number][] = [
    [1, 1, 1],
    [1, 2, 300],
    [3, 10, 1],
    [64, 10, 30],
    [5, 257, 3],
    [2, 1000, 1],
    [300, 3, 1],
  ];
  return shapes.flatMap(([rowCount, columnCount, scale]): Case[] => [
    ...[false, true].map((log): Case => ({
      title: `${log ? 'logarithm of ' : ''}softmax of [${rowCount}, ${columnCount}], logits about ${scale}`,
      make: (hold, draw) => ({
        kind: 'softmax',
        out: hold(dirt(rowCount * columnCount)),
        in: hold(draw.normal(rowCount * columnCount, scale)),
        rows: rowCount,
        columns: columnCount,
        log,
      }),
    })),
    ...[false, true].map((labels): Case => ({
      title: `cross-entropy of [${rowCount}, ${columnCount}] with ${labels ? 'labels' : 'weights'}, logits about ${scale}`,
      make: (hold, draw) => ({
        kind: 'cross-entropy',
        loss: hold(dirt(rowCount)),
        grad: hold(dirt(rowCount * columnCount)),
        logits: hold(draw.normal(rowCount * columnCount, scale)),
        targets: hold(
          labels ? draw.below(rowCount, columnCount) : draw.uniform(rowCount * columnCount, 0, 2 / columnCount),
        ),
        labels,
        rows: rowCount,
        columns: columnCount,
        scale: 1 / rowCount,
      }),
    })),
  ]);
}

function randomCases(): Case[] {
  return [1, 2, 3, 64, 1001].flatMap((size) =>
    (['uniform', 'keep'] as const).map((law): Case => ({
      title: `random ${law}, ${size} numbers`,
      make: (hold) => ({
        kind: 'random',
        out: hold(dirt(size)),
        size,
        key0: size % 2 ? 0xdeadbeef : -7,
        key1: 12345,
        law,
        p: 0.75,
      }),
    })),
  );
}

function copyCases(): Case[] {
  const views: readonly { title: string; shape: number[]; from: [number, number[]]; to: [number, number[]] }[] = [
    { title: 'one number', shape: [], from: [2, []], to: [1, []] },
    { title: 'a run', shape: [7], from: [3, [1]], to: [2, [1]] },
    { title: 'every second number', shape: [7], from: [0, [2]], to: [1, [1]] },
    { title: 'a transposed matrix', shape: [5, 6], from: [0, [1, 5]], to: [0, [6, 1]] },
    { title: 'a row repeated', shape: [5, 6], from: [4, [0, 1]], to: [0, [6, 1]] },
    { title: 'a slice of columns into a gap', shape: [4, 3], from: [2, [7, 1]], to: [1, [9, 1]] },
    { title: 'three axes turned', shape: [3, 4, 5], from: [0, [1, 3, 12]], to: [0, [20, 5, 1]] },
    { title: 'four axes turned', shape: [2, 5, 4, 3], from: [0, [60, 1, 5, 20]], to: [0, [60, 12, 3, 1]] },
    { title: 'five axes', shape: [2, 1, 3, 2, 2], from: [1, [12, 7, 4, 2, 1]], to: [0, [1, 9, 2, 6, 12]] },
    { title: 'six axes', shape: [2, 2, 3, 2, 2, 2], from: [0, [48, 24, 8, 4, 2, 1]], to: [0, [1, 2, 4, 12, 24, 48]] },
    { title: 'many', shape: [70, 300], from: [0, [1, 70]], to: [0, [300, 1]] },
  ];
  const reach = (shape: readonly number[], [offset, strides]: [number, number[]]): number =>
    shape.reduce((last, size, axis) => last + (size - 1) * strides[axis]!, offset) + 1;
  return views.map(({ title, shape, from, to }) => ({
    title: `copy ${title}`,
    make: (hold, draw) => ({
      kind: 'copy',
      from: { vector: hold(draw.normal(reach(shape, from))), offset: from[0], strides: from[1] },
      to: { vector: hold(draw.normal(reach(shape, to) + 2)), offset: to[0], strides: to[1] },
      shape,
    }),
  }));
}

function fillCases(): Case[] {
  return [1, 5, 300, 70_001].map((size) => ({
    title: `fill ${size} numbers`,
    make: (hold) => ({ kind: 'fill', out: hold(dirt(size)), value: size === 5 ? 0 : -2.5 }),
  }));
}

function updateCases(): Case[] {
  return RULES.flatMap((rule) =>
    [1, 7, 300, 5003].map((size): Case => ({
      title: `update by ${rule}, ${size} parameters`,
      make: (hold, draw) => ({
        kind: 'update',
        rule,
        size,
        params: hold(draw.normal(size)),
        grads: hold(draw.normal(size)),
        s: rule === 'sgd' ? undefined : hold(draw.uniform(size, 0, 1)),
        u: ['adadelta', 'adam', 'adamw'].includes(rule) ? hold(draw.uniform(size, 0, 1)) : undefined,
        hyper: Float64Array.of(0.1, 0.9, 0.95, 1e-4, 0.19, 0.0975, 0.01, 0),
      }),
    })),
  );
}

export const CASES: readonly Case[] = [
  ...mapCases(),
  ...reduceCases(),
  ...gemmCases(),
  ...windowCases(),
  ...indexCases(),
  ...softmaxCases(),
  ...randomCases(),
  ...copyCases(),
  ...fillCases(),
  ...updateCases(),
];
