/** Matrix products in WGSL, in tiles of registers or of workgroup memory; factors may be matrices or patches of images. */
import type { FoldCall, GemmCall, Matrix, Patches, Window } from '../../backend';
import { coordinates, type Kernel, list, type Writer } from './writer';

/** An axis of a product: its sizes, slowest first, as it may be made of three. `place` declares a name for coordinates. */
interface Axis {
  readonly sizes: readonly number[];
  place(name: string, coordinates: readonly string[], flat: string): string;
}

/** A factor: its outer axis (rows of a, columns of b), its inner axis (k), and the number at two places. */
interface Factor {
  readonly outer: Axis;
  readonly inner: Axis;
  /** Whether neighbours in memory are neighbours along k. */
  readonly alongInner: boolean;
  load(name: string, outer: string, inner: string): string;
}

interface Product {
  readonly m: number;
  readonly n: number;
  readonly k: number;
  readonly a: Factor;
  readonly b: Factor;
  /** Statements that store v as element i of the result. */
  readonly store: string;
}

/** out = steps(a·b). */
export function gemm(w: Writer, { m, n, k, a, b, out, steps }: GemmCall): Kernel {
  const left = 'image' in a ? patchFactor(w, a) : matrixFactor(w, a, [a.rowStride, a.colStride], k);
  const right = matrixFactor(w, b, [b.colStride, b.rowStride], k);
  return product(w, { m, n, k, a: left, b: right, store: `${w.steps(steps, m * n)}\nd[${w.to(out)} + i] = v;` });
}

/**
 * fold(a·b) as a product: pixel (b, y, x), channel c = Σ over (ky, kx, j) of a[window that shows it at (ky, kx), j] · b[j, (ky, kx, c)].
 * With stride 1 it is the convolution with the kernel turned round.
 */
export function foldProduct(w: Writer, { window, a, b, k, out }: FoldCall): Kernel {
  const { batch, height, width, channels, kernelHeight, kernelWidth } = window;
  const sizes = [kernelHeight, kernelWidth, k];
  const place: Axis['place'] = (name, [ky, kx, j]) =>
    `let ${name} = ${j} * ${w.n(b.rowStride)} + (${ky} * ${w.n(kernelWidth)} + ${kx}) * ${w.n(channels * b.colStride)};`;
  return product(w, {
    m: batch * height * width,
    n: channels,
    k: kernelHeight * kernelWidth * k,
    a: coverFactor(w, a, window, sizes),
    b: { ...matrixFactor(w, b, [b.colStride, b.rowStride], k), inner: { sizes, place } },
    store: `d[${w.to(out)} + i] = v;`,
  });
}

function matrixFactor(
  w: Writer,
  { vector, offset }: Matrix,
  [outer, inner]: readonly [number, number],
  k: number,
): Factor {
  const base = w.from(vector, offset);
  return {
    outer: { sizes: [1], place: (name, _, i) => `let ${name} = ${base} + ${i}${times(w, outer)};` },
    inner: { sizes: [k], place: (name, _, i) => `let ${name} = ${i}${times(w, inner)};` },
    alongInner: inner <= outer,
    load: (name, o, i) => `let ${name} = d[${o} + ${i}];`,
  };
}

function patchFactor(w: Writer, { image, window, transposed }: Patches): Factor {
  const { pixel, tap, load } = patches(w, image, window);
  if (!transposed) return { outer: pixel, inner: tap, alongInner: true, load };
  return { outer: tap, inner: pixel, alongInner: false, load: (name, o, i) => load(name, i, o) };
}

/** The patch matrix: its rows are windows (b, oy, ox), its columns places in the window (ky, kx, c). */
function patches(w: Writer, image: GemmCall['out'], window: Window) {
  const { height, width, channels, kernelHeight, kernelWidth, strideY, strideX, top, left } = window;
  const base = w.from(image);
  const pixel: Axis = {
    sizes: [window.batch, window.outHeight, window.outWidth],
    place: (name, [b, y, x]) => `let ${name}y = ${y}${times(w, strideY)} - ${w.n(top)};
let ${name}x = ${x}${times(w, strideX)} - ${w.n(left)};
let ${name} = ${base} + ((${b} * ${w.n(height)} + ${name}y) * ${w.n(width)} + ${name}x) * ${w.n(channels)};`,
  };
  const tap: Axis = {
    sizes: [kernelHeight, kernelWidth, channels],
    place: (name, [ky, kx, c]) => `let ${name}y = ${ky}; let ${name}x = ${kx};
let ${name} = (${ky} * ${w.n(width)} + ${kx}) * ${w.n(channels)} + ${c};`,
  };
  const bottom = (window.outHeight - 1) * strideY + kernelHeight - top;
  const right = (window.outWidth - 1) * strideX + kernelWidth - left;
  const padded = top > 0 || left > 0 || bottom > height || right > width;
  // What lies before the image is a huge number in u32. `&` does not branch as `&&` does: compilers take long over branches.
  const load = (name: string, p: string, t: string): string => {
    const inside = `(${p}y + ${t}y < ${w.n(height)}) & (${p}x + ${t}x < ${w.n(width)})`;
    return `let ${name} = ${padded ? `select(0.0, d[${p} + ${t}], ${inside})` : `d[${p} + ${t}]`};`;
  };
  return { pixel, tap, load };
}

/** For pixels (b, y, x) and places (ky, kx, j): number j of the window that shows the pixel there, or 0 where none does. */
function coverFactor(w: Writer, a: Matrix, window: Window, sizes: readonly number[]): Factor {
  const base = w.from(a.vector, a.offset);
  const { batch, height, width, outHeight, outWidth } = window;
  const outer: Axis = {
    sizes: [batch, height, width],
    place: (name, [b, y, x]) => `let ${name}y = ${y} + ${w.n(window.top)}; let ${name}x = ${x} + ${w.n(window.left)};
let ${name} = ${b} * ${w.n(outHeight * outWidth)};`,
  };
  const inner: Axis = {
    sizes,
    place: (name, [ky, kx, j]) => `let ${name}y = ${ky}; let ${name}x = ${kx};
let ${name} = ${base} + ${j} * ${w.n(a.colStride)};`,
  };
  const load: Factor['load'] = (name, p, t) => `${windowsAt(w, window, `${name}_`, [`${p}y - ${t}y`, `${p}x - ${t}x`])}
let ${name} = select(0.0, d[(${p} + ${name}_at) * ${w.n(a.rowStride)} + ${t}], ${name}_is);`;
  return { outer, inner, alongInner: true, load };
}

/** Declares `name`at: which window of its image begins at (y, x), padding included; and `name`is: whether one does. */
export function windowsAt(w: Writer, window: Window, name: string, [y, x]: readonly [string, string]): string {
  const { strideY, strideX, outHeight, outWidth } = window;
  const whole = (axis: string, stride: number): string =>
    stride === 1 ? '' : ` & (${name}${axis} % ${stride}u == 0u)`;
  return `let ${name}y = ${y}; let ${name}x = ${x};
let ${name}oy = ${name}y / ${strideY}u; let ${name}ox = ${name}x / ${strideX}u; let ${name}at = ${name}oy * ${w.n(outWidth)} + ${name}ox;
let ${name}is = (${name}oy < ${w.n(outHeight)}) & (${name}ox < ${w.n(outWidth)})${whole('y', strideY)}${whole('x', strideX)};`;
}

const times = (w: Writer, stride: number): string => (stride === 1 ? '' : ` * ${w.n(stride)}`);

/** Declares `name` for a flat index. */
function locate(w: Writer, axis: Axis, name: string, flat: string): string {
  return axis.place(name, coordinates(w, axis.sizes, flat), flat);
}

/** Among other calls one number a thread; alone, tiles of registers on software, of workgroup memory on a card. */
function product(w: Writer, product: Product): Kernel {
  if (!w.alone) return registerGemm(w, product, { rows: 1, columns: 1, down: 1, across: 1 });
  return w.machine.software
    ? registerGemm(w, product, registerTile(product))
    : blockGemm(w, product, blockSide(product));
}

/** What a thread makes: rows × columns numbers. Of down·across threads side by side each takes every down-th row or across-th column. */
interface Tile {
  readonly rows: number;
  readonly columns: number;
  readonly down: number;
  readonly across: number;
}

/** The four lanes of a software adapter go along columns, if there are enough of them. */
function registerTile({ m, n }: Product): Tile {
  const [down, across] = n >= 16 || n >= m ? [1, 4] : [4, 1];
  const longest = (length: number): number => [8, 4, 2].find((size) => size <= length) ?? 1;
  return { rows: longest((m + 3) / down), columns: longest((n + 3) / across), down, across };
}

/** Side s of a block of 4s × 4s numbers: the largest that is no wider than the result and gives every core of a card a block. */
function blockSide({ m, n }: Product): number {
  const fits = (s: number): boolean => Math.min(m, n) > 2 * s && Math.ceil(m / (4 * s)) * Math.ceil(n / (4 * s)) >= 96;
  return [16, 8].find(fits) ?? 4;
}

/** Each thread multiplies straight from the arena, with its sums in registers. */
function registerGemm(w: Writer, { m, n, k, a, b, store }: Product, { rows, columns, down, across }: Tile): Kernel {
  const lanes = down * across;
  const tilesAcross = Math.ceil(n / (columns * across));
  const threads = Math.ceil(m / (rows * down)) * tilesAcross * lanes;
  const sums = rows * columns;
  // Loops over the coordinates of k, so that nothing has to be divided.
  const names = a.inner.sizes.map((_, axis) => `k_${axis}`);
  const loops = list(names.length, (i) => `for (var k_${i} = 0u; k_${i} < ${w.n(a.inner.sizes[i]!)}; k_${i}++) {`);
  const row = (i: number): string =>
    `{ ${a.load('x', `a${i}`, 'ka')} ${list(columns, (j) => `s${i * columns + j} += x * y${j};`)} }`;
  const turn = `{ ${a.inner.place('ka', names, 'k')} ${b.inner.place('kb', names, 'k')}
${list(columns, (j) => b.load(`y${j}`, `b${j}`, 'kb'))}
${list(rows, row)} }
k++;
`;
  // Software compilers unroll nothing: two turns at a time are half as fast again.
  const twice = lanes > 1 && names.length === 1 && k % 2 === 0;
  const body = `for (var t = id; t < ${w.n(threads)}; t += threads) {
let tile = t / ${lanes}u;
let row0 = tile / ${w.n(tilesAcross)} * ${rows * down}u + t % ${down}u;
let column0 = tile % ${w.n(tilesAcross)} * ${columns * across}u + t % ${across}u;
${list(rows, (i) => `let r${i} = min(row0 + ${i * down}u, ${w.n(m - 1)}); ${locate(w, a.outer, `a${i}`, `r${i}`)}`)}
${list(columns, (j) => `let c${j} = min(column0 + ${j * across}u, ${w.n(n - 1)}); ${locate(w, b.outer, `b${j}`, `c${j}`)}`)}
${list(sums, (s) => `var s${s} = 0.0;`)}
var k = 0u;
${loops}
${turn}${twice ? `k_0++;\n${turn}` : ''}
${'}'.repeat(names.length)}
var all = array<f32, ${sums}>(${list(sums, (s) => `s${s},`)});
for (var q = 0u; q < ${sums}u; q++) {
let row = row0 + q / ${columns}u * ${down}u; let column = column0 + q % ${columns}u * ${across}u;
if ((row < ${w.n(m)}) & (column < ${w.n(n)})) { let i = row * ${w.n(n)} + column; var v = all[q];\n${store} }
} }`;
  return { body, threads, each: k };
}

/** Threads of a workgroup of `blockGemm`. */
const GROUP = 256;

/**
 * A workgroup makes a block of 4s × 4s numbers, s×s threads 4×4 each; 256/s² such teams share k among them and add up in the end.
 * Rows and columns of a thread are s apart, so that neighbouring threads read neighbouring numbers.
 */
function blockGemm(w: Writer, { m, n, k, a, b, store }: Product, s: number): Kernel {
  const threads = s * s;
  const teams = GROUP / threads;
  // A shelf of a team: s vectors of a for each of s places of k, and as many of b; one more keeps writers off each other's banks.
  const pitch = s + 1;
  const shelf = s * pitch;
  // Thread q fetches vector o at place k: neighbours go along memory.
  const origin = (f: Factor, x: string, bound: number, first: string): string => `
let ${x}_k = q ${f.alongInner ? '%' : '/'} ${s}u; let ${x}_o = q ${f.alongInner ? '/' : '%'} ${s}u;
${list(4, (i) => `let ${x}_${i} = min(${first} + ${x}_o + ${i * s}u, ${w.n(bound - 1)}); ${locate(w, f.outer, `${x}${i}`, `${x}_${i}`)}`)}`;
  const fetch = (f: Factor, x: string, at: number): string => `{
let k = min(k0 + ${x}_k, ${w.n(k - 1)}); ${locate(w, { ...f.inner, sizes: a.inner.sizes }, 'ki', 'k')}
${list(4, (i) => f.load(`x${i}`, `${x}${i}`, 'ki'))}
tile[shelf + ${at}u + ${x}_k * ${pitch}u + ${x}_o] = select(vec4f(), vec4f(x0, x1, x2, x3), k0 + ${x}_k < ${w.n(k)}); }`;
  const body = `let q = local % ${threads}u; let team = local / ${threads}u;
let tx = q % ${s}u; let ty = q / ${s}u; let shelf = team * ${2 * shelf}u;
let row0 = group.y * ${4 * s}u; let column0 = group.x * ${4 * s}u;
${origin(a, 'a', m, 'row0')} ${origin(b, 'b', n, 'column0')}
var s0 = vec4f(); var s1 = vec4f(); var s2 = vec4f(); var s3 = vec4f();
for (var turn = 0u; turn < ${w.n(Math.ceil(k / (s * teams)))}; turn++) {
let k0 = (turn * ${teams}u + team) * ${s}u;
${fetch(a, 'a', 0)} ${fetch(b, 'b', shelf)}
workgroupBarrier();
for (var k = 0u; k < ${s}u; k++) {
let x = tile[shelf + k * ${pitch}u + ty]; let y = tile[shelf + ${shelf}u + k * ${pitch}u + tx];
s0 += x.x * y; s1 += x.y * y; s2 += x.z * y; s3 += x.w * y; }
workgroupBarrier(); }
for (var h = ${Math.floor(teams / 2)}u; h > 0u; h /= 2u) {
let mine = (team % h * ${threads}u + q) * 4u;
if (team / h == 1u) { ${list(4, (i) => `tile[mine + ${i}u] = s${i};`)} }
workgroupBarrier();
if (team < h) { ${list(4, (i) => `s${i} += tile[mine + ${i}u];`)} }
workgroupBarrier(); }
if (team > 0u) { return; }
var all = array<vec4f, 4>(s0, s1, s2, s3);
for (var e = 0u; e < 16u; e++) {
let row = row0 + ty + e / 4u * ${s}u; let column = column0 + tx + e % 4u * ${s}u;
if ((row < ${w.n(m)}) & (column < ${w.n(n)})) { let i = row * ${w.n(n)} + column; var v = all[e / 4u][e % 4u];\n${store} } }`;
  return {
    body,
    declarations: `var<workgroup> tile: array<vec4f, ${teams * 2 * shelf}>;`,
    workgroup: GROUP,
    groups: [Math.ceil(n / (4 * s)), Math.ceil(m / (4 * s))],
  };
}
