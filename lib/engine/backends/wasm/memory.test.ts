import { afterEach, describe, expect, it, vi } from 'vitest';
import type { Backend, Call, MapStep, Matrix, Operand, Vector } from '../../backend';
import { EngineError } from '../../errors';
import { naive } from '../naive.suite';
import { openWasm } from '.';

const whole = (vector: Vector): Operand => ({ vector, offset: 0, every: 1, period: 2 ** 30 });
const matrix = (vector: Vector, rowStride: number): Matrix => ({ vector, offset: 0, rowStride, colStride: 1 });
const holding = (backend: Backend, values: ArrayLike<number>): Vector => {
  const vector = backend.allocate(values.length);
  backend.write(vector, values);
  return vector;
};
const wave = (size: number): number[] => Array.from({ length: size }, (_, i) => Math.sin(i * 1.7));

afterEach(() => vi.unstubAllGlobals());

describe('memory', () => {
  it('keeps vectors, slices and programs right when it grows and moves', async () => {
    const wasm = await openWasm();
    const x = holding(wasm, [1, 2, 3, 4]);
    const part = wasm.slice(x, 1, 2);
    const [exp, log] = [wasm.allocate(4), wasm.allocate(4)];
    // The first is a kernel with an address, the second runs in JavaScript on views.
    const program = wasm.compile(
      [
        { kind: 'map', out: exp, size: 4, first: whole(x), steps: [{ kind: 'unary', op: 'exp', alpha: 0 }] },
        { kind: 'map', out: log, size: 4, first: whole(exp), steps: [{ kind: 'unary', op: 'log', alpha: 0 }] },
      ],
      new Set([log]),
    );
    program.run(0);
    const before = x.data!.buffer;
    const large = wasm.allocate(5_000_000);
    expect(x.data!.buffer).not.toBe(before);
    expect([...x.data!, ...part.data!, large.data![4_999_999]]).toEqual([1, 2, 3, 4, 2, 3, 0]);
    wasm.write(part, [5, 6]);
    program.run(1);
    [1, 5, 6, 4].forEach((value, i) => expect(log.data![i]).toBeCloseTo(value, 5));
  });

  it('gives freed blocks to the next of their size, as zeros', async () => {
    const wasm = await openWasm();
    const first = holding(wasm, wave(1000));
    const { live, pooled } = wasm.memory();
    wasm.free(first);
    wasm.free(first);
    expect(wasm.memory()).toEqual({ live: 0, pooled: pooled + live });
    const second = wasm.allocate(1000);
    expect(wasm.memory()).toEqual({ live, pooled });
    expect(second.data!.every((v) => v === 0)).toBe(true);
  });

  it('says when it is used up, and goes on', async () => {
    const wasm = await openWasm();
    const x = holding(wasm, [1, 2, 3]);
    expect(() => wasm.allocate(2 ** 30)).toThrow(/no memory for 4294967296 more bytes: 64 are in use/);
    expect([...wasm.allocate(2).data!, ...x.data!]).toEqual([0, 0, 1, 2, 3]);
  });

  it('does not free an allocation with one of its slices', async () => {
    const wasm = await openWasm();
    const x = holding(wasm, [1, 2, 3, 4]);
    wasm.free(wasm.slice(x, 0, 4));
    expect([...wasm.allocate(4).data!, ...x.data!]).toEqual([0, 0, 0, 0, 1, 2, 3, 4]);
  });

  it('stays flat over 10,000 runs of a program, and as many eager calls', async () => {
    const wasm = await openWasm();
    const [x, w, y] = [holding(wasm, wave(12)), holding(wasm, wave(400)), wasm.allocate(300)];
    const steps: MapStep[] = [{ kind: 'const', op: 'mul', value: 0.5 }];
    const a = matrix(x, 4);
    const product: Call = { kind: 'gemm', out: y, m: 3, n: 100, k: 4, a, b: matrix(w, 100), steps };
    const program = wasm.compile([product], new Set([y]));
    const round = (): void => {
      program.run(0);
      wasm.run({ ...product, m: 9, k: 3 * 3, a: { ...a, rowStride: 0 }, n: 33, b: matrix(w, 33) }, 0);
    };
    round();
    const before = wasm.memory();
    for (let i = 0; i < 10_000; i++) round();
    expect(wasm.memory()).toEqual(before);
    program.release();
    program.release();
    expect(wasm.memory().live).toBeLessThan(before.live);
  });
});

describe('a packed matrix', () => {
  const [m, n, k] = [9, 40, 3];
  const prepare = async () => {
    const wasm = await openWasm();
    const [x, w, out] = [holding(wasm, wave(m * k)), holding(wasm, wave(k * n)), wasm.allocate(m * n)];
    const call: Call = { kind: 'gemm', out, m, n, k, a: matrix(x, k), b: matrix(w, n), steps: [] };
    const forward = wasm.compile([call], new Set([out]));
    const check = (): void => {
      forward.run(0);
      const want = new Float64Array(m * n);
      naive({ ...call, out: { size: m * n, data: want } }, 0);
      want.forEach((value, i) => expect(out.data![i]).toBeCloseTo(value, 5));
    };
    check();
    return { wasm, w, check };
  };

  it('is packed anew after a write, even through a slice', async () => {
    const { wasm, w, check } = await prepare();
    wasm.write(wasm.slice(w, 50, 3), [7, 8, 9]);
    check();
  });

  it('is packed anew after another program, or a single call, has changed it', async () => {
    const { wasm, w, check } = await prepare();
    const double: Call = {
      kind: 'map',
      out: wasm.slice(w, 0, 60),
      size: 60,
      first: whole(w),
      steps: [{ kind: 'const', op: 'mul', value: 2 }],
    };
    wasm.compile([double], new Set([w])).run(0);
    check();
    wasm.run(double, 0);
    check();
    wasm.run(
      {
        kind: 'copy',
        from: { vector: w, offset: 0, strides: [0] },
        to: { vector: w, offset: 60, strides: [1] },
        shape: [60],
      },
      0,
    );
    check();
  });
});

describe('kernels', () => {
  it('multiply all small shapes, with inputs by row and by column, and write nothing beside', async () => {
    const wasm = await openWasm();
    for (let m = 1; m <= 9; m++) {
      for (let n = 1; n <= 17; n += 2) {
        for (const k of [1, 3, 4, 9]) {
          const all = holding(wasm, new Float32Array(m * n + 8).fill(7));
          const out = wasm.slice(all, 4, m * n);
          const [a, b] = [holding(wasm, wave(m * k)), holding(wasm, wave(k * n))];
          const inputs: [Vector, number, number][] = [
            [holding(wasm, wave(m)), n, m],
            [holding(wasm, wave(n)), 1, n],
            [holding(wasm, wave(m * n)), 1, m * n],
          ];
          const steps = inputs.map(([vector, every, period]): MapStep => {
            return { kind: 'binary', op: 'add', with: { vector, offset: 0, every, period } };
          });
          const call: Call = { kind: 'gemm', out, m, n, k, a: matrix(a, k), b: matrix(b, n), steps };
          const program = wasm.compile([call], new Set([out]));
          program.run(0);
          const want = new Float64Array(m * n);
          naive({ ...call, out: { size: m * n, data: want } }, 0);
          const worst = want.reduce((far, value, i) => Math.max(far, Math.abs(value - out.data![i]!)), 0);
          expect(worst, `${m} × ${n} × ${k}`).toBeLessThan(2e-6);
          expect(all.data!.filter((v, i) => v === 7 && (i < 4 || i >= 4 + m * n))).toHaveLength(8);
          program.release();
          for (const vector of [all, a, b, ...inputs.map(([vector]) => vector)]) wasm.free(vector);
        }
      }
    }
  });

  it.each([
    ['exp', -87, 88, Math.exp],
    ['tanh', -12, 12, Math.tanh],
    ['sigmoid', -80, 20, (x: number) => 1 / (1 + Math.exp(-x))],
  ] as const)('come within 4 · 10⁻⁷ of %s', async (op, low, high, f) => {
    const wasm = await openWasm();
    const size = 20_001;
    const x = holding(
      wasm,
      Array.from({ length: size }, (_, i) => low + ((high - low) * i) / (size - 1)),
    );
    const out = wasm.allocate(size);
    const call: Call = { kind: 'map', out, size, first: whole(x), steps: [{ kind: 'unary', op, alpha: 0 }] };
    wasm.compile([call], new Set([out])).run(0);
    x.data!.forEach((v, i) => {
      if (v !== 0 && !(Math.abs(out.data![i]! / f(v) - 1) < 4e-7)) expect.fail(`${op}(${v}) = ${out.data![i]}`);
    });
  });
});

describe('opening', () => {
  it('says in words why it cannot', async () => {
    const refusal = new WebAssembly.CompileError('Refused by Content Security Policy');
    const compile = () => Promise.reject(refusal);
    vi.stubGlobal('WebAssembly', { compile });
    await expect(openWasm()).rejects.toThrow(EngineError);
    await expect(openWasm()).rejects.toThrow(/Refused by Content Security Policy.*'wasm-unsafe-eval'.*js\('f32'\)/);
  });
});
