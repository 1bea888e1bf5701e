/** WebAssembly memory handed out in blocks, and the vectors that live in it. */

import type { Vector } from '../../backend';

const PAGE = 65536;
/** Kernels read up to 15 numbers past a row's end, and never use them; so memory goes on after the last block. */
const SLACK = 64;

export interface Block {
  readonly address: number;
  readonly bytes: number;
}

/** Multiples of 64 bytes, from 1 KiB on in eight steps for each power of two: what is given back fits what comes next. */
function roundUp(bytes: number): number {
  const step = Math.max(64, 2 ** (Math.floor(Math.log2(Math.max(bytes, 1))) - 3));
  return Math.max(1, Math.ceil(bytes / step)) * step;
}

export class Heap {
  readonly memory = new WebAssembly.Memory({ initial: 16 });
  floats = new Float32Array(this.memory.buffer);
  integers = new Int32Array(this.memory.buffer);
  live = 0;
  pooled = 0;
  private top = 64;
  private readonly pool = new Map<number, number[]>();

  /** A block of zeros. May move the memory: views made before are dead. */
  allocate(size: number): Block {
    const bytes = roundUp(4 * size);
    const pooled = this.pool.get(bytes)?.pop();
    const address = pooled ?? this.top;
    if (pooled === undefined) {
      this.grow(address + bytes + SLACK);
      this.top += bytes;
    } else {
      this.pooled -= bytes;
      this.floats.fill(0, address / 4, (address + bytes) / 4);
    }
    this.live += bytes;
    return { address, bytes };
  }

  release({ address, bytes }: Block): void {
    const places = this.pool.get(bytes);
    if (places) places.push(address);
    else this.pool.set(bytes, [address]);
    this.live -= bytes;
    this.pooled += bytes;
  }

  private grow(bytes: number): void {
    const now = this.memory.buffer.byteLength;
    if (bytes <= now) return;
    this.memory.grow(Math.ceil(Math.max(bytes - now, now / 4) / PAGE));
    this.floats = new Float32Array(this.memory.buffer);
    this.integers = new Int32Array(this.memory.buffer);
  }
}

/** Numbers at an address that never changes, though the memory around may move. */
export class WasmVector implements Vector {
  readonly owner: WasmVector;
  /** Counts the writes to the whole allocation; kept by its owner. */
  version = 0;
  freed = false;
  private view: Float32Array | undefined;

  constructor(
    readonly heap: Heap,
    readonly address: number,
    readonly size: number,
    owner?: WasmVector,
  ) {
    this.owner = owner ?? this;
  }

  get data(): Float32Array {
    if (this.view?.buffer !== this.heap.floats.buffer) {
      this.view = new Float32Array(this.heap.floats.buffer, this.address, this.size);
    }
    return this.view!;
  }
}

/** Blocks that one program holds: tables, packed matrices, padded images. Given back at `release`, or when it is forgotten. */
export class Arena {
  readonly blocks: Block[] = [];
  constructor(private readonly heap: Heap) {}

  floats(size: number): number {
    const block = this.heap.allocate(size);
    this.blocks.push(block);
    return block.address;
  }

  integers(values: readonly number[]): number {
    const address = this.floats(values.length);
    this.heap.integers.set(values, address / 4);
    return address;
  }

  release(): void {
    for (const block of this.blocks.splice(0)) this.heap.release(block);
  }
}
