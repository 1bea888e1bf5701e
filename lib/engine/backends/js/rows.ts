/** Loops over rows: reductions, tables. */
import type { Floats, GatherCall, ReduceCall, ScatterAddCall } from '../../backend';

export function reduce({ op, outer, axis, inner, scale, out }: ReduceCall, x: Floats, offset: number): void {
  const y = out.data!;
  for (let at = 0; at < outer * inner; at++) {
    const i = at % inner;
    const start = offset + (at - i) * axis + i;
    const end = start + axis * inner;
    if (op === 'sum') {
      let sum = 0;
      for (let p = start; p < end; p += inner) sum += x[p]!;
      y[at] = sum * scale;
    } else {
      let best = start;
      // NaN is the largest, so that it shows.
      for (let p = start; p < end; p += inner) if (x[p]! > x[best]! || x[p] !== x[p]) best = p;
      y[at] = op === 'max' ? x[best]! * scale : (best - start) / inner;
    }
  }
}

export function gather(call: GatherCall): void {
  const out = call.out.data!;
  const table = call.table.data!;
  const { rows, count, width } = call;
  for (let i = 0, at = 0; i < count; i++) {
    const row = call.index.data![i]!;
    const known = Number.isInteger(row) && row >= 0 && row < rows;
    for (let j = 0; j < width; j++) out[at++] = known ? table[row * width + j]! : NaN;
  }
}

export function scatterAdd(call: ScatterAddCall): void {
  const out = call.out.data!;
  const x = call.in.data!;
  const { rows, count, width } = call;
  out.fill(0);
  for (let i = 0, at = 0; i < count; i++) {
    const row = call.index.data![i]!;
    const known = Number.isInteger(row) && row >= 0 && row < rows;
    for (let j = 0; j < width; j++, at++) if (known) out[row * width + j]! += x[at]!;
  }
}
