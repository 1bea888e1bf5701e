/** Writing the last, incomplete group of four numbers of a row. */

import { f32x4, i32, when } from './asm';
import type { Code } from './asm';

/** Stores the first min(count, 4) numbers of v; count is at least 1. Reading past a row's end is harmless, writing is not. */
export function storeSome(address: Code, v: Code, count: Code): Code {
  const two = f32x4.storeHalf(address, v, 0);
  const third = when(i32.and(count, i32.const(1)), [f32x4.storeLane(address, v, 2, 8)]);
  const one = f32x4.storeLane(address, v, 0);
  const few = when(i32.and(count, i32.const(2)), [two, third], [one]);
  return when(i32.greater(count, i32.const(3)), [f32x4.store(address, v)], [few]);
}
