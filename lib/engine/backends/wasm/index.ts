/** The backend in WebAssembly SIMD, float32: kernels assembled here from bytes, on vectors that live in WebAssembly memory. */

import type { Backend, Call, Program, Vector } from '../../backend';
import { flopsOf } from '../../calls';
import { EngineError } from '../../errors';
import { js } from '../js';
import { assemble, f32x4, routine } from './asm';
import { addressOf, Arena, Heap, WasmVector } from './heap';
import { type Part, plan } from './plan';

/** Calls of fewer operations run in JavaScript when they come one by one: making a kernel ready costs more. */
const EAGER = 4096;

/** Allocations that a call may write: more than it does, but never one that it only multiplies by. */
function writtenBy(call: Call): WasmVector[] {
  const vectors: unknown[] = [...Object.values(call), ...Object.values(call.kind === 'copy' ? call.to : {})];
  return vectors.filter((vector) => vector instanceof WasmVector).map(({ owner }) => owner);
}

class WasmBackend implements Backend {
  readonly name = 'WebAssembly SIMD';
  readonly kind = 'wasm';
  readonly dtype = 'f32';
  readonly synchronous = true;
  readonly lost = new Promise<string>(() => {});
  private readonly heap = new Heap();
  private readonly script = js('f32');
  /** A safety net: it runs only when the page is idle, and only for what nobody gave back. */
  private readonly forgotten = new FinalizationRegistry<Arena>((arena) => arena.release());

  allocate(size: number): Vector {
    const arena = new Arena(this.heap);
    const vector = new WasmVector(arena, arena.zeros(size), size);
    this.forgotten.register(vector, arena);
    return vector;
  }

  slice(vector: Vector, offset: number, size: number): Vector {
    const { arena, owner } = vector as WasmVector;
    return new WasmVector(arena, addressOf(vector, offset), size, owner);
  }

  free(vector: Vector): void {
    const { arena, owner } = vector as WasmVector;
    if (owner === vector) arena.release();
  }

  write(vector: Vector, values: ArrayLike<number>): void {
    const { data, owner } = vector as WasmVector;
    data.set(values);
    owner.version++;
  }

  async read(vector: Vector): Promise<Float32Array> {
    return (vector as WasmVector).data.slice();
  }

  run(call: Call, step: number): void {
    if (flopsOf(call) < EAGER) {
      this.script.run(call, step);
      for (const owner of writtenBy(call)) owner.version++;
      return;
    }
    const program = this.compile([call]);
    program.run(step);
    program.release();
  }

  compile(calls: readonly Call[]): Program {
    const { heap, script } = this;
    const arena = new Arena(heap);
    const written = new Set(calls.flatMap(writtenBy));
    const parts = calls.flatMap((call) => plan(call, { arena, constant: (owner) => !written.has(owner) }));

    // Kernels know addresses, which stay; JavaScript knows views, which die when the memory grows.
    let floats: Float32Array | undefined;
    let runs: ((step: number) => void)[] = [];
    const bind = (part: Part): ((step: number) => void) => {
      if (typeof part === 'function') return part;
      const program = script.compile([part], new Set());
      return (step) => program.run(step);
    };
    const program = {
      // Kernels know addresses only: the program keeps its vectors from being collected.
      calls,
      run(step: number): void {
        if (floats !== heap.floats) runs = parts.map(bind);
        floats = heap.floats;
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
    const { live, pooled } = this.heap.places;
    return { live, pooled };
  }

  close(): void {
    this.script.close();
  }
}

/**
 * The backend in WebAssembly SIMD: float32, one thread, kernels assembled when they are needed.
 *
 * @throws {EngineError} where WebAssembly SIMD can't be compiled: in an old browser, or on a page whose Content-Security-Policy lacks
 *   `'wasm-unsafe-eval'`. `js('f32')` does the same, more slowly.
 * @example
 * const wasm = await openWasm()
 * using(wasm, () => tensor([1, 2, 3]).square().arraySync())
 */
export async function openWasm(): Promise<Backend> {
  const probe = routine(1, ([at]) => [f32x4.store(at!, f32x4.const(0))]);
  try {
    await WebAssembly.compile(assemble(probe));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new EngineError(
      `WebAssembly SIMD can't be used here (${reason}). A page needs 'wasm-unsafe-eval' in the script-src of its ` +
        "Content-Security-Policy. js('f32') does the same, more slowly",
    );
  }
  return new WasmBackend();
}
