/** WebAssembly memory handed out in blocks, the vectors that live in it, and the kernels that work on it. */

import type { Vector } from '../../backend';
import { EngineError } from '../../errors';
import { Places } from '../places';
import { assemble, CONSTANTS, type Routine } from './asm';

const PAGE = 65536;
/** Room for 1024 constants of kernels. */
const CONSTANTS_END = 4096;
/** Kernels read up to 15 numbers past a row's end and never use them, so memory goes on after the last block. */
const SLACK = 64;

export type Kernel = (...args: readonly number[]) => void;

export class Heap {
  readonly memory = new WebAssembly.Memory({ initial: 16 });
  /** All numbers. Ask anew at each use: when the memory grows, there is another array. */
  floats = new Float32Array(this.memory.buffer);
  readonly places = new Places(64, CONSTANTS_END);
  private readonly kernels = new Map<string, Kernel>();

  /** The address of `bytes` zeros. @throws {EngineError} where the memory can't grow that far */
  take(bytes: number): number {
    const { at } = this.places.take(bytes, (top) => this.reach(top, bytes));
    this.floats.fill(0, at / 4, (at + bytes) / 4);
    return at;
  }

  private reach(top: number, bytes: number): void {
    const now = this.memory.buffer.byteLength;
    const missing = top + SLACK - now;
    if (missing <= 0) return;
    try {
      this.memory.grow(Math.ceil(Math.max(missing, now / 4) / PAGE));
    } catch {
      throw new EngineError(`no memory for ${bytes} more bytes: ${this.places.live} are in use, of 4 GiB at most`);
    }
    this.floats = new Float32Array(this.memory.buffer);
  }

  /** The kernel of this key, assembled when first asked for. Different instructions need different keys. */
  kernel(key: string, write: () => Routine): Kernel {
    const known = this.kernels.get(key);
    if (known) return known;
    const code = new WebAssembly.Module(assemble(write()));
    const instance = new WebAssembly.Instance(code, { engine: { memory: this.memory } });
    const kernel = instance.exports['run'] as Kernel;
    this.floats.set(CONSTANTS);
    this.kernels.set(key, kernel);
    return kernel;
  }
}

/** Blocks that belong together, and are given back together. */
export class Arena {
  private readonly blocks: [address: number, bytes: number][] = [];
  constructor(readonly heap: Heap) {}

  /** The address of `size` zeros. */
  zeros(size: number): number {
    const bytes = 4 * size;
    const address = this.heap.take(bytes);
    this.blocks.push([address, bytes]);
    return address;
  }

  /** The address of a copy. */
  copy(values: Float32Array | Int32Array): number {
    const address = this.zeros(values.length);
    new Uint8Array(this.heap.memory.buffer).set(new Uint8Array(values.buffer), address);
    return address;
  }

  release(): void {
    for (const [address, bytes] of this.blocks.splice(0)) this.heap.places.give(address, bytes);
  }
}

/** Numbers at an address that never changes, though the memory around them may move. */
export class WasmVector implements Vector {
  /** Writes to the whole allocation so far; counted where it begins. */
  version = 0;
  readonly owner: WasmVector;
  private view = new Float32Array();

  constructor(
    readonly arena: Arena,
    readonly address: number,
    readonly size: number,
    owner?: WasmVector,
  ) {
    this.owner = owner ?? this;
  }

  get data(): Float32Array {
    const { buffer } = this.arena.heap.floats;
    if (this.view.buffer !== buffer) this.view = new Float32Array(buffer, this.address, this.size);
    return this.view;
  }
}

export const addressOf = (vector: Vector, offset = 0): number => (vector as WasmVector).address + 4 * offset;
