/** What carries out a call: kernels with their addresses, and calls that are left to JavaScript. */

import type * as calls from '../../backend';
import { f32x4, set, some } from './asm';
import { type Chain, chainOf, walkOf } from './chain';
import { gemmRoutine, type Layout, packRoutine } from './gemm';
import { addressOf, type Arena, type WasmVector } from './heap';
import { type Body, type Extent, nestArgs, nestRoutine, storeSome, type Walk } from './nest';
import { hyperNumbers, updateBody } from './update';
import { maxPool, maxUnpool, poolWalks, roomy } from './windows';

type Run = () => void;
export type Part = Run | calls.Call;

/** Where a program's kernels and tables live, and which allocations it never writes. */
export interface Site {
  readonly arena: Arena;
  readonly constant: (owner: WasmVector) => boolean;
}

/** A kernel of nested loops over walks. Bodies of equal keys are equal. */
function nest({ arena }: Site, key: string, body: Body, over: Extent & { walks: readonly Walk[] }): Run {
  const splats = over.walks.map(({ splat }) => splat ?? false);
  const depth = over.counts.length;
  const kernel = arena.heap.kernel(`${key} ${depth} ${splats.join()}`, () => nestRoutine(depth, splats, body));
  const args = nestArgs(over, over.walks);
  return () => kernel(...args);
}

function zeros({ arena }: Site, address: number, size: number): Run {
  return () => void arena.heap.floats.fill(0, address / 4, address / 4 + size);
}

const NOTHING: Chain = { key: '', inputs: [], emit: () => [] };
const adding = (to: Walk): Chain => ({ key: 'sum', inputs: [to], emit: (v, load) => set(v, f32x4.add(v, load(0))) });

/** to = chain(from): a copy where the chain is empty. */
function move(site: Site, extent: Extent, { to, from }: { to: Walk; from: Walk }, chain: Chain): Run {
  const walks = [to, from, ...chain.inputs];
  const body: Body = (at, left, fresh) => {
    const v = fresh.v128();
    const load = (i: number) => (walks[i]!.splat ? f32x4.loadSplat : f32x4.load)(at[i]!);
    return [set(v, load(1)), chain.emit(v, (i) => load(i + 2), fresh), storeSome(at[0]!, v, left)];
  };
  return nest(site, `map ${chain.key}`, body, { ...extent, walks });
}

/** The numbers of a map stand in rows, so that all operands lie whole, by row or by column. */
function map(call: calls.MapCall, site: Site): readonly Part[] | undefined {
  const { size, first, steps } = call;
  const operands = [first, ...steps.flatMap((step) => ('with' in step ? [step.with] : []))];
  const partial = operands.find(({ every, period }) => period > 1 && every < size && (every > 1 || period < size));
  const columns = partial ? (partial.every > 1 ? partial.every : partial.period) : size;
  const rows = size / columns;
  const from = walkOf(first, rows, columns);
  const chain = chainOf(steps, [rows, columns], site.arena);
  if (!Number.isInteger(rows) || !from || !chain) return undefined;
  const to = { start: addressOf(call.out), strides: [4 * columns] };
  return [move(site, { counts: [rows], columns }, { to, from }, chain)];
}

/** Steps that run in place on what another call left in `out`. */
function afterwards(site: Site, out: calls.Vector, size: number, steps: readonly calls.MapStep[]): readonly Part[] {
  if (steps.length === 0) return [];
  return plan({ kind: 'map', out, size, first: { vector: out, offset: 0, every: 1, period: size }, steps }, site);
}

/** How the matrix product reads a: see `gemmRoutine`. */
interface Source extends Layout {
  readonly before?: Run;
  readonly address: number;
  readonly rows: number;
  readonly loops: readonly number[];
}

function matrixSource({ vector, offset, rowStride, colStride }: calls.Matrix, k: number): Source {
  const way = colStride === 1 ? 'along' : rowStride === 1 ? 'across' : 'any';
  const loops = [k, 4 * colStride, 1, 0, 1, 0];
  return { way, table: false, address: addressOf(vector, offset), rows: 4 * rowStride, loops };
}

/** Where images lie by themselves, and in the middle of room. */
function imageWalks(window: calls.Window, image: number, room: number): { inner: Walk; outer: Walk; extent: Extent } {
  const { inside, pixel, line, image: roomBytes } = roomy(window);
  const { batch, height, width, channels } = window;
  const inner = { start: image, strides: [pixel * width * height, pixel * width] };
  const outer = { start: room + inside, strides: [roomBytes, line] };
  return { inner, outer, extent: { counts: [batch, height], columns: width * channels } };
}

/** Patches are read from the image itself, or from a copy with zeros around it. */
function patchesSource({ image, window, transposed }: calls.Patches, site: Site): Source {
  const w = roomy(window);
  const address = w.padded ? site.arena.zeros(w.pixels) : addressOf(image);
  const { inner, outer, extent } = imageWalks(window, addressOf(image), address);
  const before = w.padded ? move(site, extent, { to: outer, from: inner }, NOTHING) : undefined;
  // Tables are read four entries at a time.
  const table = (size: number, entry: (i: number) => number): number => {
    return site.arena.copy(Int32Array.from(some(size + (-size & 3), (i) => entry(Math.min(i, size - 1)))));
  };
  const [y, x] = [w.line * w.strideY, w.pixel * w.strideX];
  const run = w.kernelWidth * w.channels;
  if (transposed) {
    const rows = table(w.kernelHeight * run, (i) => Math.floor(i / run) * w.line + 4 * (i % run));
    const loops = [w.outWidth, x, w.outHeight, y - w.outWidth * x, w.batch, w.image - w.outHeight * y];
    return { way: 'any', table: true, before, address, rows, loops };
  }
  const rows = table(w.batch * w.outHeight * w.outWidth, (i) => {
    const oy = Math.floor(i / w.outWidth);
    return Math.floor(oy / w.outHeight) * w.image + (oy % w.outHeight) * y + (i % w.outWidth) * x;
  });
  return { way: 'along', table: true, before, address, rows, loops: [run, 0, w.kernelHeight, w.line - 4 * run, 1, 0] };
}

type Sizes = readonly [m: number, n: number, k: number];
type Panels = { readonly before?: Run; readonly args: readonly number[] };
/** Up to so many columns or rows of the product, b is read where it lies: packing would cost more than it saves. */
const UNPACKED = { columns: 32, rows: 8 };

/** b in panels of 8 columns: address, bytes from row to row and from panel to panel. Packed anew where it may have been written. */
function packed({ arena, constant }: Site, b: calls.Matrix, [m, n, k]: Sizes): Panels {
  const from = addressOf(b.vector, b.offset);
  if (b.colStride === 1 && (n <= UNPACKED.columns || m <= UNPACKED.rows)) return { args: [from, 4 * b.rowStride, 32] };
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

type Product = { a: Source; b: readonly number[]; out: number; m: number; n: number };

/** out = chain(a · b) */
function multiply({ arena }: Site, { a, b, out, m, n }: Product, chain: Chain): Run {
  const kernel = arena.heap.kernel(`gemm ${a.way} ${a.table} ${chain.key}`, () => gemmRoutine(a, chain));
  // Whole inputs are told by their distance from the result.
  const inputs = chain.inputs.map(({ start, strides, splat }) => (splat || strides[0] === 0 ? start : start - out));
  const args = [a.address, a.rows, ...b, out, m, n, ...a.loops, ...inputs];
  return () => kernel(...args);
}

const present = (runs: readonly (Run | undefined)[]): Run[] => runs.filter((run) => run !== undefined);

function gemm(call: calls.GemmCall, site: Site): readonly Part[] | undefined {
  const { m, n, k, steps } = call;
  if (steps.some((step) => 'with' in step && step.with.vector === call.out)) return undefined;
  const chain = chainOf(steps, [m, n], site.arena);
  if (!chain) return [...plan({ ...call, steps: [] }, site), ...afterwards(site, call.out, m * n, steps)];
  const a = 'image' in call.a ? patchesSource(call.a, site) : matrixSource(call.a, k);
  const b = packed(site, call.b, [m, n, k]);
  return present([a.before, b.before, multiply(site, { a, b: b.args, out: addressOf(call.out), m, n }, chain)]);
}

/** Image by image, so that it fits in the cache, the matrix is made and its rows are added to the image with room around. */
function fold({ out, window, a, b, k }: calls.FoldCall, site: Site): readonly Part[] | undefined {
  const w = roomy(window);
  const run = w.kernelWidth * w.channels;
  const [m, n] = [w.outHeight * w.outWidth, w.kernelHeight * run];
  const room = w.padded ? site.arena.zeros(w.pixels) : addressOf(out);
  const scratch = site.arena.zeros(m * n);
  const right = packed(site, b, [w.batch * m, n, k]);
  const extent = { counts: [w.outHeight, w.outWidth, w.kernelHeight], columns: run };
  const images = some(w.batch, (image) => {
    const left = matrixSource({ ...a, offset: a.offset + image * m * a.rowStride }, k);
    const product = multiply(site, { a: left, b: right.args, out: scratch, m, n }, NOTHING);
    const from = { start: scratch, strides: [w.outWidth * 4 * n, 4 * n, 4 * run] };
    const to = { start: room + image * w.image, strides: [w.line * w.strideY, w.pixel * w.strideX, w.line] };
    return [product, move(site, extent, { to, from }, adding(to))];
  });
  const lines = imageWalks(window, addressOf(out), room);
  const cut = w.padded ? move(site, lines.extent, { to: lines.inner, from: lines.outer }, NOTHING) : undefined;
  return present([zeros(site, room, w.pixels), right.before, ...images.flat(), cut]);
}

function pool(call: calls.PoolCall | calls.UnpoolCall, site: Site): readonly Part[] | undefined {
  const { mode, window, out, index, steps } = call;
  const w = roomy(window);
  // The kernels have one piece of code for each place of a window.
  if (mode !== 'max' || w.padded || w.kernelHeight * w.kernelWidth > 64) return undefined;
  const run = (image: calls.Vector, outputs: readonly (calls.Vector | undefined)[], body: Body): Run => {
    const given = outputs.flatMap((vector) => (vector ? [addressOf(vector)] : []));
    const walks = poolWalks(w, addressOf(image), given);
    const key = `${call.kind} ${w.line} ${w.pixel} ${w.kernelHeight} ${w.kernelWidth}`;
    return nest(site, key, body, { counts: [w.batch, w.outHeight, w.outWidth], columns: w.channels, walks });
  };
  if (call.kind === 'pool') {
    return [run(call.image, [out, index], maxPool(w)), ...afterwards(site, out, out.size, steps)];
  }
  const clear = zeros(site, addressOf(out), w.pixels);
  return index && [clear, run(out, [call.grad, index], maxUnpool(w)), ...afterwards(site, out, w.pixels, steps)];
}

/** Sums of columns are the product of a row of equal numbers with the matrix. */
function reduce(call: calls.ReduceCall, site: Site): readonly Part[] | undefined {
  const { op, outer, axis, inner, steps } = call;
  if (op !== 'sum' || outer > 1 || inner === 1 || steps.length > 0) return undefined;
  const address = site.arena.copy(Float32Array.of(call.scale));
  const a: Source = { way: 'across', table: false, address, rows: 0, loops: [axis, 0, 1, 0, 1, 0] };
  const b = [addressOf(call.in, call.offset), 4 * inner, 32];
  return [multiply(site, { a, b, out: addressOf(call.out), m: 1, n: inner }, NOTHING)];
}

function update({ rule, size, params, grads, s, u, hyper }: calls.UpdateCall, site: Site): readonly Part[] {
  const numbers = site.arena.copy(Float32Array.from(hyperNumbers(hyper)));
  const vectors = [params, s, u, grads].filter((vector) => vector !== undefined);
  const walks = [
    ...vectors.map((vector) => ({ start: addressOf(vector), strides: [] })),
    ...hyperNumbers(hyper).map((_, i) => ({ start: numbers + 4 * i, strides: [], splat: true })),
  ];
  const step = nest(site, rule, updateBody(rule, vectors.length - 2), { counts: [], columns: size, walks });
  return [() => site.arena.heap.floats.set(hyperNumbers(hyper), numbers / 4), step];
}

type Planner<C> = (call: C, site: Site) => readonly Part[] | undefined;
type Planners = { readonly [Kind in calls.Call['kind']]?: Planner<Extract<calls.Call, { kind: Kind }>> };
const PLANNERS: Planners = { map, gemm, fold, reduce, pool, unpool: pool, update };

/** The parts that carry out a call, one after the other: the call itself where no kernel does. */
export function plan(call: calls.Call, site: Site): readonly Part[] {
  const planner = PLANNERS[call.kind] as Planner<calls.Call> | undefined;
  return planner?.(call, site) ?? [call];
}
