/** What carries out a call: kernels with their addresses, and calls that are left to JavaScript. */

import type {
  Call,
  FoldCall,
  GemmCall,
  MapCall,
  MapStep,
  Matrix,
  Patches,
  PoolCall,
  ReduceCall,
  UnpoolCall,
  UpdateCall,
  Vector,
} from '../../backend';
import { f32x4, set, some } from './asm';
import { type Chain, chainOf, walkOf } from './chain';
import { gemmRoutine, type Left, packRoutine } from './gemm';
import { addressOf, type Arena, type WasmVector } from './heap';
import { type Body, loadFrom, nestArgs, nestRoutine, storeSome, type Walk } from './nest';
import { hyperNumbers, update } from './update';
import { cornersWalk, enlarged, isPadded, linesWalk, maxPool, maxUnpool, outputsWalk, pixelsOf } from './windows';

export type Run = () => void;
export type Part = Run | Call;

/** Where a program's kernels and tables live, and which allocations it never writes. */
export interface Site {
  readonly arena: Arena;
  readonly constant: (owner: WasmVector) => boolean;
}

/** Nested loops, the innermost over `columns` numbers. */
interface Extent {
  readonly columns: number;
  readonly counts: readonly number[];
}

/** A kernel of nested loops over these walks; bodies of equal keys are equal. */
function nest(key: string, body: Body, { columns, counts }: Extent, walks: readonly Walk[]) {
  return ({ arena }: Site): Run => {
    const splats = walks.map(({ splat }) => splat);
    const kernel = arena.heap.kernel(`${key} ${counts.length} ${splats}`, () =>
      nestRoutine(counts.length, splats, body),
    );
    const args = nestArgs(columns, counts, walks);
    return () => kernel(...args);
  };
}

const NOTHING: Chain = { key: '', inputs: [], emit: () => [] };

/** out = chain(first); a copy where the chain is empty. */
function map(out: Walk, first: Walk, chain: Chain, extent: Extent) {
  const body: Body = ([to, from, ...inputs], left, fresh) => {
    const v = fresh.v128();
    const load = (i: number) => loadFrom(inputs[i]!, chain.inputs[i]!.splat);
    return [set(v, loadFrom(from!, first.splat)), chain.emit(v, load, fresh), storeSome(to!, v, left)];
  };
  return nest(`map ${chain.key}`, body, extent, [out, first, ...chain.inputs]);
}

/** A map call's numbers in rows, so that all operands lie whole, by row or by column. */
function mapRun(call: MapCall, site: Site): Run | undefined {
  const { size, first, steps } = call;
  const operands = [first, ...steps.flatMap((step) => ('with' in step ? [step.with] : []))];
  const partial = operands.find(({ every, period }) => period > 1 && every < size && (every > 1 || period < size));
  const columns = partial ? (partial.every > 1 ? partial.every : partial.period) : size;
  const rows = size / columns;
  const from = walkOf(first, rows, columns);
  const chain = chainOf(steps, [rows, columns], site.arena);
  if (!Number.isInteger(rows) || !from || !chain) return undefined;
  const out = { start: addressOf(call.out), strides: [4 * columns], splat: false };
  return map(out, from, chain, { columns, counts: [rows] })(site);
}

/** Steps that run in place on what another call left in `out`. */
function afterwards(out: Vector, size: number, steps: readonly MapStep[], site: Site): readonly Part[] {
  if (steps.length === 0) return [];
  return plan({ kind: 'map', out, size, first: { vector: out, offset: 0, every: 1, period: size }, steps }, site);
}

/** How the kernel reads a: its layout, address, rows (distance or table) and loops over k. */
interface Source extends Left {
  readonly before: Run | undefined;
  readonly args: readonly [a: number, rows: number];
  readonly loops: readonly number[];
}

function matrixSource(a: Matrix, k: number): Source {
  const way = a.colStride === 1 ? 'along' : a.rowStride === 1 ? 'across' : 'any';
  const args = [addressOf(a.vector, a.offset), 4 * a.rowStride] as const;
  return { way, table: false, before: undefined, args, loops: [k, 4 * a.colStride, 1, 0, 1, 0] };
}

/** Tables are read four entries at a time. */
const filled = (table: number[]): number[] => [...table, ...some(-table.length & 3, () => 0)];

/** Patches are read from the image itself, or from a copy with zeros around it. */
function patchesSource({ image, window, transposed }: Patches, site: Site): Source {
  const w = enlarged(window);
  const [pixel, line] = [4 * w.channels, 4 * w.channels * w.width];
  const padded = isPadded(window);
  const start = padded ? site.arena.zeros(pixelsOf(w)) : addressOf(image);
  const inside = linesWalk(w, start + window.top * line + window.left * pixel);
  const lines = { columns: window.width * w.channels, counts: [w.batch, window.height] };
  const before = padded ? map(inside, linesWalk(window, addressOf(image)), NOTHING, lines)(site) : undefined;
  const [stepImage, stepY, stepX] = cornersWalk(w, 0).strides as [number, number, number];
  const perLine = w.kernelWidth * w.channels;
  if (transposed) {
    const table = some(w.kernelHeight * perLine, (i) => Math.floor(i / perLine) * line + 4 * (i % perLine));
    const loops = [
      w.outWidth,
      stepX,
      w.outHeight,
      stepY - w.outWidth * stepX,
      w.batch,
      stepImage - w.outHeight * stepY,
    ];
    return { way: 'any', table: true, before, args: [start, site.arena.integers(filled(table))], loops };
  }
  const corners = some(w.batch * w.outHeight * w.outWidth, (p) => {
    const oy = Math.floor(p / w.outWidth);
    return Math.floor(oy / w.outHeight) * stepImage + (oy % w.outHeight) * stepY + (p % w.outWidth) * stepX;
  });
  const loops = [perLine, 0, w.kernelHeight, line - 4 * perLine, 1, 0];
  return { way: 'along', table: true, before, args: [start, site.arena.integers(filled(corners))], loops };
}

/** Up to so many columns or rows of the product, b is read where it lies: packing would cost more than it saves. */
const UNPACKED = { columns: 32, rows: 8 };

/** b in panels of 8 columns: address, bytes from row to row and from panel to panel. Packed anew where it may have been written. */
function packed(
  b: Matrix,
  [m, n, k]: Sizes,
  { arena, constant }: Site,
): { before: Run | undefined; args: readonly number[] } {
  const from = addressOf(b.vector, b.offset);
  if (b.colStride === 1 && (n <= UNPACKED.columns || m <= UNPACKED.rows)) {
    return { before: undefined, args: [from, 4 * b.rowStride, 32] };
  }
  const to = arena.zeros(8 * Math.ceil(n / 8) * k);
  const pack = arena.heap.kernel('pack', packRoutine);
  const { owner } = b.vector as WasmVector;
  let version = -1;
  const before = () => {
    if (constant(owner) && version === owner.version) return;
    version = owner.version;
    pack(to, from, k, n, 4 * b.rowStride, 4 * b.colStride, 32 * k);
  };
  return { before, args: [to, 32, 32 * k] };
}
type Sizes = readonly [m: number, n: number, k: number];

/** The kernel that multiplies m rows of a by b and puts steps of the product to an address. */
function multiply(
  a: Source,
  b: readonly number[],
  to: { out: number; m: number; n: number; chain: Chain },
  { arena }: Site,
): Run {
  const { out, m, n, chain } = to;
  const kernel = arena.heap.kernel(`gemm ${a.way} ${a.table} ${chain.key}`, () => gemmRoutine(a, chain));
  // Whole inputs are told by their distance from the result.
  const inputs = chain.inputs.map(({ start, strides, splat }) => (splat || strides[0] === 0 ? start : start - out));
  const args = [...a.args, ...b, out, m, n, ...a.loops, ...inputs];
  return () => kernel(...args);
}

const present = (parts: readonly (Run | undefined)[]): Run[] => parts.filter((part) => part !== undefined);

function gemmParts(call: GemmCall, site: Site): readonly Part[] {
  const { m, n, k, out, steps } = call;
  if (steps.some((step) => 'with' in step && step.with.vector === out)) return [call];
  const chain = chainOf(steps, [m, n], site.arena);
  if (!chain) return [...gemmParts({ ...call, steps: [] }, site), ...afterwards(out, m * n, steps, site)];
  const a = 'image' in call.a ? patchesSource(call.a, site) : matrixSource(call.a, k);
  const b = packed(call.b, [m, n, k], site);
  return present([a.before, b.before, multiply(a, b.args, { out: addressOf(out), m, n, chain }, site)]);
}

/** The matrix is multiplied image by image, while it fits in the cache, and its rows are added to an image with room around. */
function foldParts(call: FoldCall, site: Site): readonly Part[] {
  const { window, k } = call;
  const { heap } = site.arena;
  const w = enlarged(window);
  const [pixel, line] = [4 * w.channels, 4 * w.channels * w.width];
  const perLine = w.kernelWidth * w.channels;
  const [m, n] = [w.outHeight * w.outWidth, w.kernelHeight * perLine];
  if (!call.b && call.a.colStride !== 1) return [call];
  const sums = isPadded(window) ? site.arena.zeros(pixelsOf(w)) : addressOf(call.out);
  const a = matrixSource(call.a, k);
  const b = call.b && packed(call.b, [w.batch * m, n, k], site);
  const scratch = site.arena.zeros(call.b ? m * n : 1);
  const [stepImage, stepY, stepX] = cornersWalk(w, 0).strides as [number, number, number];
  const images = some(w.batch, (image) => {
    const first = a.args[0] + image * m * a.args[1];
    const source = { ...a, args: [first, a.args[1]] as const };
    const product = b && multiply(source, b.args, { out: scratch, m, n, chain: NOTHING }, site);
    const row = b ? 4 * n : a.args[1];
    const from = { start: b ? scratch : first, strides: [w.outWidth * row, row, 4 * perLine], splat: false };
    const to = { start: sums + image * stepImage, strides: [stepY, stepX, line], splat: false };
    const extent = { columns: perLine, counts: [w.outHeight, w.outWidth, w.kernelHeight] };
    return [product, map(to, from, adding(to), extent)(site)];
  });
  const inside = linesWalk(w, sums + window.top * line + window.left * pixel);
  const lines = { columns: window.width * w.channels, counts: [w.batch, window.height] };
  const cut = isPadded(window) ? map(linesWalk(window, addressOf(call.out)), inside, NOTHING, lines)(site) : undefined;
  const clear = () => void heap.floats.fill(0, sums / 4, sums / 4 + pixelsOf(w));
  return present([clear, b?.before, ...images.flat(), cut]);
}
const adding = (to: Walk): Chain => ({ key: 'plus', inputs: [to], emit: (v, load) => set(v, f32x4.add(v, load(0))) });

function poolParts(call: PoolCall | UnpoolCall, site: Site): readonly Part[] {
  const { window: w, out, index, steps } = call;
  if (call.mode !== 'max' || isPadded(w) || (call.kind === 'unpool' && !index)) return [call];
  const { heap } = site.arena;
  const key = `${call.kind} ${w.width} ${w.channels} ${w.kernelHeight} ${w.kernelWidth}`;
  const extent = { columns: w.channels, counts: [w.batch, w.outHeight, w.outWidth] };
  const places = index ? [outputsWalk(w, addressOf(index))] : [];
  if (call.kind === 'pool') {
    const walks = [cornersWalk(w, addressOf(call.image)), outputsWalk(w, addressOf(out)), ...places];
    const size = w.batch * w.outHeight * w.outWidth * w.channels;
    return [nest(key, maxPool(w), extent, walks)(site), ...afterwards(out, size, steps, site)];
  }
  const walks = [cornersWalk(w, addressOf(out)), outputsWalk(w, addressOf(call.grad)), ...places];
  const clear = () => void heap.floats.fill(0, addressOf(out) / 4, addressOf(out) / 4 + pixelsOf(w));
  return [clear, nest(key, maxUnpool(w), extent, walks)(site), ...afterwards(out, pixelsOf(w), steps, site)];
}

/** Sums of columns are the product of a row of equal numbers with the matrix. */
function sumParts(call: ReduceCall, site: Site): readonly Part[] {
  const { op, outer, axis, inner, steps, scale } = call;
  if (op !== 'sum' || outer > 1 || inner === 1 || steps.length > 0) return [call];
  const row = site.arena.floats([scale]);
  const a: Source = { way: 'across', table: false, before: undefined, args: [row, 0], loops: [axis, 0, 1, 0, 1, 0] };
  const b = [addressOf(call.in, call.offset), 4 * inner, 32];
  return [multiply(a, b, { out: addressOf(call.out), m: 1, n: inner, chain: NOTHING }, site)];
}

function updateParts({ rule, size, params, grads, s, u, hyper }: UpdateCall, site: Site): readonly Part[] {
  const numbers = hyperNumbers(hyper);
  const start = site.arena.floats(numbers);
  const vectors = [params, grads, s, u].filter((vector) => vector !== undefined);
  const walks = [
    ...vectors.map((vector) => ({ start: addressOf(vector), strides: [], splat: false })),
    ...numbers.map((_, i) => ({ start: start + 4 * i, strides: [], splat: true })),
  ];
  const step = nest(rule, update(rule, vectors.length - 2), { columns: size, counts: [] }, walks)(site);
  return [() => site.arena.heap.floats.set(hyperNumbers(hyper), start / 4), step];
}

export function plan(call: Call, site: Site): readonly Part[] {
  switch (call.kind) {
    case 'map':
      return [mapRun(call, site) ?? call];
    case 'gemm':
      return gemmParts(call, site);
    case 'fold':
      return foldParts(call, site);
    case 'reduce':
      return sumParts(call, site);
    case 'pool':
    case 'unpool':
      return poolParts(call, site);
    case 'update':
      return updateParts(call, site);
    default:
      return [call];
  }
}
