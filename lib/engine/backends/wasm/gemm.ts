/** out = steps(a · b) by tiles of 4 rows × 8 columns held in registers, assembled to order for a's layout and the steps. */

import { bump, type Code, f32x4, i32, repeat, routine, type Routine, set, some, when } from './asm';
import { type Chain, loadInput } from './chain';
import { storeSome } from './storing';

const ROWS = 4;
const UNROLL = 4;

/**
 * How a tile finds its four numbers of a at each k:
 * - `along`: k is contiguous; one pointer per row, and the distance stands in the instruction,
 * - `across`: the rows are neighbours (a transposed matrix); one pointer, moved by a step,
 * - `any`: one pointer per row, each moved by a step.
 */
export type Walk = 'along' | 'across' | 'any';

/**
 * Where rows begin: every `rows` bytes, or at the distances in a table at `rows` (patches of an image).
 * k runs through three loops, which move the pointers into a by s0, s1 and s2 more bytes: a patch is lines of pixels, a transposed
 * patch matrix is images of lines. b is read as 8 neighbours every `bStep` bytes, and `bPanel` bytes on for the next 8 columns.
 *
 * A tile has 8 registers of sums, 2 of b and 1 of a; with 6 rows V8 runs out of the 16 of x86. Missing rows of the last tile repeat
 * the last one, missing columns read what lies behind. Rows are stored from the last to the first, so that the true one stays.
 */
export function gemmRoutine(name: string, layout: { walk: Walk; table: boolean }, chain: Chain): Routine {
  const { walk, table } = layout;
  const sizes = ['a', 'rows', 'b', 'bStep', 'bPanel', 'out', 'm', 'n', 'k0', 's0', 'k1', 's1', 'k2', 's2'] as const;
  const inputNames = chain.inputs.map((_, i) => `x${i}`);
  return routine(name, [...sizes, ...inputNames], (params, fresh) => {
    const { a, rows, b, bStep, bPanel, out, m, n, k0, s0, k1, s1, k2, s2 } = params as Record<
      (typeof sizes)[number],
      Code
    >;
    const [row, rowAt, columnAt, rowsLeft, columnsLeft, q] = some(6, fresh.i32) as [Code, Code, Code, Code, Code, Code];
    const [panels, tiles, count0, count1, count2] = some(5, fresh.i32) as [Code, Code, Code, Code, Code];
    const from = some(walk === 'across' ? 1 : ROWS, fresh.i32);
    const to = some(ROWS, fresh.i32);
    const sums = some(ROWS, () => some(2, fresh.v128));
    const neighbours = some(2, fresh.v128);
    const x = fresh.v128();

    const oneStep = (u: number): Code[] => [
      ...neighbours.map((pair, h) => set(pair, f32x4.load(q, 16 * h))),
      ...sums.flatMap((halves, r) => [
        set(
          x,
          walk === 'across'
            ? f32x4.loadSplat(from[0]!, 4 * r)
            : f32x4.loadSplat(from[r]!, walk === 'along' ? 4 * u : 0),
        ),
        ...halves.map((sum, h) => set(sum, f32x4.add(sum, f32x4.mul(x, neighbours[h]!)))),
      ]),
      bump(q, bStep),
      ...(walk === 'along' ? [] : move(s0)),
    ];
    const move = (bytes: Code): Code[] => from.map((pointer) => bump(pointer, bytes));
    const steps = (count: number): Code[] => [
      ...some(count, (u) => oneStep(u)).flat(),
      ...(walk === 'along' ? move(i32.const(4 * count)) : []),
    ];
    const line = [
      repeat(count0, i32.shiftRight(k0, i32.const(2)), steps(UNROLL)),
      repeat(count0, i32.and(k0, i32.const(UNROLL - 1)), steps(1)),
    ];
    const multiply = repeat(count2, k2, [repeat(count1, k1, [...line, ...move(s1)]), ...move(s2)]);

    const next = (pointer: Code, bytes: Code, r: number) => {
      return i32.select(i32.add(pointer, bytes), pointer, i32.greater(rowsLeft, i32.const(r)));
    };
    const lineBytes = i32.shiftLeft(n, i32.const(2));
    const begin = [
      ...sums.flat().map((sum) => set(sum, f32x4.const(0))),
      ...from.map((pointer, r) => {
        if (table) return set(pointer, i32.add(a, i32.load(row, 4 * r)));
        return set(pointer, r === 0 ? row : next(from[r - 1]!, rows, r));
      }),
      ...to.slice(1).map((pointer, r) => set(pointer, next(to[r]!, lineBytes, r + 1))),
      set(q, b),
    ];
    const half = (r: number, h: number): Code[] => {
      const place = { cursor: to[r]!, columnAt, rowAt, along: 16 * h, down: 4 * r };
      const load = (i: number) => loadInput(chain.inputs[i]!, params[`x${i}`]!, place);
      const left = i32.sub(columnsLeft, i32.const(4 * h));
      const sum = sums[r]![h]!;
      return [chain.emit(sum, load, fresh), storeSome(i32.add(to[r]!, i32.const(16 * h)), sum, left)];
    };
    const store = some(ROWS, (up) => ROWS - 1 - up).flatMap((r) => [
      ...half(r, 0),
      when(i32.greater(columnsLeft, i32.const(4)), half(r, 1)),
    ]);
    const tile = [
      ...begin,
      multiply,
      ...store,
      bump(row, walk === 'across' || table ? i32.const(4 * ROWS) : i32.mul(rows, i32.const(ROWS))),
      bump(rowAt, i32.const(4 * ROWS)),
      set(to[0]!, i32.add(to[ROWS - 1]!, lineBytes)),
      bump(rowsLeft, i32.const(-ROWS)),
    ];
    const panel = [
      set(row, table ? rows : a),
      set(rowAt, i32.const(0)),
      set(to[0]!, i32.add(out, columnAt)),
      set(rowsLeft, m),
      repeat(tiles, i32.shiftRight(i32.add(m, i32.const(ROWS - 1)), i32.const(2)), tile),
      bump(columnAt, i32.const(32)),
      bump(b, bPanel),
      bump(columnsLeft, i32.const(-8)),
    ];
    return [set(columnsLeft, n), repeat(panels, i32.shiftRight(i32.add(n, i32.const(7)), i32.const(3)), panel)];
  });
}

/** Copies a matrix into panels of 8 columns, each with its rows one after the other. Missing columns hold anything. */
export function packRoutine(name: string, neighbours: boolean): Routine {
  const params = ['to', 'from', 'rows', 'columns', 'rowStride', 'colStride', 'panelBytes'] as const;
  return routine(name, params, ({ to, from, rows, columns, rowStride, colStride, panelBytes }, fresh) => {
    const [panels, count, source, target, left] = some(5, fresh.i32) as [Code, Code, Code, Code, Code];
    const at = some(8, fresh.i32);
    const v = fresh.v128();
    const copyRow = [0, 1].flatMap((h) =>
      neighbours
        ? [f32x4.store(target, f32x4.load(source, 16 * h), 16 * h)]
        : [
            ...[0, 1, 2, 3].map((lane) => set(v, f32x4.loadLane(at[4 * h + lane]!, v, lane))),
            f32x4.store(target, v, 16 * h),
          ],
    );
    const columnsOf = at.map((pointer, j) => {
      const following = i32.select(
        i32.add(at[j - 1] ?? from, colStride),
        at[j - 1] ?? from,
        i32.greater(left, i32.const(j)),
      );
      return set(pointer, j === 0 ? from : following);
    });
    const moving = neighbours ? [source] : at;
    const panel = [
      set(source, from),
      set(target, to),
      ...(neighbours ? [] : columnsOf),
      repeat(count, rows, [...copyRow, ...moving.map((p) => bump(p, rowStride)), bump(target, i32.const(32))]),
      bump(from, i32.shiftLeft(colStride, i32.const(3))),
      bump(to, panelBytes),
      bump(left, i32.const(-8)),
    ];
    return [set(left, columns), repeat(panels, i32.shiftRight(i32.add(columns, i32.const(7)), i32.const(3)), panel)];
  });
}
