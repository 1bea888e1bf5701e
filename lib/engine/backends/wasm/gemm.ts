/** out = steps(a · b) by tiles of 4 rows × 8 columns held in registers, assembled to order for a's layout and the steps. */

import { bump, type Code, f32x4, i32, type Local, repeat, routine, type Routine, set, some, when } from './asm';
import type { Chain } from './chain';
import { storeSome } from './nest';

/**
 * How a tile finds its four numbers of a at each k:
 * - `along`: k is contiguous; one pointer per row, and the distance stands in the instruction,
 * - `across`: the rows are neighbours (a transposed matrix); one pointer, moved by a step,
 * - `any`: one pointer per row, each moved by a step.
 *
 * The rows begin every so many bytes, or where a `table` says (patches of an image).
 */
export interface Layout {
  readonly way: 'along' | 'across' | 'any';
  readonly table: boolean;
}

/** Sets pointers a stride apart while there are rows: the missing ones repeat the last. */
function setRows(pointers: readonly Local[], first: Code, stride: Code, rowsLeft: Code): Code[] {
  return pointers.map((pointer, r) => {
    const before = pointers[r - 1];
    if (!before) return set(pointer, first);
    return set(pointer, i32.select(i32.add(before, stride), before, i32.above(rowsLeft, r)));
  });
}

type Five = [Local, Local, Local, Local, Local];
type Six = [...Five, Local];

/**
 * Parameters: a, the distance or the table of its rows, b, bytes from b's row to row and from panel to panel of 8 columns; out, m, n;
 * then k as three loops, from the innermost, each [count, bytes that a moves on at each turn]; then the inputs of the chain.
 * Three loops, because a patch is lines of pixels, and a transposed patch matrix is images of lines.
 *
 * A tile needs 8 registers of sums, 2 of b and 1 of a; with 6 rows x86 has too few. Missing columns are what lies behind, and aren't
 * stored. Missing rows go where the last one goes; rows are stored from last to first, so that the true one stays.
 */
export function gemmRoutine({ way, table }: Layout, { inputs, emit }: Chain): Routine {
  return routine(14 + inputs.length, (params, fresh) => {
    const [a, rows, b, bRow, bPanel] = params as Five;
    const [out, m, n] = params.slice(5) as Five;
    const [k0, s0, k1, s1, k2, s2] = params.slice(8) as Six;
    const taken = params.slice(14);
    const [row, rowAt, rowsLeft, outRow, lineBytes] = some(5, fresh.i32) as Five;
    const [columnAt, columnsLeft, q] = some(3, fresh.i32) as Five;
    const from = some(way === 'across' ? 1 : 4, fresh.i32);
    const to = some(4, fresh.i32);
    const sums = some(4, () => some(2, fresh.v128));
    const [left, right, x] = some(3, fresh.v128) as Five;

    const move = (bytes: Code): Code[] => from.map((pointer) => bump(pointer, bytes));
    const number = (r: number, u: number): Code => {
      if (way === 'across') return f32x4.loadSplat(from[0]!, 4 * r);
      return f32x4.loadSplat(from[r]!, way === 'along' ? 4 * u : 0);
    };
    const step = (u: number): Code[] => [
      set(left, f32x4.load(q)),
      set(right, f32x4.load(q, 16)),
      ...sums.flatMap((halves, r) => [
        set(x, number(r, u)),
        ...halves.map((sum, h) => set(sum, f32x4.add(sum, f32x4.mul(x, h === 0 ? left : right)))),
      ]),
      bump(q, bRow),
      ...(way === 'along' ? [] : move(s0)),
    ];
    const steps = (count: number): Code[] => {
      return [...some(count, step).flat(), ...(way === 'along' ? move(i32.const(4 * count)) : [])];
    };
    const line = [repeat(fresh.i32(), i32.right(k0, 2), steps(4)), repeat(fresh.i32(), i32.and(k0, 3), steps(1))];
    const multiply = repeat(fresh.i32(), k2, [repeat(fresh.i32(), k1, [...line, ...move(s1)]), ...move(s2)]);

    const half = (r: number, h: number): Code[] => {
      const load = (i: number): Code => {
        const { splat, strides } = inputs[i]!;
        const moving = strides[0] !== 0;
        if (splat) return f32x4.loadSplat(moving ? i32.add(taken[i]!, rowAt) : taken[i]!, moving ? 4 * r : 0);
        return f32x4.load(i32.add(taken[i]!, moving ? to[r]! : columnAt), 16 * h);
      };
      const sum = sums[r]![h]!;
      return [emit(sum, load, fresh), storeSome(i32.add(to[r]!, 16 * h), sum, i32.sub(columnsLeft, 4 * h))];
    };
    const tile = [
      ...sums.flat().map((sum) => set(sum, f32x4.const(0))),
      ...(table ? from.map((p, r) => set(p, i32.add(a, i32.load(row, 4 * r)))) : setRows(from, row, rows, rowsLeft)),
      ...setRows(to, outRow, lineBytes, rowsLeft),
      set(q, b),
      multiply,
      ...[3, 2, 1, 0].flatMap((r) => [...half(r, 0), when(i32.above(columnsLeft, 4), half(r, 1))]),
      bump(row, way === 'across' || table ? 16 : i32.mul(rows, 4)),
      bump(rowAt, 16),
      set(outRow, i32.add(to[3]!, lineBytes)),
      bump(rowsLeft, -4),
    ];
    const panel = [
      set(row, table ? rows : a),
      set(rowAt, i32.const(0)),
      set(outRow, i32.add(out, columnAt)),
      set(rowsLeft, m),
      repeat(fresh.i32(), i32.right(i32.add(m, 3), 2), tile),
      bump(columnAt, 32),
      bump(b, bPanel),
      bump(columnsLeft, -8),
    ];
    const panels = repeat(fresh.i32(), i32.right(i32.add(n, 7), 3), panel);
    return [set(columnsLeft, n), set(lineBytes, i32.left(n, 2)), panels];
  });
}

/** Copies a matrix into panels of 8 columns: to, from, rows and columns, strides of rows and columns, bytes of a panel. */
export function packRoutine(): Routine {
  return routine(7, (params, fresh) => {
    const [to, from, rows, columns, rowStride] = params as Five;
    const [columnStride, panelBytes] = params.slice(5) as Five;
    const [left, target, v] = [fresh.i32(), fresh.i32(), fresh.v128()];
    const at = some(8, fresh.i32);
    const row = [0, 1].flatMap((h) => [
      ...some(4, (lane) => set(v, f32x4.loadLane(at[4 * h + lane]!, v, 0, lane))),
      f32x4.store(target, v, 16 * h),
    ]);
    const panel = [
      set(target, to),
      ...setRows(at, from, columnStride, left),
      repeat(fresh.i32(), rows, [...row, ...at.map((column) => bump(column, rowStride)), bump(target, 32)]),
      bump(from, i32.left(columnStride, 3)),
      bump(to, panelBytes),
      bump(left, -8),
    ];
    return [set(left, columns), repeat(fresh.i32(), i32.right(i32.add(columns, 7), 3), panel)];
  });
}
