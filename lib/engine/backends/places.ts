/** Who has which part of one large memory: places are handed out, taken back and used again. */

/** Eight sizes for each power of two, none below `grain`, so that what one leaves fits others. */
function roundUp(size: number, grain: number): number {
  const step = Math.max(grain, 2 ** (Math.floor(Math.log2(Math.max(1, size))) - 3));
  return Math.max(step, Math.ceil(size / step) * step);
}

/** Free and used places of a memory that may grow. */
export class Places {
  /** In use, and given back. */
  live = 0;
  pooled = 0;
  private readonly free = new Map<number, number[]>();

  /**
   * @param grain places begin at multiples of it
   * @param top everything from here on was never used
   */
  constructor(
    private readonly grain: number,
    public top = 0,
  ) {}

  /** Where there is room for `size`, and whether somebody had it before. `reach` is told how far the memory must go. */
  take(size: number, reach: (top: number) => void): { at: number; used: boolean } {
    const rounded = roundUp(size, this.grain);
    const free = this.free.get(rounded)?.pop();
    if (free === undefined) reach(this.top + rounded);
    const at = free ?? this.top;
    if (free === undefined) this.top += rounded;
    else this.pooled -= rounded;
    this.live += rounded;
    return { at, used: free !== undefined };
  }

  give(at: number, size: number): void {
    const rounded = roundUp(size, this.grain);
    const places = this.free.get(rounded);
    if (places) places.push(at);
    else this.free.set(rounded, [at]);
    this.live -= rounded;
    this.pooled += rounded;
  }
}
