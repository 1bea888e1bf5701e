import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Backend, Binary, Call, Floats, MapStep, Matrix, Operand, Unary, Vector, Window } from '../../backend';
import { stream } from '../../random';
import { CASES, Draw } from '../cases.suite';
import { conformance, FLOAT32, FLOAT64 } from '../conformance.suite';
import { chain } from '../naive.suite';
import { crossEntropy } from './cross-entropy';
import { fold, pool, unfold, unpool } from './windows';
import { js } from '.';

conformance('JavaScript float64', () => js('f64'), { tolerance: FLOAT64 });
conformance('JavaScript float32', () => js('f32'), { tolerance: FLOAT32 });

const source = stream('js', 'tests');
const randoms = (size: number): number[] => Array.from({ length: size }, () => source.normal());

function hold(backend: Backend, values: readonly number[]): Vector {
  const vector = backend.allocate(values.length);
  backend.write(vector, values);
  return vector;
}

const bits = (numbers: Floats): string => Buffer.from(numbers.slice().buffer).toString('base64');

describe.each(['f64', 'f32'] as const)('products in %s', (dtype) => {
  const backend = js(dtype);
  const size = fc.integer({ min: 1, max: 40 });

  it('are the sums over k in rising order, to the bit, whatever the shape and the strides', () => {
    fc.assert(
      fc.property(size, size, size, fc.tuple(fc.boolean(), fc.boolean()), (m, n, k, [turnA, turnB]) => {
        const [x, w] = [hold(backend, randoms(m * k)), hold(backend, randoms(k * n))];
        const out = hold(backend, new Array(m * n).fill(9));
        const a: Matrix = { vector: x, offset: 0, rowStride: turnA ? 1 : k, colStride: turnA ? m : 1 };
        const b: Matrix = { vector: w, offset: 0, rowStride: turnB ? 1 : n, colStride: turnB ? k : 1 };
        backend.run({ kind: 'gemm', out, m, n, k, a, b, steps: [] }, 0);
        const want = out.data!.slice();
        for (let i = 0; i < m; i++) {
          for (let j = 0; j < n; j++) {
            let sum = 0;
            for (let p = 0; p < k; p++) {
              sum += x.data![i * a.rowStride + p * a.colStride]! * w.data![p * b.rowStride + j * b.colStride]!;
            }
            want[i * n + j] = sum;
          }
        }
        expect(bits(out.data!)).toBe(bits(want));
      }),
    );
  });

  it('give the same bits with their steps as before them', () => {
    const [m, n, k] = [13, 9, 21];
    const matrix = (rows: number, columns: number): Matrix => {
      const vector = hold(backend, randoms(rows * columns));
      return { vector, offset: 0, rowStride: columns, colStride: 1 };
    };
    const [a, b, bias] = [matrix(m, k), matrix(k, n), hold(backend, randoms(n))];
    const steps: MapStep[] = [
      { kind: 'binary', op: 'add', with: { vector: bias, offset: 0, every: 1, period: n } },
      { kind: 'unary', op: 'tanh', alpha: 0 },
    ];
    const [fused, apart] = [backend.allocate(m * n), backend.allocate(m * n)];
    backend.run({ kind: 'gemm', out: fused, m, n, k, a, b, steps }, 0);
    backend.run({ kind: 'gemm', out: apart, m, n, k, a, b, steps: [] }, 0);
    const first = { vector: apart, offset: 0, every: 1, period: m * n };
    for (const step of steps) backend.run({ kind: 'map', out: apart, size: m * n, first, steps: [step] }, 0);
    expect(bits(fused.data!)).toBe(bits(apart.data!));
  });
});

describe('run and compile', () => {
  it.each(['f64', 'f32'] as const)('give the same bits for every call in %s', (dtype) => {
    const backend = js(dtype);
    for (const { title, make } of CASES) {
      const results = (['run', 'compile'] as const).map((way) => {
        const vectors: Vector[] = [];
        const call = make((values) => {
          vectors.push(hold(backend, values));
          return vectors.at(-1)!;
        }, new Draw(title));
        if (way === 'run') backend.run(call, 1);
        else backend.compile([call], new Set(vectors)).run(1);
        return vectors.map((v) => bits(v.data!)).join(';');
      });
      expect(results[0], title).toBe(results[1]);
    }
  });
});

describe('chains', () => {
  const unary = fc.constantFrom<Unary>('sign', 'square', 'abs', 'relu', 'tanh', 'sin');
  const binary = fc.constantFrom<Binary>('add', 'sub', 'rsub', 'mul', 'max', 'min', 'gt');
  const layout = fc.record({ every: fc.integer({ min: 1, max: 9 }), period: fc.integer({ min: 1, max: 30 }) });

  it('are the same steps on each number, for all lengths and layouts of operands', () => {
    const backend = js('f64');
    const operand = ({ every, period }: { every: number; period: number }): Operand => {
      const vector = hold(backend, randoms(period + 2));
      return { vector, offset: 2, every, period };
    };
    const step = fc.oneof(
      unary.map((op): MapStep => ({ kind: 'unary', op, alpha: 0 })),
      fc.tuple(binary, fc.constantFrom(2, -0.5)).map(([op, value]): MapStep => ({ kind: 'const', op, value })),
      fc.tuple(binary, layout).map(([op, at]): MapStep => ({ kind: 'binary', op, with: operand(at) })),
    );
    const steps = fc.array(step, { maxLength: 5 });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 100 }), layout, steps, (size, at, links) => {
        const first = operand(at);
        const out = backend.allocate(size);
        backend.run({ kind: 'map', out, size, first, steps: links }, 0);
        out.data!.forEach((got, i) => {
          const v = first.vector.data![2 + (Math.floor(i / at.every) % at.period)]!;
          expect(got).toBeCloseTo(chain(links, v, i), 10);
        });
      }),
    );
  });
});

describe('adjoints: ⟨A·x, y⟩ = ⟨x, Aᵀ·y⟩', () => {
  const backend = js('f64');
  const dot = (a: Vector, b: Vector): number => Array.from(a.data!).reduce((sum, v, i) => sum + v * b.data![i]!, 0);
  const small = fc.integer({ min: 1, max: 4 });
  const windows = fc
    .record({
      batch: small,
      height: fc.integer({ min: 4, max: 9 }),
      width: fc.integer({ min: 4, max: 9 }),
      channels: small,
      kernelHeight: small,
      kernelWidth: small,
      strideY: small,
      strideX: small,
      top: fc.integer({ min: 0, max: 3 }),
      left: fc.integer({ min: 0, max: 3 }),
    })
    .map((w): Window => {
      const top = Math.min(w.top, w.kernelHeight - 1);
      const left = Math.min(w.left, w.kernelWidth - 1);
      const outHeight = Math.floor((w.height + 2 * top - w.kernelHeight) / w.strideY) + 1;
      const outWidth = Math.floor((w.width + 2 * left - w.kernelWidth) / w.strideX) + 1;
      return { ...w, top, left, outHeight, outWidth };
    });
  const imageOf = (w: Window): number => w.batch * w.height * w.width * w.channels;
  const rowsOf = (w: Window): number => w.batch * w.outHeight * w.outWidth;

  it('product of patches, and fold', () => {
    fc.assert(
      fc.property(windows, (window) => {
        const columns = window.kernelHeight * window.kernelWidth * window.channels;
        const [m, n, k] = [rowsOf(window), 3, columns];
        const [x, y, w] = [
          hold(backend, randoms(imageOf(window))),
          hold(backend, randoms(m * n)),
          hold(backend, randoms(k * n)),
        ];
        const [forth, back] = [backend.allocate(y.size), backend.allocate(x.size)];
        const patches = { image: x, window, transposed: false, unfold };
        const weights = { vector: w, offset: 0, rowStride: n, colStride: 1 };
        backend.run({ kind: 'gemm', out: forth, m, n, k, a: patches, b: weights, steps: [] }, 0);
        const a = { vector: y, offset: 0, rowStride: n, colStride: 1 };
        backend.run(
          { kind: 'fold', out: back, window, a, b: { ...weights, rowStride: 1, colStride: n }, k: n, plain: fold },
          0,
        );
        expect(dot(forth, y)).toBeCloseTo(dot(x, back), 9);
      }),
    );
  });

  it.each(['max', 'mean'] as const)('%s pool and unpool', (mode) => {
    fc.assert(
      fc.property(windows, (window) => {
        const size = rowsOf(window) * window.channels;
        const [x, y] = [hold(backend, randoms(imageOf(window))), hold(backend, randoms(size))];
        const [forth, back, index] = [backend.allocate(size), backend.allocate(x.size), backend.allocate(size)];
        backend.run({ kind: 'pool', mode, out: forth, index, image: x, window, steps: [], plain: pool }, 0);
        backend.run({ kind: 'unpool', mode, out: back, index, grad: y, window, steps: [], plain: unpool }, 0);
        expect(dot(forth, y)).toBeCloseTo(dot(x, back), 9);
      }),
    );
  });

  it('gather and scatter-add', () => {
    const index = fc.array(fc.integer({ min: 0, max: 6 }), { minLength: 1, maxLength: 20 });
    fc.assert(
      fc.property(index, small, (rows, width) => {
        const [x, y] = [hold(backend, randoms(7 * width)), hold(backend, randoms(rows.length * width))];
        const [forth, back] = [backend.allocate(y.size), backend.allocate(x.size)];
        const call = { index: hold(backend, rows), rows: 7, count: rows.length, width };
        backend.run({ kind: 'gather', out: forth, table: x, ...call }, 0);
        backend.run({ kind: 'scatter-add', out: back, in: y, ...call }, 0);
        expect(dot(forth, y)).toBeCloseTo(dot(x, back), 9);
      }),
    );
  });
});

describe('NaN', () => {
  const backend = js('f64');
  const x = hold(backend, [1, NaN, 3, 2]);
  const one = (call: (out: Vector) => Call): number => {
    const out = backend.allocate(1);
    backend.run(call(out), 0);
    return out.data![0]!;
  };

  it('shows in the largest of numbers', () => {
    const shape = { in: x, offset: 0, outer: 1, axis: 4, inner: 1, scale: 1, steps: [] };
    const window = { batch: 1, height: 2, width: 2, channels: 1, kernelHeight: 2, kernelWidth: 2 };
    const place = { strideY: 2, strideX: 2, top: 0, left: 0, outHeight: 1, outWidth: 1 };
    const image = { image: x, index: undefined, window: { ...window, ...place }, steps: [], plain: pool };
    expect(one((out) => ({ kind: 'reduce', op: 'max', out, ...shape }))).toBe(NaN);
    expect(one((out) => ({ kind: 'reduce', op: 'argmax', out, ...shape }))).toBe(1);
    expect(one((out) => ({ kind: 'pool', mode: 'max', out, ...image }))).toBe(NaN);
  });

  it('is the loss of a class that does not exist', () => {
    const grad = backend.allocate(2);
    const logits = hold(backend, [0, 1]);
    for (const label of [-1, 2, 0.5]) {
      const targets = hold(backend, [label]);
      const call = {
        kind: 'cross-entropy',
        grad,
        logits,
        targets,
        labels: true,
        rows: 1,
        columns: 2,
        scale: 1,
        plain: crossEntropy,
      } as const;
      expect(one((loss) => ({ ...call, loss }))).toBe(NaN);
    }
  });
});

describe('vectors', () => {
  it('do not overlap, small ones and large ones', () => {
    const backend = js('f32');
    const vectors = Array.from({ length: 300 }, (_, i) => backend.allocate((i * 37) % 500));
    vectors.forEach((v, i) => v.data!.fill(i));
    vectors.forEach((v, i) => expect(v.data!.every((x) => x === i)).toBe(true));
  });

  it('are counted until they are freed', () => {
    const backend = js('f64');
    const before = backend.memory().live;
    const vectors = [backend.allocate(10), backend.allocate(1000)];
    expect(backend.memory().live - before).toBe(8080);
    vectors.forEach((v) => backend.free(v));
    expect(backend.memory().live).toBe(before);
  });
});
