/** Nested loops over numbers in memory, four at a time: what all kernels but the matrix product consist of. */

import {
  bump,
  type Code,
  f32x4,
  type Fresh,
  i32,
  type Local,
  repeat,
  routine,
  type Routine,
  set,
  when,
} from './asm';

/** A way through memory: where it starts, and the bytes from one turn of each loop to the next, outermost first. */
export interface Walk {
  readonly start: number;
  readonly strides: readonly number[];
  /** Stands at one number during the innermost loop, instead of passing four neighbours at each turn. */
  readonly splat: boolean;
}

/** Stores the first min(count, 4) numbers of v; count is above 0. To read past a row's end is harmless, to write is not. */
export function storeSome(address: Code, v: Code, count: Code): Code {
  const third = when(i32.and(count, i32.const(1)), [f32x4.storeLane(address, v, 8, 2)]);
  const two = [f32x4.storeHalf(address, v, 0, 0), third];
  const few = when(i32.and(count, i32.const(2)), two, [f32x4.storeLane(address, v, 0, 0)]);
  return when(i32.above(count, i32.const(3)), [f32x4.store(address, v)], [few]);
}

/** The four numbers at a pointer, or the one. */
export const loadFrom = (at: Local, splat: boolean, offset = 0): Code =>
  (splat ? f32x4.loadSplat : f32x4.load)(at, offset);

/** What runs at the innermost place: `at` are the pointers of all walks, `left` the numbers to the row's end. */
export type Body = (at: readonly Local[], left: Local, fresh: Fresh) => readonly Code[];

/** `depth` loops around one over the groups of four in a row. For the parameters see `nestArgs`. */
export function nestRoutine(depth: number, splats: readonly boolean[], body: Body): Routine {
  return routine(1 + depth + splats.length * (1 + depth), ([columns, ...params], fresh) => {
    const counts = params.slice(0, depth);
    const at = splats.map((_, w) => params[depth + w * (1 + depth)]!);
    const left = fresh.i32();
    const four = [
      ...body(at, left, fresh),
      ...at.flatMap((pointer, w) => (splats[w] ? [] : [bump(pointer, i32.const(16))])),
      bump(left, i32.const(-4)),
    ];
    const groups = i32.right(i32.add(columns!, i32.const(3)), i32.const(2));
    const row = [set(left, columns!), repeat(fresh.i32(), groups, four)];
    return counts.reduceRight((inner: readonly Code[], count, loop) => {
      const move = at.map((pointer, w) => bump(pointer, params[depth + w * (1 + depth) + 1 + loop]!));
      return [repeat(fresh.i32(), count, [...inner, ...move])];
    }, row);
  });
}

/** The numbers in a row, the turns of each loop, and for each walk its start and what to add at each turn's end. */
export function nestArgs(columns: number, counts: readonly number[], walks: readonly Walk[]): number[] {
  const moves = walks.flatMap(({ start, strides, splat }) => {
    // A turn has moved the pointer as far as the loops inside it do.
    const inside = [
      ...strides.map((stride, loop) => stride * counts[loop]!).slice(1),
      splat ? 0 : 16 * Math.ceil(columns / 4),
    ];
    return [start, ...strides.map((stride, loop) => stride - inside[loop]!)];
  });
  return [columns, ...counts, ...moves];
}
