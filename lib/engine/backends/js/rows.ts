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

/** Visits the rows of a table that `index` names: the row's start, or −1 where there is none, and the place in the list. */
function eachRow({ index, rows, count, width }: GatherCall | ScatterAddCall, visit: (row: number, at: number) => void) {
  for (let i = 0; i < count; i++) {
    const row = index.data![i]!;
    visit(Number.isInteger(row) && row >= 0 && row < rows ? row * width : -1, i * width);
  }
}

export function gather(call: GatherCall): void {
  const [out, table, { width }] = [call.out.data!, call.table.data!, call];
  eachRow(call, (row, at) => {
    for (let j = 0; j < width; j++) out[at + j] = row < 0 ? NaN : table[row + j]!;
  });
}

export function scatterAdd(call: ScatterAddCall): void {
  const [out, x, { width }] = [call.out.data!, call.in.data!, call];
  out.fill(0);
  eachRow(call, (row, at) => {
    for (let j = 0; row >= 0 && j < width; j++) out[row + j]! += x[at + j]!;
  });
}
