/** Nested loops over numbers in memory, four at a time: what all kernels but the matrix product consist of. */

import { bump, type Code, f32x4, type Fresh, i32, type Local, repeat, routine, type Routine, set, when } from './asm';

/** A way through memory: where it starts, and the bytes from one turn of each loop to the next, outermost first. */
export interface Walk {
  readonly start: number;
  readonly strides: readonly number[];
  /** Stands at one number in the innermost loop, instead of passing four neighbours at each turn. */
  readonly splat?: boolean;
}
/** Turns of the loops, outermost first, around one over the groups of four in a row of `columns` numbers. */
export interface Extent {
  readonly counts: readonly number[];
  readonly columns: number;
}
/** What runs at the innermost place: `at` are the pointers of all walks, `left` the numbers to the row's end. */
export type Body = (at: readonly Local[], left: Local, fresh: Fresh) => readonly Code[];

/** Stores the first min(count, 4) numbers of v; count is above 0. To read past a row's end is harmless, to write is not. */
export function storeSome(address: Code, v: Code, count: Code): Code {
  const three = when(i32.and(count, 1), [f32x4.storeLane(address, v, 8, 2)]);
  const two = [f32x4.storeHalf(address, v, 0, 0), three];
  const few = when(i32.and(count, 2), two, [f32x4.storeLane(address, v, 0, 0)]);
  return when(i32.above(count, 3), [f32x4.store(address, v)], [few]);
}

/** The loops around a body. For the parameters see `nestArgs`. */
export function nestRoutine(depth: number, splats: readonly boolean[], body: Body): Routine {
  return routine(1 + depth + splats.length * (1 + depth), ([columns, ...params], fresh) => {
    const start = (walk: number): number => depth + walk * (1 + depth);
    const at = splats.map((_, walk) => params[start(walk)]!);
    const left = fresh.i32();
    const passed = at.filter((_, walk) => !splats[walk]).map((pointer) => bump(pointer, 16));
    const groups = i32.right(i32.add(columns!, 3), 2);
    const row = [
      set(left, columns!),
      repeat(fresh.i32(), groups, [...body(at, left, fresh), ...passed, bump(left, -4)]),
    ];
    return params.slice(0, depth).reduceRight((inner: readonly Code[], count, loop) => {
      const moves = at.map((pointer, walk) => bump(pointer, params[start(walk) + 1 + loop]!));
      return [repeat(fresh.i32(), count, [...inner, ...moves])];
    }, row);
  });
}

/** The numbers in a row, the turns of each loop, and for each walk its start and what to add at each turn's end. */
export function nestArgs({ counts, columns }: Extent, walks: readonly Walk[]): number[] {
  const moves = walks.flatMap(({ start, strides, splat }) => {
    // A turn has moved the pointer already as far as the loops inside it do.
    const inner = splat ? 0 : 16 * Math.ceil(columns / 4);
    return [start, ...strides.map((stride, i) => stride - (strides[i + 1] ?? inner) * (counts[i + 1] ?? 1))];
  });
  return [columns, ...counts, ...moves];
}
