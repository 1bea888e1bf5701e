/** The backend in WebAssembly SIMD, float32: kernels assembled here from bytes, on vectors that live in WebAssembly memory. */

import type { Backend, Call, MapCall, MapStep, PoolCall, Program, UnpoolCall, Vector } from '../../backend';
import { EngineError } from '../../errors';
import { js } from '../js';
import { assemble, f32x4, routine } from './asm';
import { bits, chainOf, inputOf } from './chain';
import { Arena, Heap, WasmVector } from './heap';
import { maxPoolRoutine, maxUnpoolRoutine } from './images';
import { Kernels } from './kernels';
import { columnSumsRoutine, mapRoutine, updateRoutine } from './loops';
import { addressOf, foldRun, gemmRun, isPadded, packedSize, type Run, type Workshop } from './products';

const WHOLE = 2 ** 30;

/** A map that runs in place on what another call left in `out`. */
function inPlace(out: Vector, size: number, steps: readonly MapStep[]): MapCall {
  return { kind: 'map', out, size, first: { vector: out, offset: 0, every: 1, period: WHOLE }, steps };
}

/** Columns for which all operands of a map lie whole, by row or by column. */
function columnsOf({ size, first, steps }: MapCall): number {
  const operands = [first, ...steps.flatMap((step) => ('with' in step ? [step.with] : []))];
  for (const { every, period } of operands) {
    if (every > 1 && every < size && period > 1) return every;
    if (every === 1 && period > 1 && period < size) return period;
  }
  return size;
}

function mapRun(call: MapCall, { kernels }: Workshop): Run | undefined {
  const columns = columnsOf(call);
  if (call.size % columns !== 0) return undefined;
  const out = addressOf(call.out);
  const extent = { address: out, rows: call.size / columns, columns };
  const first = inputOf(call.first, extent);
  const chain = first && chainOf(call.steps, extent);
  if (!chain) return undefined;
  const kernel = kernels.get(`map ${first.layout} ${chain.key}`, (name) => mapRoutine(name, first, chain));
  const args = [out, extent.rows, columns, first.argument, ...chain.inputs.map(({ argument }) => argument)];
  return () => kernel(...args);
}

/** What carries out a call: kernels, and calls that are left to JavaScript. */
function plan(call: Call, workshop: Workshop): readonly (Run | Call)[] {
  const { kernels, arena, heap } = workshop;
  switch (call.kind) {
    case 'map':
      return [mapRun(call, workshop) ?? call];
    case 'gemm': {
      const run = gemmRun(call, workshop);
      if (run) return [run];
      const bare = gemmRun({ ...call, steps: [] }, workshop);
      return bare ? [bare, ...plan(inPlace(call.out, call.m * call.n, call.steps), workshop)] : [call];
    }
    case 'fold':
      return [foldRun(call, workshop) ?? call];
    case 'reduce': {
      if (call.op !== 'sum' || call.outer !== 1 || call.inner === 1) return [call];
      const from = addressOf(call.in, call.offset);
      const chain = chainOf(call.steps, { address: from, rows: call.axis, columns: call.inner });
      if (!chain) return [call];
      const kernel = kernels.get(`sums ${chain.key}`, (name) => columnSumsRoutine(name, chain));
      const inputs = chain.inputs.map(({ argument }) => argument);
      const args = [addressOf(call.out), from, call.axis, call.inner, bits(call.scale), ...inputs];
      return [() => kernel(...args)];
    }
    case 'pool': {
      const { window: w, index } = call;
      if (call.mode !== 'max' || isPadded(w)) return [call];
      const indexed = index !== undefined;
      const kernel = kernels.get(`pool ${indexed} ${Object.values(w)}`, (name) => maxPoolRoutine(name, w, indexed));
      const args = [addressOf(call.image), addressOf(call.out), index ? addressOf(index) : 0];
      const size = w.batch * w.outHeight * w.outWidth * w.channels;
      return [() => kernel(...args), ...afterwards(call, size, workshop)];
    }
    case 'unpool': {
      const { window: w, index } = call;
      if (call.mode !== 'max' || isPadded(w) || !index) return [call];
      const kernel = kernels.get(`unpool ${Object.values(w)}`, (name) => maxUnpoolRoutine(name, w));
      const [out, size] = [addressOf(call.out), w.batch * w.height * w.width * w.channels];
      const run = () => {
        heap.floats.fill(0, out / 4, out / 4 + size);
        kernel(out, addressOf(call.grad), addressOf(index));
      };
      return [run, ...afterwards(call, size, workshop)];
    }
    case 'update': {
      const { params, grads, s = params, u = params, hyper, size, rule } = call;
      const numbers = arena.floats(9);
      const kernel = kernels.get(`update ${rule}`, (name) => updateRoutine(name, rule));
      const args = [size, numbers, ...[params, grads, s, u].map((vector) => addressOf(vector))];
      const run = () => {
        // 1 − a and 1 − b from float64: float32 has lost half their digits.
        heap.floats.set([...hyper.subarray(0, 7), 1 - hyper[1]!, 1 - hyper[2]!], numbers / 4);
        kernel(...args);
      };
      return [run];
    }
    default:
      return [call];
  }
}

/** The steps of a pooling, as a map over its result. */
function afterwards({ out, steps }: PoolCall | UnpoolCall, size: number, workshop: Workshop): readonly (Run | Call)[] {
  return steps.length === 0 ? [] : plan(inPlace(out, size, steps), workshop);
}

/** Allocations that a call may write: of vectors that stand in a matrix or a step it only reads. */
function writtenBy(call: Call): WasmVector[] {
  const vectors: unknown[] = call.kind === 'copy' ? [call.to.vector] : Object.values(call);
  return vectors.filter((vector) => vector instanceof WasmVector).map(({ owner }) => owner);
}

class WasmBackend implements Backend {
  readonly name = 'WebAssembly SIMD';
  readonly kind = 'wasm';
  readonly dtype = 'f32';
  readonly synchronous = true;
  readonly lost = new Promise<string>(() => {});
  private readonly heap = new Heap();
  private readonly kernels = new Kernels(this.heap);
  private readonly script = js('f32');
  /** A safety net for what nobody gave back. */
  private readonly forgotten = new FinalizationRegistry<Arena>((arena) => arena.release());
  private readonly blocks = new WeakMap<Vector, Arena>();

  allocate(size: number): Vector {
    const arena = new Arena(this.heap);
    const vector = new WasmVector(this.heap, arena.floats(size), size);
    this.blocks.set(vector, arena);
    this.forgotten.register(vector, arena);
    return vector;
  }

  slice(vector: Vector, offset: number, size: number): Vector {
    const { owner } = vector as WasmVector;
    return new WasmVector(this.heap, addressOf(vector, offset), size, owner);
  }

  free(vector: Vector): void {
    this.blocks.get(vector)?.release();
  }

  write(vector: Vector, values: ArrayLike<number>): void {
    (vector as WasmVector).data.set(values);
    (vector as WasmVector).owner.version++;
  }

  async read(vector: Vector): Promise<Float32Array> {
    return (vector as WasmVector).data.slice();
  }

  run(call: Call, step: number): void {
    const program = this.compile([call], new Set());
    program.run(step);
    program.release();
  }

  compile(calls: readonly Call[], live: ReadonlySet<Vector>): Program {
    const { heap, kernels, script } = this;
    const arena = new Arena(heap);
    const written = new Set(calls.flatMap(writtenBy));
    const scratch = arena.floats(Math.max(...calls.map(packedSize)));
    const constant = (owner: WasmVector) => !written.has(owner);
    const parts = calls.flatMap((call) => plan(call, { heap, kernels, arena, scratch, constant }));

    // Kernels know addresses, which stay; JavaScript knows views, which die when the memory grows.
    let buffer: ArrayBufferLike | undefined;
    let runs: ((step: number) => void)[] = [];
    const bind = () => {
      buffer = heap.floats.buffer;
      runs = parts.map((part) => {
        if (typeof part === 'function') return part;
        const program = script.compile([part], live);
        return (step) => program.run(step);
      });
    };
    const program = {
      run(step: number): void {
        if (buffer !== heap.floats.buffer) bind();
        for (const run of runs) run(step);
        for (const owner of written) owner.version++;
      },
      release: () => arena.release(),
    };
    this.forgotten.register(program, arena);
    return program;
  }

  async turn(): Promise<void> {}

  memory(): { live: number; pooled: number } {
    return { live: this.heap.live, pooled: this.heap.pooled };
  }

  close(): void {
    this.script.close();
  }
}

/**
 * The backend in WebAssembly SIMD, in float32 on one thread.
 *
 * @throws EngineError where WebAssembly SIMD can't be compiled: by an old browser, or a page whose Content-Security-Policy lacks
 *   `'wasm-unsafe-eval'`. `js('f32')` does the same more slowly.
 * @example
 * const wasm = await openWasm()
 * using(wasm, () => tensor([1, 2, 3]).square().arraySync())
 */
export async function openWasm(): Promise<Backend> {
  const probe = routine('probe', ['at'], ({ at }) => [f32x4.store(at, f32x4.const(0))]);
  try {
    await WebAssembly.compile(assemble([probe]));
  } catch (error) {
    throw new EngineError(
      `WebAssembly SIMD can't be used here: ${error instanceof Error ? error.message : String(error)}. ` +
        "A page needs 'wasm-unsafe-eval' in the script-src of its Content-Security-Policy. js('f32') does the same more slowly",
    );
  }
  return new WasmBackend();
}
