/** What every backend must pass: all kinds of calls against plain float64 loops, and how vectors and programs behave. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Backend, Call, Operand, Vector } from '../backend';
import { CASES, Draw, type Case } from './cases.suite';
import { update } from './js/update';
import { naive } from './naive.suite';

/** Allowed |got − want| / (1 + |want|) for each kind of call. */
export type Tolerances = Readonly<Record<Call['kind'], number>>;

const each = (tolerance: number): Tolerances => ({
  map: tolerance,
  reduce: tolerance,
  gemm: tolerance,
  fold: tolerance,
  pool: tolerance,
  unpool: tolerance,
  gather: 0,
  'scatter-add': tolerance,
  'cross-entropy': tolerance,
  random: tolerance,
  copy: 0,
  fill: 0,
  update: tolerance,
});

export const FLOAT64: Tolerances = each(1e-13);
export const FLOAT32: Tolerances = each(1e-5);

export interface ConformanceOptions {
  readonly tolerance: Tolerances;
  /** Whether NaN and ±∞ pass through arithmetic; a GPU may do as it likes. True unless told. */
  readonly specials?: boolean;
}

const whole = (vector: Vector): Operand => ({ vector, offset: 0, every: 1, period: 2 ** 30 });

/** Registers the tests of the backend that `open` opens. Call it at the top of a test file. */
export function conformance(name: string, open: () => Backend | Promise<Backend>, options: ConformanceOptions): void {
  describe(`${name} as a backend`, () => {
    let backend: Backend;
    beforeAll(async () => {
      backend = await open();
    });
    afterAll(() => backend.close());

    const execute = async (calls: readonly Call[], live: Iterable<Vector>, step = 0): Promise<void> => {
      const program = backend.compile(calls, new Set(live));
      program.run(step);
      await backend.turn();
      program.release();
    };

    describe('vectors', () => {
      it('are zero at first, and hold what is written', async () => {
        const v = backend.allocate(5);
        expect([...(await backend.read(v))]).toEqual([0, 0, 0, 0, 0]);
        backend.write(v, [1, 2.5, -3, 4, 5]);
        expect([...(await backend.read(v))]).toEqual([1, 2.5, -3, 4, 5]);
        expect(v.size).toBe(5);
        if (backend.synchronous) expect([...v.data!]).toEqual([1, 2.5, -3, 4, 5]);
        backend.free(v);
      });

      it('round to the dtype', async () => {
        const v = backend.allocate(1);
        backend.write(v, [0.1]);
        expect([...(await backend.read(v))]).toEqual([backend.dtype === 'f64' ? 0.1 : Math.fround(0.1)]);
      });

      it('share the numbers of their slices, and read as copies', async () => {
        const v = backend.allocate(6);
        backend.write(v, [1, 2, 3, 4, 5, 6]);
        const part = backend.slice(v, 1, 4);
        const inner = backend.slice(part, 2, 2);
        backend.write(inner, [40, 50]);
        const copy = await backend.read(part);
        backend.write(v, [0, 0, 0, 0, 0, 0]);
        expect([...copy]).toEqual([2, 3, 40, 50]);
        expect([...(await backend.read(v))]).toEqual([0, 0, 0, 0, 0, 0]);
      });
    });

    describe('programs', () => {
      it('run their calls in order, again and again, on what is written in between', async () => {
        const x = backend.allocate(3);
        const h = backend.allocate(3);
        const sum = backend.allocate(1);
        const total = backend.allocate(1);
        const program = backend.compile(
          [
            { kind: 'map', out: h, size: 3, first: whole(x), steps: [{ kind: 'unary', op: 'square', alpha: 0 }] },
            { kind: 'reduce', op: 'sum', out: sum, in: h, offset: 0, outer: 1, axis: 3, inner: 1, scale: 1, steps: [] },
            {
              kind: 'map',
              out: total,
              size: 1,
              first: whole(total),
              steps: [{ kind: 'binary', op: 'add', with: whole(sum) }],
            },
          ],
          new Set([sum, total]),
        );
        backend.write(x, [1, 2, 3]);
        program.run(1);
        backend.write(x, [0, 1, 1]);
        program.run(2);
        await backend.turn();
        program.run(3);
        expect([...(await backend.read(sum)), ...(await backend.read(total))]).toEqual([2, 18]);
        program.release();
      });

      it('draw other numbers at every step, and the same at the same', async () => {
        const out = backend.allocate(8);
        const program = backend.compile([{ kind: 'random', out, size: 8, key0: 1, key1: 2, p: 0.5 }], new Set([out]));
        const draw = async (step: number): Promise<number[]> => {
          program.run(step);
          return [...(await backend.read(out))];
        };
        const first = await draw(1);
        expect(await draw(2)).not.toEqual(first);
        expect(await draw(1)).toEqual(first);
        program.release();
      });

      it('read the numbers of an update anew at each run', async () => {
        const params = backend.allocate(1);
        const grads = backend.allocate(1);
        const hyper = new Float64Array(8);
        backend.write(grads, [1]);
        const none = { s: undefined, u: undefined };
        const call: Call = { kind: 'update', rule: 'sgd', size: 1, params, grads, ...none, hyper, plain: update };
        const program = backend.compile([call], new Set([params]));
        for (const rate of [1, 2, 4, 8]) {
          hyper[0] = rate;
          program.run(rate);
          await backend.turn();
        }
        expect([...(await backend.read(params))]).toEqual([-15]);
        program.release();
      });

      it('may be several at a time', async () => {
        const x = backend.allocate(2);
        const add = (value: number): Call => ({
          kind: 'map',
          out: x,
          size: 2,
          first: whole(x),
          steps: [{ kind: 'const', op: 'add', value }],
        });
        const one = backend.compile([add(1)], new Set([x]));
        const ten = backend.compile([add(10)], new Set([x]));
        one.run(0);
        ten.run(0);
        one.release();
        ten.run(1);
        await backend.turn();
        expect([...(await backend.read(x))]).toEqual([21, 21]);
        ten.release();
      });
    });

    it.each(CASES)('does $title', async ({ title, make }: Case) => {
      const want = model(backend.dtype);
      const reference = make(want.hold, new Draw(title));
      naive(reference, 3);

      const ways = backend.synchronous ? (['compile', 'run'] as const) : (['compile'] as const);
      for (const way of ways) {
        const got = bench(backend);
        const call = make(got.hold, new Draw(title));
        if (way === 'run') backend.run(call, 3);
        else await execute([call], got.vectors, 3);
        await got.compare(want.vectors, options.tolerance[call.kind], way);
        got.free();
      }
    });

    it.skipIf(options.specials === false).each([
      ['exp', [Infinity, 0, NaN, 1]],
      ['tanh', [1, -1, NaN, 0]],
      ['sigmoid', [1, 0, NaN, 0.5]],
      ['softplus', [Infinity, 0, NaN, Math.LN2]],
      ['elu', [Infinity, -1, NaN, 0]],
      ['relu', [Infinity, 0, NaN, 0]],
      ['leaky', [Infinity, -Infinity, NaN, 0]],
      ['arctan', [Math.PI / 2, -Math.PI / 2, NaN, 0]],
      ['square', [Infinity, Infinity, NaN, 0]],
      ['log', [Infinity, NaN, NaN, -Infinity]],
      ['sqrt', [Infinity, NaN, NaN, 0]],
      ['sin', [NaN, NaN, NaN, 0]],
      ['cos', [NaN, NaN, NaN, 1]],
    ] as const)('keeps NaN and ∞ in %s', async (op, want) => {
      const { hold, vectors } = bench(backend);
      const out = hold([9, 9, 9, 9]);
      const first = whole(hold([Infinity, -Infinity, NaN, 0]));
      await execute([{ kind: 'map', out, size: 4, first, steps: [{ kind: 'unary', op, alpha: 1 }] }], vectors);
      const got = await backend.read(out);
      want.forEach((v, i) => expect(close(got[i]!, v, 1e-6), `${got[i]} for ${v}`).toBe(true));
    });

    it.skipIf(options.specials === false)('keeps NaN and ∞ in 1/x', async () => {
      const { hold, vectors } = bench(backend);
      const out = hold([9, 9, 9, 9]);
      const first = whole(hold([Infinity, -Infinity, NaN, 0]));
      await execute([{ kind: 'map', out, size: 4, first, steps: [{ kind: 'const', op: 'rdiv', value: 1 }] }], vectors);
      expect(Array.from(await backend.read(out))).toEqual([0, -0, NaN, Infinity]);
    });

    it.skipIf(options.specials === false)('carries NaN and ∞ through products and sums', async () => {
      const { hold, vectors } = bench(backend);
      const [out, sums] = [hold([0, 0, 0]), hold([0, 0, 0])];
      const a = { vector: hold([NaN, 1, Infinity, 1, 1, 1]), offset: 0, rowStride: 2, colStride: 1 };
      const b = { vector: hold([1, 2]), offset: 0, rowStride: 1, colStride: 1 };
      const sum = { kind: 'reduce', op: 'sum', in: a.vector, offset: 0, outer: 3, axis: 2, inner: 1 } as const;
      await execute(
        [
          { kind: 'gemm', out, m: 3, n: 1, k: 2, a, b, steps: [] },
          { ...sum, out: sums, scale: 1, steps: [] },
        ],
        vectors,
      );
      expect([...(await backend.read(out)), ...(await backend.read(sums))]).toEqual([
        NaN,
        Infinity,
        3,
        NaN,
        Infinity,
        2,
      ]);
    });

    it('gives NaN for rows past those of a table', async () => {
      const { hold, vectors } = bench(backend);
      const out = hold([0, 0, 0, 0, 0, 0]);
      const table = hold([1, 2, 3, 4, 5, 6]);
      const index = hold([2, 1, -1]);
      await execute([{ kind: 'gather', out, table, index, rows: 2, count: 3, width: 2 }], vectors);
      expect([...(await backend.read(out))]).toEqual([NaN, NaN, 3, 4, NaN, NaN]);
    });

    it.each([
      ['softplus', [-40, -80, 40, 80]],
      ['sigmoid', [-40, -80, 40, 80]],
      ['tanh', [1e-5, -1e-3, 20, -1000]],
      ['elu', [1e-5, -1e-5, -1e-3, -100]],
      ['exp', [-80, -40, 40, 80]],
      ['arctan', [1e-5, -1e-3, 1e4, -1e30]],
    ] as const)('keeps the relative precision of %s in its tails', async (op, x) => {
      const out = backend.allocate(4);
      const first = whole(backend.allocate(4));
      backend.write(first.vector, x);
      const data = new Float64Array(x.map((v) => (backend.dtype === 'f64' ? v : Math.fround(v))));
      const call = { kind: 'map', size: 4, steps: [{ kind: 'unary', op, alpha: 1 }] } as const;
      await execute([{ ...call, first, out }], [out]);
      const got = await backend.read(out);
      naive({ ...call, first: whole({ size: 4, data }), out: { size: 4, data } }, 0);
      data.forEach((v, i) =>
        expect(Math.abs(got[i]! / v - 1), `${op}(${x[i]})`).toBeLessThan(options.tolerance.map * 20),
      );
    });
  });
}

/** Where the plain loops run: float64, on numbers rounded as the backend rounds them. */
function model(dtype: Backend['dtype']): { hold: (values: readonly number[]) => Vector; vectors: Vector[] } {
  const vectors: Vector[] = [];
  const hold = (values: readonly number[]): Vector => {
    const data = new Float64Array(dtype === 'f64' ? values : new Float32Array(values));
    const vector = { size: data.length, data };
    vectors.push(vector);
    return vector;
  };
  return { hold, vectors };
}

const GUARD = 777.25;

/** Vectors of the backend under test. Every second one lies between guards, at an odd offset of a larger allocation. */
function bench(backend: Backend) {
  const vectors: Vector[] = [];
  const owners: Vector[] = [];
  const hold = (values: readonly number[]): Vector => {
    const guarded = vectors.length % 2 === 0;
    const owner = backend.allocate(values.length + (guarded ? 10 : 0));
    const vector = guarded ? backend.slice(owner, 5, values.length) : owner;
    if (guarded) backend.write(owner, new Float64Array(owner.size).fill(GUARD));
    backend.write(vector, values);
    owners.push(owner);
    vectors.push(vector);
    return vector;
  };
  const compare = async (want: readonly Vector[], tolerance: number, way: string): Promise<void> => {
    for (const [v, vector] of vectors.entries()) {
      const all = await backend.read(owners[v]!);
      const margin = (owners[v]!.size - vector.size) / 2;
      const got = all.subarray(margin, margin + vector.size);
      const round = backend.dtype === 'f64' ? (x: number) => x : Math.fround;
      want[v]!.data!.forEach((x, i) => {
        if (!close(got[i]!, round(x), tolerance)) {
          expect.fail(`${way}: vector ${v} of the case holds ${got[i]} at ${i}, not ${x}`);
        }
      });
      if (all.some((x, i) => (i < margin || i >= margin + vector.size) && x !== GUARD)) {
        expect.fail(`${way}: numbers beside vector ${v} of the case were overwritten`);
      }
    }
  };
  return { hold, vectors, compare, free: () => owners.forEach((owner) => backend.free(owner)) };
}

function close(got: number, want: number, tolerance: number): boolean {
  return Object.is(got, want) || got === want || Math.abs(got - want) <= tolerance * (1 + Math.abs(want));
}
