/** WGSL of every call but products: each as a loop that any number of threads share, some also as the work of whole workgroups. */
import type {
  Call,
  CopyCall,
  CrossEntropyCall,
  FoldCall,
  PoolCall,
  ReduceCall,
  Rule,
  ScatterAddCall,
  SoftmaxCall,
  UnpoolCall,
  Window,
} from '../../backend';
import {
  foldProduct,
  gemmProduct,
  type Kernel,
  patches,
  type Product,
  registerGemm,
  type Tile,
  tiledGemm,
  windowsAt,
} from './gemm';
import type { Writer } from './writer';

/** What decides between variants: a software adapter wants work in registers, a card wants it in workgroup memory. */
export interface Machine {
  readonly software: boolean;
  /** Threads of a workgroup where the kernel has no wish of its own. */
  readonly workgroup: number;
}

/** The kernel of a call. `alone`: it may use whole workgroups; otherwise it is one of several calls in one workgroup. */
export function kernelOf(w: Writer, call: Call, machine: Machine, alone: boolean): Kernel {
  const spread = (threads: number, body: string): Kernel => ({ threads, body: w.loop(threads, body) });
  switch (call.kind) {
    case 'map': {
      const spot = { size: call.size };
      return spread(
        call.size,
        `var v = ${w.operand(call.first, spot)};\n${w.steps(call.steps, spot)}\nd[${w.to(call.out)} + i] = v;`,
      );
    }
    case 'reduce':
      return reduce(w, call, machine, alone);
    case 'gemm':
      return product(w, gemmProduct(w, call), machine, alone);
    case 'unfold': {
      const { pixel, tap, load } = patches(w, call.image, call.window);
      const columns = columnsOf(call.window);
      const row = pixel.place('p', coordinates(w, pixel.sizes, 'r'), 'r');
      const column = tap.place('t', coordinates(w, tap.sizes, 'c'), 'c');
      return spread(
        rowsOf(call.window) * columns,
        `let r = i / ${w.n(columns)}; let c = i % ${w.n(columns)};\n${row}\n${column}\n${load('x', 'p', 't')}\nd[${w.to(call.out)} + i] = x;`,
      );
    }
    case 'fold':
      return hasFactor(call)
        ? product(w, foldProduct(w, call), machine, alone)
        : spread(pixelsOf(call.window), fold(w, call));
    case 'pool':
      return spread(rowsOf(call.window) * call.window.channels, pool(w, call));
    case 'unpool':
      return spread(pixelsOf(call.window), unpool(w, call));
    case 'gather': {
      const { rows, count, width } = call;
      return spread(
        count * width,
        `let row = d[${w.from(call.index)} + i / ${w.n(width)}];
var v = not_a_number();
if (row >= 0.0 && row < f32(${w.n(rows)})) { v = d[${w.from(call.table)} + u32(row) * ${w.n(width)} + i % ${w.n(width)}]; }
d[${w.to(call.out)} + i] = v;`,
      );
    }
    case 'scatter-add':
      return spread(call.rows * call.width, scatterAdd(w, call));
    case 'softmax':
      return rowwise(w, call, { machine, alone }, (all) => softmax(w, call, all));
    case 'cross-entropy':
      return rowwise(w, call, { machine, alone }, (all) => crossEntropy(w, call, all));
    case 'random': {
      const law = call.law === 'uniform' ? 'u' : `select(0.0, ${w.f(1 / call.p)}, u < ${w.f(call.p)})`;
      return spread(
        call.size,
        `let words = threefry(${w.word(call.key0)}, ${w.word(call.key1)}, i / 2u, bitcast<u32>(S[0].x));
let u = f32(select(words.y, words.x, i % 2u == 0u) >> 8u) * 5.9604644775390625e-8;
d[${w.to(call.out)} + i] = ${law};`,
      );
    }
    case 'copy':
      return spread(
        call.shape.reduce((a, b) => a * b, 1),
        copy(w, call),
      );
    case 'fill':
      return spread(call.out.size, `d[${w.to(call.out)} + i] = ${w.f(call.value)};`);
    case 'update': {
      const { params, grads, s, u, rule } = call;
      const read = (name: string, vector: typeof s): string =>
        vector ? `var ${name} = d[${w.from(vector)} + i];` : '';
      const write = (name: string, vector: typeof s): string => (vector ? `d[${w.to(vector)} + i] = ${name};` : '');
      return spread(
        call.size,
        `${w.hyper(call.hyper)}
var p = d[${w.from(params)} + i]; let g = d[${w.from(grads)} + i]; ${read('s', s)} ${read('u', u)}
${RULES[rule]}
${write('p', params)} ${write('s', s)} ${write('u', u)}`,
      );
    }
  }
}

const ADAM = `s = a * s + not_a * g; u = b * u + not_b * g * g;
p -= rate * (s / bias_s) / (sqrt(u / bias_u) + epsilon);`;

/** Names as `Writer.hyper` declares them: [η, a, b, ε, c, d, λ] is [rate, a, b, epsilon, bias_s, bias_u, lambda]. */
const RULES: Readonly<Record<Rule, string>> = {
  sgd: 'p -= rate * g;',
  momentum: 's = a * s - rate * g; p += s;',
  nesterov: 's = a * s - rate * g; p += a * s - rate * g;',
  adagrad: 's += g * g; p -= rate * g / (sqrt(s) + epsilon);',
  adadelta: `s = a * s + not_a * g * g;
let delta = g * sqrt(u + epsilon) / sqrt(s + epsilon);
u = a * u + not_a * delta * delta; p -= rate * delta;`,
  rmsprop: 's = a * s + not_a * g * g; p -= rate * g / (sqrt(s) + epsilon);',
  adam: ADAM,
  adamw: `p -= rate * lambda * p; ${ADAM}`,
};

/** The gemm variant for a shape: plain among other calls, else tiles of registers or of workgroup memory. */
function product(w: Writer, product: Product, machine: Machine, alone: boolean): Kernel {
  if (!alone) return registerGemm(w, product, { rows: 1, columns: 1, lanes: 1, along: 'columns' });
  if (machine.software) return registerGemm(w, product, registerTile(product));
  return tiledGemm(w, product, blockSide(product));
}

/** Four lanes of a software adapter go along the longer side; the tile grows as long as some dozen threads have work. */
export function registerTile({ m, n }: { readonly m: number; readonly n: number }): Tile {
  const along = n >= 16 || n >= m ? 'columns' : 'rows';
  const size = (length: number, lanes: number): number => [8, 4, 2].find((t) => t * lanes <= length + 3) ?? 1;
  return { rows: size(m, along === 'rows' ? 4 : 1), columns: size(n, along === 'columns' ? 4 : 1), lanes: 4, along };
}

/** Side s of a block of 4s × 4s: the largest that still gives every core of a card a block, and is not wider than the result. */
export function blockSide({ m, n }: { readonly m: number; readonly n: number }): number {
  const fits = (s: number): boolean => Math.min(m, n) > 2 * s && Math.ceil(m / (4 * s)) * Math.ceil(n / (4 * s)) >= 96;
  return [16, 8].find(fits) ?? 4;
}

function hasFactor(call: FoldCall): call is FoldCall & { readonly b: NonNullable<FoldCall['b']> } {
  return call.b !== undefined;
}

const rowsOf = (w: Window): number => w.batch * w.outHeight * w.outWidth;
const columnsOf = (w: Window): number => w.kernelHeight * w.kernelWidth * w.channels;
const pixelsOf = (w: Window): number => w.batch * w.height * w.width * w.channels;

/** Coordinates of the flat index `i` in `sizes`, slowest first. */
function coordinates(w: Writer, sizes: readonly number[], i: string): string[] {
  return sizes.map((size, axis) => {
    const below = sizes.slice(axis + 1).reduce((a, b) => a * b, 1);
    const whole = below === 1 ? i : `${i} / ${w.n(below)}`;
    return axis === 0 ? `(${whole})` : `(${whole} % ${w.n(size)})`;
  });
}

const START = { sum: '0.0', max: '-infinity()', argmax: '-infinity()' } as const;

function reduce(w: Writer, call: ReduceCall, machine: Machine, alone: boolean): Kernel {
  const { op, outer, axis, inner } = call;
  const outputs = outer * inner;
  const spot = { size: outputs * axis, ...(outer === 1 ? { columns: inner, row: 'a', column: 'e' } : {}) };
  const base =
    inner === 1
      ? `e * ${w.n(axis)}`
      : outer === 1
        ? 'e'
        : `e / ${w.n(inner)} * ${w.n(axis * inner)} + e % ${w.n(inner)}`;
  const better =
    op === 'argmax' ? 'if (v > best) { best = v; at = a; }' : op === 'max' ? 'best = max(best, v);' : 'best += v;';
  const take = (from: string, step: string): string => `for (var a = ${from}; a < ${w.n(axis)}; a += ${step}) {
let i = base + a${inner === 1 ? '' : ` * ${w.n(inner)}`};
var v = d[${w.from(call.in, call.offset)} + i];
${w.steps(call.steps, spot)}
${better} }`;
  const store = `d[${w.to(call.out)} + e] = ${op === 'argmax' ? 'f32(at)' : `best * ${w.f(call.scale)}`};`;
  const begin = `var best = ${START[op]}; var at = 0u;`;
  // One thread for each sum where they are many, or short.
  if (!alone || axis < 16 || outputs >= (machine.software ? 64 : 16_384)) {
    const body = `for (var e = id; e < ${w.n(outputs)}; e += threads) {\nlet base = ${base};\n${begin}\n${take('0u', '1u')}\n${store}\n}`;
    return { threads: outputs, body };
  }
  const columns = Math.min(32, 2 ** Math.floor(Math.log2(inner)));
  const rows = machine.workgroup / columns;
  const merge =
    op === 'argmax'
      ? 'if (other > best || (other == best && place < at)) { best = other; at = place; }'
      : op === 'max'
        ? 'best = max(best, other);'
        : 'best += other;';
  const body = `let column = local % ${columns}u; let line = local / ${columns}u;
let mine = group.x * ${columns}u + column; let e = min(mine, ${w.n(outputs - 1)}); let base = ${base};
${begin} at = 0xffffffffu;
${take('line', `${rows}u`)}
for (var h = ${rows / 2}u; h > 0u; h /= 2u) {
shelf[local] = vec2f(best, bitcast<f32>(at));
workgroupBarrier();
if (line < h) { let other = shelf[local + h * ${columns}u].x; let place = bitcast<u32>(shelf[local + h * ${columns}u].y); ${merge} }
workgroupBarrier(); }
if (line == 0u && mine < ${w.n(outputs)}) { ${store} }`;
  return {
    body,
    declarations: `var<workgroup> shelf: array<vec2f, ${machine.workgroup}>;`,
    workgroup: machine.workgroup,
    groups: [Math.ceil(outputs / columns), 1, 1],
  };
}

/** How the threads of a row share it: each takes every `step`-th column from `first` on; `max` and `sum` join what they found. */
interface All {
  readonly columns: (body: string) => string;
  readonly max: (name: string) => string;
  readonly sum: (name: string) => string;
  readonly once: (statement: string) => string;
}

interface Rows {
  readonly rows: number;
  readonly columns: number;
}

/** A thread for each row, or a workgroup where rows are long. `row` is the row. */
function rowwise(
  w: Writer,
  { rows, columns }: Rows,
  at: { machine: Machine; alone: boolean },
  body: (all: All) => string,
): Kernel {
  const size = at.machine.workgroup;
  const loop = (first: string, step: string) => (inside: string) =>
    `for (var j = ${first}; j < ${w.n(columns)}; j += ${step}) { ${inside} }`;
  if (!at.alone || columns < 128 || rows > 65_535) {
    const all: All = { columns: loop('0u', '1u'), max: () => '', sum: () => '', once: (statement) => statement };
    return { threads: rows, body: `for (var row = id; row < ${w.n(rows)}; row += threads) {\n${body(all)}\n}` };
  }
  const joined = (name: string, merge: string): string => `shelf[local] = ${name};
workgroupBarrier();
for (var h = ${size / 2}u; h > 0u; h /= 2u) { if (local < h) { let other = shelf[local + h]; shelf[local] = ${merge}; } workgroupBarrier(); }
${name} = shelf[0];
workgroupBarrier();`;
  const all: All = {
    columns: loop('local', `${size}u`),
    max: (name) => joined(name, 'max(shelf[local], other)'),
    sum: (name) => joined(name, 'shelf[local] + other'),
    once: (statement) => `if (local == 0u) { ${statement} }`,
  };
  return {
    body: `let row = group.x;\n${body(all)}`,
    declarations: `var<workgroup> shelf: array<f32, ${size}>;`,
    workgroup: size,
    groups: [rows, 1, 1],
  };
}

/** Statements that leave the row's maximum m and s = Σ exp(z − m); z(j) is `d[z + j]`. */
function softmaxSums(w: Writer, z: string, columns: number, all: All): string {
  return `let z = ${z} + row * ${w.n(columns)};
var m = -infinity(); ${all.columns('m = max(m, d[z + j]);')} ${all.max('m')}
var s = 0.0; ${all.columns('s += exp_f(d[z + j] - m);')} ${all.sum('s')}`;
}

function softmax(w: Writer, call: SoftmaxCall, all: All): string {
  const value = call.log ? 'd[z + j] - m - log_s' : 'exp_f(d[z + j] - m) / s';
  return `${softmaxSums(w, w.from(call.in), call.columns, all)}
let log_s = log_f(s);
${all.columns(`d[${w.to(call.out)} + row * ${w.n(call.columns)} + j] = ${value};`)}`;
}

function crossEntropy(w: Writer, call: CrossEntropyCall, all: All): string {
  const { columns, labels } = call;
  const targets = w.from(call.targets);
  const target = labels ? `select(0.0, 1.0, f32(j) == label)` : `d[${targets} + row * ${w.n(columns)} + j]`;
  const known = labels
    ? `let label = d[${targets} + row]; let known = (label >= 0.0) & (label < f32(${w.n(columns)}));`
    : 'let known = true;';
  return `${softmaxSums(w, w.from(call.logits), columns, all)}
let log_s = log_f(s);
${known}
var loss = 0.0; var total = 0.0;
${all.columns(`let t = ${target}; total += t; if (t != 0.0) { loss += t * (m + log_s - d[z + j]); }`)}
${all.sum('loss')}
${all.sum('total')}
${all.once(`d[${w.to(call.loss)} + row] = select(not_a_number(), loss, known);`)}
${all.columns(`let t = ${target}; d[${w.to(call.grad)} + row * ${w.n(columns)} + j] = (exp_f(d[z + j] - m) / s * total - t) * ${w.f(call.scale)};`)}`;
}

/** Loops over the places (ky, kx) of a window. */
function overPlaces(w: Writer, { kernelHeight, kernelWidth }: Window, body: string): string {
  return `for (var ky = 0u; ky < ${w.n(kernelHeight)}; ky++) { for (var kx = 0u; kx < ${w.n(kernelWidth)}; kx++) {\n${body}\n} }`;
}

function pool(w: Writer, { window, mode, image, index, out, steps }: PoolCall): string {
  const { height, width, channels, outHeight, outWidth, kernelWidth } = window;
  const [b, oy, ox, c] = coordinates(w, [window.batch, outHeight, outWidth, channels], 'i');
  const take =
    mode === 'mean' ? 'v += x;' : `if ((at < 0) | (x > v)) { v = x; at = i32(ky * ${w.n(kernelWidth)} + kx); }`;
  const inside = `let y = y0 + ky; let x_ = x0 + kx;
if ((y < ${w.n(height)}) & (x_ < ${w.n(width)})) { let x = d[plane + (y * ${w.n(width)} + x_) * ${w.n(channels)}]; ${take} }`;
  return `let y0 = ${oy} * ${w.n(window.strideY)} - ${w.n(window.top)}; let x0 = ${ox} * ${w.n(window.strideX)} - ${w.n(window.left)};
let plane = ${w.from(image)} + ${b} * ${w.n(height * width * channels)} + ${c};
var v = 0.0; var at = -1;
${overPlaces(w, window, inside)}
${mode === 'mean' ? `v /= ${w.f(window.kernelHeight * kernelWidth)};` : ''}
${index ? `d[${w.to(index)} + i] = f32(at);` : ''}
${w.steps(steps, { size: rowsOf(window) * channels })}
d[${w.to(out)} + i] = v;`;
}

/** For pixel i: `body` for every window that shows it at (ky, kx); `position` is the window's row in the patch matrix, c the channel. */
function overWindows(w: Writer, window: Window, body: string): string {
  const { outHeight, outWidth } = window;
  const [b, y, x, c] = coordinates(w, [window.batch, window.height, window.width, window.channels], 'i');
  return `let y = i32(${y} + ${w.n(window.top)}); let x = i32(${x} + ${w.n(window.left)}); let c = ${c};
let before = ${b} * ${w.n(outHeight * outWidth)};
var v = 0.0;
${overPlaces(
  w,
  window,
  `${windowsAt(w, window, ['o_y', 'y - i32(ky)'], ['o_x', 'x - i32(kx)'])}
if (o_yx) { let position = before + o_y * ${w.n(outWidth)} + o_x; ${body} }`,
)}`;
}

function fold(w: Writer, { window, a, out }: FoldCall): string {
  const column = `((ky * ${w.n(window.kernelWidth)} + kx) * ${w.n(window.channels)} + c) * ${w.n(a.colStride)}`;
  return `${overWindows(w, window, `v += d[${w.from(a.vector, a.offset)} + position * ${w.n(a.rowStride)} + ${column}];`)}
d[${w.to(out)} + i] = v;`;
}

function unpool(w: Writer, { window, index, grad, out, steps }: UnpoolCall): string {
  const at = `position * ${w.n(window.channels)} + c`;
  const place = `f32(ky * ${w.n(window.kernelWidth)} + kx)`;
  const take = `v += d[${w.from(grad)} + ${at}];`;
  const scale = index ? '' : `v /= ${w.f(window.kernelHeight * window.kernelWidth)};`;
  return `${overWindows(w, window, index ? `if (d[${w.from(index)} + ${at}] == ${place}) { ${take} }` : take)}
${scale}
${w.steps(steps, { size: pixelsOf(window) })}
d[${w.to(out)} + i] = v;`;
}

/** Every place of the result looks for its row among the indices: no two threads add to one place, and the order is fixed. */
function scatterAdd(w: Writer, call: ScatterAddCall): string {
  const { count, width } = call;
  return `let row = f32(i / ${w.n(width)}); let column = i % ${w.n(width)};
var v = 0.0;
for (var j = 0u; j < ${w.n(count)}; j++) { if (d[${w.from(call.index)} + j] == row) { v += d[${w.from(call.in)} + j * ${w.n(width)} + column]; } }
d[${w.to(call.out)} + i] = v;`;
}

function copy(w: Writer, { from, to, shape }: CopyCall): string {
  const place = coordinates(w, shape, 'i');
  const at = (strides: readonly number[]): string =>
    place.map((c, axis) => ` + ${c} * ${w.n(strides[axis]!)}`).join('');
  return `d[${w.to(to.vector, to.offset)}${at(to.strides)}] = d[${w.from(from.vector, from.offset)}${at(from.strides)}];`;
}
