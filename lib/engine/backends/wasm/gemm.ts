/** out = steps(a · b) by tiles of 4 rows × 8 columns held in registers, assembled to order for a's layout and the steps. */

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
  some,
  when,
} from './asm';
import type { Chain } from './chain';
import { storeSome } from './nest';

const ROWS = 4;
const UNROLL = 4;

/**
 * How a tile finds its four numbers of a at each k:
 * - `along`: k is contiguous; one pointer per row, and the distance stands in the instruction,
 * - `across`: the rows are neighbours (a transposed matrix); one pointer, moved by a step,
 * - `any`: one pointer per row, each moved by a step.
 *
 * The rows begin every so many bytes, or where a `table` says (patches of an image).
 */
export interface Left {
  readonly way: 'along' | 'across' | 'any';
  readonly table: boolean;
}

/** A pointer per row: `first`, then each a stride further while there are rows, so that missing ones repeat the last. */
function rowPointers(
  count: number,
  [first, stride, rowsLeft]: readonly [Code, Code, Code],
  fresh: Fresh,
): [Local[], Code[]] {
  const pointers = some(count, fresh.i32);
  const code = pointers.map((pointer, r) => {
    const before = pointers[r - 1] ?? [];
    const next = i32.select(i32.add(before, stride), before, i32.above(rowsLeft, i32.const(r)));
    return set(pointer, r === 0 ? first : next);
  });
  return [pointers, code];
}

/**
 * Parameters: a, where its rows begin (their distance or the table), b, bytes from b's row to row and from panel to panel of 8 columns,
 * out, m, n; k as three loops [count, bytes that a moves on at each turn] from the innermost; then the inputs of the chain.
 * Three loops, because a patch is lines of pixels, and a transposed patch matrix is images of lines.
 *
 * A tile needs 8 registers of sums, 2 of b and 1 of a; with 6 rows x86 has too few. Missing rows repeat the last one and missing columns
 * read what lies behind. Rows are stored from last to first, so that the true one stays.
 */
export function gemmRoutine({ way, table }: Left, { inputs, emit }: Chain): Routine {
  return routine(
    14 + inputs.length,
    ([a, rows, b, bStep, bPanel, out, m, n, k0, s0, k1, s1, k2, s2, ...taken], fresh) => {
      const [row, rowAt, columnAt, rowsLeft, columnsLeft, q, lineBytes, outRow] = some(8, fresh.i32) as Eight;
      const sums = some(ROWS, () => some(2, fresh.v128));
      const pair = some(2, fresh.v128);
      const x = fresh.v128();
      const strided = rowPointers(way === 'across' ? 1 : ROWS, [row, rows!, rowsLeft], fresh);
      const from = strided[0];
      const fromTable = from.map((pointer, r) => set(pointer, i32.add(a!, i32.load(row, 4 * r))));
      const [to, setTo] = rowPointers(ROWS, [outRow, lineBytes, rowsLeft], fresh);

      const move = (bytes: Code): Code[] => from.map((pointer) => bump(pointer, bytes));
      const step = (u: number): Code[] => [
        ...pair.map((b8, h) => set(b8, f32x4.load(q, 16 * h))),
        ...sums.flatMap((halves, r) => [
          set(
            x,
            way === 'across'
              ? f32x4.loadSplat(from[0]!, 4 * r)
              : f32x4.loadSplat(from[r]!, way === 'along' ? 4 * u : 0),
          ),
          ...halves.map((sum, h) => set(sum, f32x4.add(sum, f32x4.mul(x, pair[h]!)))),
        ]),
        bump(q, bStep!),
        ...(way === 'along' ? [] : move(s0!)),
      ];
      const steps = (count: number): Code[] => [
        ...some(count, step).flat(),
        ...(way === 'along' ? move(i32.const(4 * count)) : []),
      ];
      const line = [
        repeat(fresh.i32(), i32.right(k0!, i32.const(2)), steps(UNROLL)),
        repeat(fresh.i32(), i32.and(k0!, i32.const(UNROLL - 1)), steps(1)),
      ];
      const multiply = repeat(fresh.i32(), k2!, [repeat(fresh.i32(), k1!, [...line, ...move(s1!)]), ...move(s2!)]);

      const half = (r: number, h: number): Code[] => {
        const load = (i: number): Code => {
          const { splat, strides } = inputs[i]!;
          const moving = strides[0] !== 0;
          if (splat) return moving ? f32x4.loadSplat(i32.add(taken[i]!, rowAt), 4 * r) : f32x4.loadSplat(taken[i]!);
          return f32x4.load(i32.add(taken[i]!, moving ? to[r]! : columnAt), 16 * h);
        };
        const left = i32.sub(columnsLeft, i32.const(4 * h));
        return [emit(sums[r]![h]!, load, fresh), storeSome(i32.add(to[r]!, i32.const(16 * h)), sums[r]![h]!, left)];
      };
      const tile = [
        ...sums.flat().map((sum) => set(sum, f32x4.const(0))),
        ...(table ? fromTable : strided[1]),
        ...setTo,
        set(q, b!),
        multiply,
        ...[3, 2, 1, 0].flatMap((r) => [...half(r, 0), when(i32.above(columnsLeft, i32.const(4)), half(r, 1))]),
        bump(row, way === 'across' || table ? i32.const(4 * ROWS) : i32.mul(rows!, i32.const(ROWS))),
        bump(rowAt, i32.const(4 * ROWS)),
        set(outRow, i32.add(to[ROWS - 1]!, lineBytes)),
        bump(rowsLeft, i32.const(-ROWS)),
      ];
      const panel = [
        set(row, table ? rows! : a!),
        set(rowAt, i32.const(0)),
        set(outRow, i32.add(out!, columnAt)),
        set(rowsLeft, m!),
        repeat(fresh.i32(), i32.right(i32.add(m!, i32.const(3)), i32.const(2)), tile),
        bump(columnAt, i32.const(32)),
        bump(b!, bPanel!),
        bump(columnsLeft, i32.const(-8)),
      ];
      const panels = i32.right(i32.add(n!, i32.const(7)), i32.const(3));
      return [set(columnsLeft, n!), set(lineBytes, i32.left(n!, i32.const(2))), repeat(fresh.i32(), panels, panel)];
    },
  );
}
type Eight = [Local, Local, Local, Local, Local, Local, Local, Local];

/** Copies a matrix of any strides into panels of 8 columns: to, from, rows, columns, row stride, column stride, bytes of a panel. */
export function packRoutine(): Routine {
  return routine(7, ([to, from, rows, columns, rowStride, colStride, panelBytes], fresh) => {
    const [left, target, v] = [fresh.i32(), fresh.i32(), fresh.v128()];
    const [at, setAt] = rowPointers(8, [from!, colStride!, left], fresh);
    const four = (h: number) => [0, 1, 2, 3].map((lane) => set(v, f32x4.loadLane(at[4 * h + lane]!, v, 0, lane)));
    const row = [0, 1].flatMap((h) => [...four(h), f32x4.store(target, v, 16 * h)]);
    const panel = [
      set(target, to!),
      ...setAt,
      repeat(fresh.i32(), rows!, [...row, ...at.map((p) => bump(p, rowStride!)), bump(target, i32.const(32))]),
      bump(from!, i32.left(colStride!, i32.const(3))),
      bump(to!, panelBytes!),
      bump(left, i32.const(-8)),
    ];
    return [set(left, columns!), repeat(fresh.i32(), i32.right(i32.add(columns!, i32.const(7)), i32.const(3)), panel)];
  });
}
