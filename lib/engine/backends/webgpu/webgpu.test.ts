import { afterEach, describe, expect, it } from 'vitest';
import type { Backend, Call, Floats, Vector } from '../../backend';
import { CASES, type Case, Draw } from '../cases.suite';
import { conformance, FLOAT32, type Tolerances } from '../conformance.suite';
import { naive } from '../naive.suite';
import { openWebGpu, type WebGpuOptions } from '.';
import { missing, nodeGpu } from './node-gpu.suite';
import { Pipelines } from './pipelines';
import { cnn, mlp, tiny } from './programs.suite';

// Sums of k float32 products in float32: about k·2⁻²⁴.
const TOLERANCES: Tolerances = { ...FLOAT32, gemm: 5e-5, fold: 5e-5, reduce: 5e-5 };

async function open(options: WebGpuOptions = {}): Promise<Backend> {
  return openWebGpu({ gpu: await nodeGpu(), allowFallbackAdapter: true, ...options });
}

/** As `open`, with a trivial call before each program, so that small calls share a workgroup. */
async function openShared(): Promise<Backend> {
  const backend = await open();
  const compile: Backend['compile'] = backend.compile.bind(backend);
  const other = backend.allocate(1);
  backend.compile = (calls, live) => compile([{ kind: 'fill', out: other, value: 1 }, ...calls], live);
  return backend;
}

describe.skipIf(missing !== undefined)(`WebGPU in Node${missing ? `: ${missing}` : ''}`, () => {
  // As on software: small calls share a workgroup, others multiply in registers.
  conformance('WebGPU in registers', openShared, { tolerance: TOLERANCES });

  let backend: Backend;
  afterEach(() => backend?.close());

  const add = (x: Vector, value: number): Call => ({
    kind: 'map',
    out: x,
    size: x.size,
    first: { vector: x, offset: 0, every: 1, period: 2 ** 30 },
    steps: [{ kind: 'const', op: 'add', value }],
  });

  describe('openWebGpu', () => {
    it('takes a software adapter for no card', async () => {
      await expect(open({ allowFallbackAdapter: false })).rejects.toThrow(/SwiftShader.*software/i);
    });

    it('says so when there is no WebGPU, or no adapter', async () => {
      const gpu = { requestAdapter: async () => null } as unknown as GPU;
      await expect(openWebGpu({ gpu })).rejects.toThrow('no graphics adapter');
      await expect(openWebGpu()).rejects.toThrow('this browser has none');
    });

    it('names the adapter, and tells how far compilation is', async () => {
      const seen: [number, number][] = [];
      backend = await open({ onProgress: (done, total) => seen.push([done, total]) });
      expect(backend.name).toMatch(/^WebGPU · .*SwiftShader/);
      const program = backend.compile(
        [add(backend.allocate(100_000), 1), add(backend.allocate(200_000), 1)],
        new Set(),
      );
      program.run(0);
      await backend.read(backend.allocate(1));
      expect(seen.at(-1)![0]).toBe(seen.at(-1)![1]);
    });
  });

  describe('kernels for cards', () => {
    const ofConformance = [
      'gemm 17×19×23, orders 5',
      'gemm 12×20×900 with bias and tanh',
      'gemm of patches, 3×2 in steps of 2 and 1, padded unevenly, 16 columns',
      'gemm of transposed patches, 5×5, same, one channel, 5 columns',
      'fold of a product over 5, 3×2 in steps of 2 and 1, padded unevenly',
      'argmax of three steps over the middle of [2, 300, 3], from an offset',
      'max over the middle of [1, 1000, 1], with ties',
      'sum over the middle of [1, 3000, 6], with ties',
      'cross-entropy of [5, 257] with weights, logits about 3',
      'cross-entropy of [2, 1000] with labels, logits about 1',
      'map of seven steps, 70001 numbers',
      'max unpool, 2×2 in steps of 2, a rest left over',
    ];
    const large = ([m, n, k]: readonly [number, number, number]): Case => ({
      title: `gemm ${m}×${n}×${k} with a bias`,
      make: (hold, draw) => {
        const matrix = (rows: number, columns: number) => {
          return { vector: hold(draw.normal(rows * columns)), offset: 0, rowStride: columns, colStride: 1 };
        };
        const bias = { vector: hold(draw.normal(n)), offset: 0, every: 1, period: n };
        const [a, b, out] = [matrix(m, k), matrix(k, n), hold(Array.from({ length: m * n }, () => 9))];
        return { kind: 'gemm', out, m, n, k, a, b, steps: [{ kind: 'binary', op: 'add', with: bias }] };
      },
    });
    const cases = [
      ...CASES.filter(({ title }) => ofConformance.includes(title)),
      // Blocks of 32 × 32 and 64 × 64 numbers.
      large([330, 300, 33]),
      large([770, 510, 20]),
    ];

    it.each(cases)('do $title', { timeout: 120_000 }, async ({ title, make }) => {
      backend = await open({ kernels: 'workgroups' });
      const got: Vector[] = [];
      const want: Vector[] = [];
      const call = make((values) => {
        got.push(backend.allocate(values.length));
        backend.write(got.at(-1)!, values);
        return got.at(-1)!;
      }, new Draw(title));
      const reference = make((values) => {
        want.push({ size: values.length, data: Float64Array.from(new Float32Array(values)) });
        return want.at(-1)!;
      }, new Draw(title));
      backend.compile([call], new Set(got)).run(0);
      naive(reference, 0);
      for (const [v, { data }] of want.entries()) {
        const values = await backend.read(got[v]!);
        const worst = Array.from(values).reduce(
          (w, x, i) => Math.max(w, Math.abs(x - data![i]!) / (1 + Math.abs(data![i]!))),
          0,
        );
        expect(worst, `vector ${v}`).toBeLessThan(TOLERANCES[call.kind]);
      }
    });

    it('are all known to the cases of conformance', () => {
      expect(cases).toHaveLength(ofConformance.length + 2);
    });
  });

  describe('steps of training', () => {
    it.each([
      ['tiny', tiny, 100, ['registers', 'workgroups']],
      ['MLP of batch 4', (on: Backend) => mlp(on, 4), 2, ['registers']],
      ['CNN of batch 1', (on: Backend) => cnn(on, 1), 2, ['registers', 'workgroups']],
    ] as const)(
      '%s: the same weights as plain float64 loops',
      { timeout: 300_000 },
      async (_, make, steps, variants) => {
        const want = make(loops());
        for (let step = 1; step <= steps; step++) for (const call of want.calls) naive(call, step);
        for (const kernels of variants) {
          backend = await open({ kernels });
          const got = make(backend);
          const program = backend.compile(got.calls, new Set([got.params, got.loss]));
          for (let step = 1; step <= steps; step++) program.run(step);
          const weights = await backend.read(got.params);
          const worst = Array.from(weights).reduce(
            (most, w, i) => Math.max(most, Math.abs(w - want.params.data![i]!)),
            0,
          );
          expect(worst, kernels).toBeLessThan(1e-4);
          backend.close();
        }
      },
    );
  });

  describe('the queue', () => {
    it('keeps runs, writes and reads in order, however many', async () => {
      backend = await open();
      const x = backend.allocate(3);
      const program = backend.compile([add(x, 1)], new Set([x]));
      const reads: Promise<Floats>[] = [];
      for (let step = 0; step < 100; step++) {
        program.run(step);
        if (step === 49) backend.write(x, [1000, 0, -1000]);
        reads.push(backend.read(x));
      }
      const values = await Promise.all(reads);
      expect(values.map(([first]) => first)).toEqual(Array.from({ length: 100 }, (_, i) => (i < 49 ? i + 1 : i + 951)));
      expect(backend.memory().live).toBe(256);
    });

    it('has memory for more than at first, and takes back what is freed', async () => {
      backend = await open();
      const kept = backend.allocate(3);
      backend.write(kept, [1, 2, 3]);
      const program = backend.compile([add(kept, 1)], new Set([kept]));
      program.run(0);
      const large = backend.allocate(3_000_000);
      program.run(1);
      expect([...(await backend.read(kept))]).toEqual([3, 4, 5]);
      backend.write(large, new Float32Array(3_000_000).fill(7));
      backend.free(large);
      const { pooled } = backend.memory();
      const again = backend.allocate(3_000_000);
      expect((await backend.read(backend.slice(again, 2_999_000, 2)))[1]).toBe(0);
      expect(backend.memory().pooled).toBeLessThan(pooled);
      backend.free(again);
      expect(backend.memory()).toEqual({ live: 256, pooled });
    });

    it('runs single calls never, as it cannot answer at once', async () => {
      backend = await open();
      expect(() => backend.run(add(backend.allocate(1), 1), 0)).toThrow('compile them into a program');
    });
  });

  describe('when something goes wrong', () => {
    it('shows the line of a shader that is refused', async () => {
      const device = await (await (await nodeGpu()).requestAdapter())!.requestDevice();
      const pipelines = new Pipelines(device, device.createBindGroupLayout({ entries: [] }));
      const text = '@compute @workgroup_size(1)\nfn main() {\n  let x = 1u + nothing;\n}';
      await expect(pipelines.get(text)).rejects.toThrow(/line 3, column 16: .*nothing[^]*let x = 1u/);
      device.destroy();
    });

    it('throws at the next read what the device refused in between', async () => {
      let device: GPUDevice | undefined;
      backend = await open({ gpu: watched(await nodeGpu(), (made) => (device = made)) });
      device!.createBuffer({ size: 4, usage: 0 });
      await device!.queue.onSubmittedWorkDone();
      await expect(backend.read(backend.allocate(1))).rejects.toThrow('WebGPU: ');
      await expect(backend.turn()).rejects.toThrow('WebGPU: ');
    });

    it('tells everybody when the device is gone', async () => {
      let device: GPUDevice | undefined;
      backend = await open({ gpu: watched(await nodeGpu(), (made) => (device = made)) });
      const x = backend.allocate(1);
      const program = backend.compile([add(x, 1)], new Set([x]));
      program.run(0);
      await backend.read(x);
      const late = Promise.allSettled([backend.read(x), backend.turn()]);
      device!.destroy();
      expect(await backend.lost).toContain('device lost');
      await late;
      expect(() => program.run(1)).toThrow('device lost');
      await expect(backend.read(x)).rejects.toThrow('device lost');
      await expect(backend.turn()).rejects.toThrow('device lost');
    });
  });
});

/** The same adapters; `see` gets every device. */
function watched(gpu: GPU, see: (device: GPUDevice) => void): GPU {
  const requestAdapter = async () => {
    const adapter = (await gpu.requestAdapter())!;
    const { info, limits } = adapter;
    const requestDevice = async (wish: GPUDeviceDescriptor) => {
      const device = await adapter.requestDevice(wish);
      see(device);
      return device;
    };
    return { info, limits, requestDevice };
  };
  return { requestAdapter } as unknown as GPU;
}

/** Vectors for the plain loops. */
function loops(): Backend {
  const vector = (data: Float64Array): Vector => ({ size: data.length, data });
  return {
    allocate: (size: number) => vector(new Float64Array(size)),
    slice: ({ data }: Vector, offset: number, size: number) =>
      vector((data as Float64Array).subarray(offset, offset + size)),
    write: ({ data }: Vector, values: ArrayLike<number>) => data!.set(Float32Array.from(values)),
  } as unknown as Backend;
}
