/** Matrix products in WGSL: plain, in register tiles, and in tiles of workgroup memory; operands may be patches of images. */
import type { FoldCall, GemmCall, Matrix, Patches, Window } from '../../backend';
import type { Writer } from './writer';

/** How a kernel is started: `spread` kernels share a loop among any number of threads, others want workgroups as given. */
export interface Kernel {
  readonly body: string;
  readonly declarations?: string;
  /** Threads that a spread kernel has work for. */
  readonly threads?: number;
  readonly workgroup?: number;
  readonly groups?: readonly [x: number, y: number, z: number];
}

/** An axis of a product, perhaps made of three (slowest first). `place` prepares names for the coordinates `c`. */
interface Axis {
  readonly sizes: readonly number[];
  place(name: string, c: readonly string[], flat: string): string;
}

/** A factor: its outer axis (rows of a, columns of b), its inner axis (k), and statements that declare the number at two places. */
interface Factor {
  readonly outer: Axis;
  readonly inner: Axis;
  /** Whether neighbours in memory are neighbours along k. */
  readonly alongInner: boolean;
  load(name: string, outer: string, inner: string): string;
}

export interface Product {
  readonly m: number;
  readonly n: number;
  readonly k: number;
  readonly a: Factor;
  readonly b: Factor;
  /** Statements that store v as element i of the result, in row `row` and column `column`. */
  readonly store: string;
}

export function gemmProduct(w: Writer, call: GemmCall): Product {
  const { m, n, k, a, b, out, steps } = call;
  const spot = { size: m * n, columns: n, row: 'row', column: 'column' };
  return {
    m,
    n,
    k,
    a: 'image' in a ? patchFactor(w, a) : matrixFactor(w, a, [a.rowStride, a.colStride]),
    b: matrixFactor(w, b, [b.colStride, b.rowStride]),
    store: `${w.steps(steps, spot)}\nd[${w.to(out)} + i] = v;`,
  };
}

/**
 * fold(a·b) as one product: pixel (b, y, x), channel c = Σ over (ky, kx, j) of a[window that shows the pixel at (ky, kx), j] · b[j, (ky, kx, c)].
 * With stride 1 it is the convolution with the kernel turned round.
 */
export function foldProduct(w: Writer, { window, a, b, k, out }: FoldCall & { readonly b: Matrix }): Product {
  const { batch, height, width, channels, kernelHeight, kernelWidth } = window;
  const taps = [kernelHeight, kernelWidth, k];
  const columns = matrixFactor(w, b, [b.colStride, b.rowStride]);
  const [across, down] = [times(w, b.colStride), times(w, b.rowStride)];
  const place = (name: string, [ky, kx, j]: readonly string[]): string =>
    `let ${name} = ${j}${down} + (${ky} * ${w.n(kernelWidth)} + ${kx}) * ${w.n(channels)}${across};`;
  return {
    m: batch * height * width,
    n: channels,
    k: kernelHeight * kernelWidth * k,
    a: coverFactor(w, a, window, taps),
    b: { ...columns, inner: { sizes: taps, place } },
    store: `d[${w.to(out)} + i] = v;`,
  };
}

function matrixFactor(w: Writer, { vector, offset }: Matrix, strides: readonly [outer: number, inner: number]): Factor {
  const base = w.from(vector, offset);
  const [outer, inner] = strides.map((stride) => times(w, stride));
  return {
    outer: { sizes: [0], place: (name, _, flat) => `let ${name} = ${base} + ${flat}${outer};` },
    inner: { sizes: [0], place: (name, _, flat) => `let ${name} = ${flat}${inner};` },
    alongInner: strides[1] <= strides[0],
    load: (name, o, k) => `let ${name} = d[${o} + ${k}];`,
  };
}

function patchFactor(w: Writer, { image, window, transposed }: Patches): Factor {
  const { pixel, tap, load } = patches(w, image, window);
  const both = { alongInner: !transposed, load };
  return transposed
    ? { outer: tap, inner: pixel, ...both, load: (name, o, k) => load(name, k, o) }
    : { outer: pixel, inner: tap, ...both };
}

/** The patch matrix: its rows are windows (b, oy, ox), its columns places in the window (ky, kx, c). */
export function patches(w: Writer, image: GemmCall['out'], window: Window) {
  const { height, width, channels, strideY, strideX, top, left } = window;
  const base = w.from(image);
  const pixel: Axis = {
    sizes: [window.batch, window.outHeight, window.outWidth],
    place: (name, [b, y, x]) => `let ${name}y = i32(${y}${times(w, strideY)} - ${w.n(top)});
let ${name}x = i32(${x}${times(w, strideX)} - ${w.n(left)});
let ${name} = ${base} + ((${b} * ${w.n(height)} + u32(${name}y)) * ${w.n(width)} + u32(${name}x)) * ${w.n(channels)};`,
  };
  const tap: Axis = {
    sizes: [window.kernelHeight, window.kernelWidth, channels],
    place: (name, [ky, kx, c]) => `let ${name}y = i32(${ky}); let ${name}x = i32(${kx});
let ${name} = (${ky} * ${w.n(width)} + ${kx}) * ${w.n(channels)} + ${c};`,
  };
  const load = (name: string, p: string, t: string): string =>
    isPadded(window)
      ? `let ${name} = select(0.0, d[${p} + ${t}], (u32(${p}y + ${t}y) < ${w.n(height)}) & (u32(${p}x + ${t}x) < ${w.n(width)}));`
      : `let ${name} = d[${p} + ${t}];`;
  return { pixel, tap, load };
}

function isPadded({ height, width, kernelHeight, kernelWidth, ...w }: Window): boolean {
  const bottom = (w.outHeight - 1) * w.strideY + kernelHeight - w.top;
  const right = (w.outWidth - 1) * w.strideX + kernelWidth - w.left;
  return w.top > 0 || w.left > 0 || bottom > height || right > width;
}

/** For pixels (b, y, x) and places (ky, kx, j): number j of the window that shows the pixel there, or 0 where none does. */
function coverFactor(w: Writer, a: Matrix, window: Window, taps: readonly number[]): Factor {
  const base = w.from(a.vector, a.offset);
  const { outHeight, outWidth } = window;
  return {
    outer: {
      sizes: [window.batch, window.height, window.width],
      place: (name, [b, y, x]) => `let ${name}y = i32(${y} + ${w.n(window.top)});
let ${name}x = i32(${x} + ${w.n(window.left)}); let ${name} = ${b} * ${w.n(outHeight * outWidth)};`,
    },
    inner: {
      sizes: taps,
      place: (name, [ky, kx, j]) => `let ${name}y = i32(${ky}); let ${name}x = i32(${kx});
let ${name} = ${base} + ${j}${times(w, a.colStride)};`,
    },
    alongInner: true,
    load: (name, p, t) => `${windowsAt(w, window, [`${name}_y`, `${p}y - ${t}y`], [`${name}_x`, `${p}x - ${t}x`])}
let ${name} = select(0.0, d[(${p} + ${name}_y * ${w.n(outWidth)} + ${name}_x)${times(w, a.rowStride)} + ${t}], ${name}_yx);`,
  };
}

type Named = readonly [name: string, value: string];

// With `&`, not `&&`: that one branches, and many branches take some compilers a minute.
/** Declares which window begins at (y, x), its padding included, under the names given; and name_yx: whether one does. */
export function windowsAt(w: Writer, window: Window, [oy, y]: Named, [ox, x]: Named): string {
  const { strideY, strideX } = window;
  const whole = (name: string, stride: number): string =>
    stride === 1 ? '' : `let ${name}_rest = ${name}_far % ${stride}u;`;
  const among = (name: string, stride: number, count: number): string =>
    `(${name} < ${w.n(count)})${stride === 1 ? '' : ` & (${name}_rest == 0u)`}`;
  const at = ([name, value]: Named, stride: number): string =>
    stride === 1
      ? `let ${name} = u32(${value});`
      : `let ${name}_far = u32(${value}); let ${name} = ${name}_far / ${stride}u; ${whole(name, stride)}`;
  return `${at([oy, y], strideY)} ${at([ox, x], strideX)}
let ${oy}x = ${among(oy, strideY, window.outHeight)} & ${among(ox, strideX, window.outWidth)};`;
}

const times = (w: Writer, stride: number): string => (stride === 1 ? '' : ` * ${w.n(stride)}`);
const range = (n: number): number[] => Array.from({ length: n }, (_, i) => i);
const join = (n: number, text: (i: number) => string): string => range(n).map(text).join('\n');

/** Prepares `name` for a flat index, which is taken apart where the axis is made of three. */
function locate(w: Writer, axis: Axis, name: string, flat: string): string {
  const [, n1, n0] = axis.sizes;
  if (n1 === undefined || n0 === undefined) return axis.place(name, [flat], flat);
  const coordinates = [`(${flat} / ${w.n(n1 * n0)})`, `(${flat} / ${w.n(n0)} % ${w.n(n1)})`, `(${flat} % ${w.n(n0)})`];
  return axis.place(name, coordinates, flat);
}

/** A loop over k without divisions: three nested ones where the axis is made of three. */
function loopOver(
  w: Writer,
  axis: Axis,
  k: number,
  body: (place: (axis: Axis, name: string) => string) => string,
): string {
  if (axis.sizes.length === 1) {
    const inside = body((other, name) => other.place(name, ['k'], 'k'));
    return `for (var k = 0u; k < ${w.n(k)}; k++) {\n${inside}\n}`;
  }
  const inside = body((other, name) => other.place(name, ['k2', 'k1', 'k0'], 'k'));
  const head = axis.sizes.map((n, i) => `for (var k${2 - i} = 0u; k${2 - i} < ${w.n(n)}; k${2 - i}++) {`);
  return `var k = 0u;\n${head.join('\n')}\n${inside}\nk++;\n} } }`;
}

/** A thread's tile of rows × columns; `lanes` threads side by side take every lanes-th row (or column). */
export interface Tile {
  readonly rows: number;
  readonly columns: number;
  readonly lanes: number;
  readonly along: 'rows' | 'columns';
}

/** Each thread multiplies straight from the arena, with its sums in registers. Tile 1×1 is the plain loop. */
export function registerGemm(w: Writer, { m, n, k, a, b, store }: Product, tile: Tile): Kernel {
  const { rows, columns, lanes } = tile;
  const [down, across] = tile.along === 'rows' ? [lanes, 1] : [1, lanes];
  const tilesAcross = Math.ceil(n / (columns * across));
  const threads = Math.ceil(m / (rows * down)) * tilesAcross * lanes;
  const inner = loopOver(w, a.inner, k, (place) => {
    const loads = join(columns, (j) => b.load(`y${j}`, `b${j}`, 'kb'));
    const sums = (i: number): string =>
      range(columns)
        .map((j) => `s${i * columns + j} += x * y${j};`)
        .join(' ');
    const products = join(rows, (i) => `{ ${a.load('x', `a${i}`, 'ka')} ${sums(i)} }`);
    return `${place(a.inner, 'ka')}\n${place(b.inner, 'kb')}\n${loads}\n${products}`;
  });
  const lane = lanes === 1 ? '0u' : `t % ${lanes}u`;
  const body = `for (var t = id; t < ${w.n(threads)}; t += threads) {
let place = t / ${lanes}u;
let row0 = place / ${w.n(tilesAcross)} * ${rows * down}u + ${down > 1 ? lane : '0u'};
let column0 = place % ${w.n(tilesAcross)} * ${columns * across}u + ${across > 1 ? lane : '0u'};
${join(rows, (i) => `let r${i} = min(row0 + ${i * down}u, ${w.n(m - 1)}); ${locate(w, a.outer, `a${i}`, `r${i}`)}`)}
${join(columns, (j) => `let c${j} = min(column0 + ${j * across}u, ${w.n(n - 1)}); ${locate(w, b.outer, `b${j}`, `c${j}`)}`)}
${range(rows * columns)
  .map((s) => `var s${s} = 0.0;`)
  .join(' ')}
${inner}
${rows * columns * lanes === 1 ? `let row = row0; let column = column0; let i = row * ${w.n(n)} + column; var v = s0;\n${store}` : storeAll()}
}`;
  return { body, threads };

  function storeAll(): string {
    return `var all = array<f32, ${rows * columns}>(${range(rows * columns)
      .map((s) => `s${s}`)
      .join(', ')});
for (var q = 0u; q < ${rows * columns}u; q++) {
let row = row0 + q / ${columns}u * ${down}u;
let column = column0 + q % ${columns}u * ${across}u;
if ((row < ${w.n(m)}) & (column < ${w.n(n)})) { let i = row * ${w.n(n)} + column; var v = all[q];\n${store} }
}`;
  }
}

/** Threads of a workgroup of `tiledGemm`. */
const GROUP = 256;

/**
 * A workgroup makes a block of 4s × 4s numbers, s×s threads 4×4 each; 256/s² such teams share k among them and add up in the end.
 * Rows and columns of a thread are s apart, so that neighbouring threads read neighbouring numbers.
 */
export function tiledGemm(w: Writer, { m, n, k, a, b, store }: Product, side: number): Kernel {
  const [s, teams, pitch] = [side, GROUP / (side * side), side + 1];
  const half = s * pitch;
  const threads = s * s;
  // Thread q of a team fetches one vector of a and one of b for a tile of k: neighbours go along memory.
  const fetch = (f: Factor, name: string, bound: number, origin: string): string =>
    `let ${name}_k = ${f.alongInner ? `q % ${s}u` : `q / ${s}u`}; let ${name}_o = ${f.alongInner ? `q / ${s}u` : `q % ${s}u`};
${join(4, (i) => `let ${name}_${i} = min(${origin} + ${name}_o + ${i * s}u, ${w.n(bound - 1)}); ${locate(w, f.outer, `${name}${i}`, `${name}_${i}`)}`)}`;
  const load = (f: Factor, name: string, shelf: number): string =>
    `{ let kk = k0 + ${name}_k; let kc = min(kk, ${w.n(k - 1)}); ${locateInner(f)}
${join(4, (i) => f.load(`x${i}`, `${name}${i}`, 'ki'))}
var x = vec4f(x0, x1, x2, x3);
if (kk >= ${w.n(k)}) { x = vec4f(); }
tile[shelf + ${shelf}u + ${name}_k * ${pitch}u + ${name}_o] = x; }`;
  const locateInner = (f: Factor): string => locate(w, { ...f.inner, sizes: a.inner.sizes }, 'ki', 'kc');
  const add = (h: number): string => `if (team >= ${h}u && team < ${2 * h}u) { ${range(4)
    .map((i) => `tile[((team - ${h}u) * ${threads}u + q) * 4u + ${i}u] = s${i};`)
    .join(' ')} }
workgroupBarrier();
if (team < ${h}u) { ${range(4)
    .map((i) => `s${i} += tile[(team * ${threads}u + q) * 4u + ${i}u];`)
    .join(' ')} }
workgroupBarrier();`;
  const halvings = range(Math.log2(teams)).map((i) => teams >> (i + 1));
  const body = `let q = local % ${threads}u; let team = local / ${threads}u;
let tx = q % ${s}u; let ty = q / ${s}u; let shelf = team * ${2 * half}u;
let row0 = group.y * ${4 * s}u; let column0 = group.x * ${4 * s}u;
${fetch(a, 'a', m, 'row0')}
${fetch(b, 'b', n, 'column0')}
var s0 = vec4f(); var s1 = vec4f(); var s2 = vec4f(); var s3 = vec4f();
for (var turn = 0u; turn < ${w.n(Math.ceil(Math.ceil(k / s) / teams))}; turn++) {
let k0 = (turn * ${teams}u + team) * ${s}u;
${load(a, 'a', 0)}
${load(b, 'b', half)}
workgroupBarrier();
for (var k = 0u; k < ${s}u; k++) {
let x = tile[shelf + k * ${pitch}u + ty]; let y = tile[shelf + ${half}u + k * ${pitch}u + tx];
s0 += x.x * y; s1 += x.y * y; s2 += x.z * y; s3 += x.w * y;
}
workgroupBarrier();
}
${halvings.map(add).join('\n')}
if (team == 0u) {
var all = array<vec4f, 4>(s0, s1, s2, s3);
for (var e = 0u; e < 16u; e++) {
let row = row0 + ty + e / 4u * ${s}u; let column = column0 + tx + e % 4u * ${s}u;
if ((row < ${w.n(m)}) & (column < ${w.n(n)})) { let i = row * ${w.n(n)} + column; var v = all[e / 4u][e % 4u];\n${store} }
} }`;
  const shelves = Math.max(teams * 2 * half, teams * threads * 2);
  return {
    body,
    declarations: `var<workgroup> tile: array<vec4f, ${shelves}>;`,
    workgroup: GROUP,
    groups: [Math.ceil(n / (4 * s)), Math.ceil(m / (4 * s)), 1],
  };
}
