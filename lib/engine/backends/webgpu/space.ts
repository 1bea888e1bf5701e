/** Who has which part of the one buffer of numbers. */
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

/** Free and used places of an arena that may grow. */
export class Space {
  /** Numbers in use. */
  live = 0;
  /** Everything from here on was never used. */
  top = 0;
  /** Offsets of free parts by their size. */
  private readonly free = new Map<number, number[]>();

  /** Offset of `size` numbers, and whether somebody had them before. */
  take(size: number): { offset: number; used: boolean } {
    const rounded = roundUp(size);
    this.live += rounded;
    const offset = this.free.get(rounded)?.pop();
    if (offset !== undefined) return { offset, used: true };
    this.top += rounded;
    return { offset: this.top - rounded, used: false };
  }

  give(offset: number, size: number): void {
    const rounded = roundUp(size);
    this.live -= rounded;
    this.free.set(rounded, [...(this.free.get(rounded) ?? []), offset]);
  }
}

/** Eight sizes for each power of two, so that what one vector leaves fits others. */
function roundUp(size: number): number {
  const grain = Math.max(GRAIN, 2 ** (Math.floor(Math.log2(Math.max(1, size))) - 3));
  return Math.max(1, Math.ceil(size / grain)) * grain;
}
