/** Who has which part of the one buffer of numbers: first fit, neighbours joined when freed. */
import type { Vector } from '../../backend';

/** Parts begin at multiples of this many numbers. */
const GRAIN = 64;

/** A part of the arena, from `offset` on. `owner` keeps the allocation of a slice alive. */
export interface GpuVector extends Vector {
  readonly size: number;
  readonly data: undefined;
  readonly offset: number;
  readonly owner: GpuVector | undefined;
}

interface Hole {
  offset: number;
  size: number;
}

/** Free and used places of an arena that may grow. */
export class Space {
  /** Numbers in use. */
  live = 0;
  private readonly holes: Hole[] = [];
  /** Everything from here on was never used. */
  top = 0;

  /** Offset of `size` numbers, and whether somebody had them before. */
  take(size: number): { offset: number; used: boolean } {
    const needed = rounded(size);
    this.live += needed;
    const at = this.holes.findIndex((hole) => hole.size >= needed);
    const hole = this.holes[at];
    if (!hole) {
      this.top += needed;
      return { offset: this.top - needed, used: false };
    }
    const { offset } = hole;
    hole.offset += needed;
    hole.size -= needed;
    if (hole.size === 0) this.holes.splice(at, 1);
    return { offset, used: true };
  }

  give(offset: number, size: number): void {
    const freed = rounded(size);
    this.live -= freed;
    const found = this.holes.findIndex((hole) => hole.offset > offset);
    const at = found < 0 ? this.holes.length : found;
    this.holes.splice(at, 0, { offset, size: freed });
    this.join(at);
    this.join(at - 1);
  }

  private join(at: number): void {
    const [left, right] = [this.holes[at], this.holes[at + 1]];
    if (!left || !right || left.offset + left.size !== right.offset) return;
    left.size += right.size;
    this.holes.splice(at + 1, 1);
  }
}

function rounded(size: number): number {
  return Math.max(1, Math.ceil(size / GRAIN)) * GRAIN;
}
