/** WGSL of every call but products: each a loop that any number of threads share, some also the work of whole workgroups. */
import type { Call, Rule, Window } from '../../backend';
import { foldProduct, gemm, windowsAt } from './gemm';
import { coordinates, type Kernel, type Writer } from './writer';

type Of<Kind extends Call['kind']> = Extract<Call, { kind: Kind }>;

/** The kernel of a call, for a dispatch of its own or, if `w` is not alone, for one of several calls in a workgroup. */
export function kernelOf(w: Writer, call: Call): Kernel {
  switch (call.kind) {
    case 'map': {
      const { out, size, first, steps } = call;
      return w.spread(size, `var v = ${w.operand(first, size)};\n${w.steps(steps, size)}\nd[${w.to(out)} + i] = v;`);
    }
    case 'reduce':
      return reduce(w, call);
    case 'gemm':
      return gemm(w, call);
    case 'fold':
      return foldProduct(w, call);
    case 'pool':
      return pool(w, call);
    case 'unpool':
      return unpool(w, call);
    case 'gather': {
      const width = w.n(call.width);
      const body = `let row = d[${w.from(call.index)} + i / ${width}]; var v = not_a_number();
if ((row >= 0.0) & (row < f32(${w.n(call.rows)}))) { v = d[${w.from(call.table)} + u32(row) * ${width} + i % ${width}]; }
d[${w.to(call.out)} + i] = v;`;
      return w.spread(call.count * call.width, body);
    }
    case 'scatter-add': {
      // Every place of the result looks for its row among the indices: no two threads add to one place, and the order is fixed.
      const width = w.n(call.width);
      const body = `let row = f32(i / ${width}); var v = 0.0;
for (var j = 0u; j < ${w.n(call.count)}; j++) {
if (d[${w.from(call.index)} + j] == row) { v += d[${w.from(call.in)} + j * ${width} + i % ${width}]; } }
d[${w.to(call.out)} + i] = v;`;
      return w.spread(call.rows * call.width, body, call.count);
    }
    case 'cross-entropy':
      return crossEntropy(w, call);
    case 'random': {
      const body = `let words = threefry(${w.word(call.key0)}, ${w.word(call.key1)}, i / 2u, bitcast<u32>(S[0].x));
let u = f32(select(words.y, words.x, i % 2u == 0u) >> 8u) * 5.9604644775390625e-8;
d[${w.to(call.out)} + i] = select(0.0, ${w.f(1 / call.p)}, u < ${w.f(call.p)});`;
      return w.spread(call.size, body, 100);
    }
    case 'copy':
      return copy(w, call);
    case 'fill':
      return w.spread(call.out.size, `d[${w.to(call.out)} + i] = ${w.f(call.value)};`);
    case 'update':
      return update(w, call);
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
  adadelta: `s = a * s + not_a * g * g; let delta = g * sqrt(u + epsilon) / sqrt(s + epsilon);
u = a * u + not_a * delta * delta; p -= rate * delta;`,
  rmsprop: 's = a * s + not_a * g * g; p -= rate * g / (sqrt(s) + epsilon);',
  adam: ADAM,
  adamw: `p -= rate * lambda * p; ${ADAM}`,
};

function update(w: Writer, { params, grads, s, u, rule, size, hyper }: Of<'update'>): Kernel {
  const read = (name: string, vector: typeof s): string => (vector ? `var ${name} = d[${w.from(vector)} + i];` : '');
  const write = (name: string, vector: typeof s): string => (vector ? `d[${w.to(vector)} + i] = ${name};` : '');
  const body = `${w.hyper(hyper)}
${read('p', params)} ${read('g', grads)} ${read('s', s)} ${read('u', u)}
${RULES[rule]}
${write('p', params)} ${write('s', s)} ${write('u', u)}`;
  return w.spread(size, body, 10);
}

/** How `other`, found at `place`, joins what is `best` so far, found at `at`. */
const JOIN = {
  sum: 'best += other;',
  max: 'best = max(best, other);',
  argmax: 'if ((other > best) | ((other == best) & (place < at))) { best = other; at = place; }',
} as const;

function reduce(w: Writer, { op, outer, axis, inner, steps, scale, out, ...call }: Of<'reduce'>): Kernel {
  const outputs = outer * inner;
  const line = (first: string, step: string): string => `
let base = e / ${w.n(inner)} * ${w.n(axis * inner)} + e % ${w.n(inner)};
var best = ${op === 'sum' ? '0.0' : '-infinity()'}; var at = 0xffffffffu;
for (var place = ${first}; place < ${w.n(axis)}; place += ${step}) {
let i = base + place * ${w.n(inner)}; var v = d[${w.from(call.in, call.offset)} + i];
${w.steps(steps, outputs * axis)}
let other = v; ${JOIN[op]} }`;
  const store = `d[${w.to(out)} + e] = ${op === 'argmax' ? 'f32(at)' : `best * ${w.f(scale)}`};`;
  // One thread for each result where they are many, or short.
  if (!w.alone || axis < 16 || outputs >= (w.machine.software ? 64 : 16_384)) {
    const body = `for (var e = id; e < ${w.n(outputs)}; e += threads) { ${line('0u', '1u')}\n${store} }`;
    return { body, threads: outputs, each: axis * (1 + steps.length) };
  }
  // Otherwise a workgroup for up to 32 neighbours, which shares out the axis.
  const size = w.machine.workgroup;
  const columns = Math.min(32, 2 ** Math.floor(Math.log2(inner)));
  const body = `let row = local / ${columns}u; let mine = group.x * ${columns}u + local % ${columns}u; let e = min(mine, ${w.n(outputs - 1)});
${line('row', `${size / columns}u`)}
for (var h = ${size / 2}u; h >= ${columns}u; h /= 2u) {
shelf[local] = vec2f(best, bitcast<f32>(at));
workgroupBarrier();
if (local < h) { let other = shelf[local + h].x; let place = bitcast<u32>(shelf[local + h].y); ${JOIN[op]} }
workgroupBarrier(); }
if ((row == 0u) & (mine < ${w.n(outputs)})) { ${store} }`;
  const declarations = `var<workgroup> shelf: array<vec2f, ${size}>;`;
  return { body, declarations, workgroup: size, groups: [Math.ceil(outputs / columns), 1] };
}

/** A thread for each row, or a workgroup where rows are long: then each thread takes every `step`-th column from `first` on. */
function crossEntropy(w: Writer, { rows, columns, labels, ...call }: Of<'cross-entropy'>): Kernel {
  const size = w.machine.workgroup;
  const shared = w.alone && columns >= 128 && rows <= 65_535;
  /** Makes a variable's sum or maximum over the threads of a row, from what each has found. */
  const joined = (name: string, join: (a: string, b: string) => string): string =>
    shared
      ? `shelf[local] = ${name}; workgroupBarrier();
for (var h = ${size / 2}u; h > 0u; h /= 2u) {
if (local < h) { shelf[local] = ${join('shelf[local]', 'shelf[local + h]')}; } workgroupBarrier(); }
${name} = shelf[0]; workgroupBarrier();`
      : '';
  const plus = (a: string, b: string): string => `${a} + ${b}`;
  const overColumns = (body: string): string => `for (var j = first; j < ${w.n(columns)}; j += step) { ${body} }`;
  const targets = w.from(call.targets);
  const target = labels ? 'select(0.0, 1.0, f32(j) == label)' : `d[${targets} + row * ${w.n(columns)} + j]`;
  const known = `(label >= 0.0) & (label < f32(${w.n(columns)}))`;
  const grad = `(exp_f(d[z + j] - m) / s * total - ${target}) * ${w.f(call.scale)}`;
  const body = `let z = ${w.from(call.logits)} + row * ${w.n(columns)};
var m = -infinity(); ${overColumns('m = max(m, d[z + j]);')} ${joined('m', (a, b) => `max(${a}, ${b})`)}
var s = 0.0; ${overColumns('s += exp_f(d[z + j] - m);')} ${joined('s', plus)}
let log_s = log_f(s); ${labels ? `let label = d[${targets} + row];` : ''}
var loss = 0.0; var total = 0.0;
${overColumns(`let t = ${target}; total += t; if (t != 0.0) { loss += t * (m + log_s - d[z + j]); }`)}
${joined('loss', plus)} ${joined('total', plus)}
if (first == 0u) { d[${w.to(call.loss)} + row] = ${labels ? `select(not_a_number(), loss, ${known})` : 'loss'}; }
${overColumns(`d[${w.to(call.grad)} + row * ${w.n(columns)} + j] = ${grad};`)}`;
  if (!shared) {
    const loop = `let first = 0u; let step = 1u;\nfor (var row = id; row < ${w.n(rows)}; row += threads) { ${body} }`;
    return { body: loop, threads: rows, each: 4 * columns };
  }
  const declarations = `var<workgroup> shelf: array<f32, ${size}>;`;
  const text = `let row = group.x; let first = local; let step = ${size}u; ${body}`;
  return { body: text, declarations, workgroup: size, groups: [rows, 1] };
}

/** Loops over the places (ky, kx) of a window; `place` is their number. */
const overPlaces = (w: Writer, { kernelHeight, kernelWidth }: Window, body: string): string => `var place = 0u;
for (var ky = 0u; ky < ${w.n(kernelHeight)}; ky++) { for (var kx = 0u; kx < ${w.n(kernelWidth)}; kx++) { ${body}\nplace++; } }`;

function pool(w: Writer, { window, mode, image, index, out, steps }: Of<'pool'>): Kernel {
  const { batch, height, width, channels, outHeight, outWidth, kernelHeight, kernelWidth } = window;
  const [b, oy, ox, c] = coordinates(w, [batch, outHeight, outWidth, channels], 'i');
  const take = mode === 'mean' ? 'v += p;' : 'if ((at < 0.0) | (p > v)) { v = p; at = f32(place); }';
  const pixel = `let y = y0 + ky; let x = x0 + kx; if ((y < ${w.n(height)}) & (x < ${w.n(width)})) {
let p = d[image + (y * ${w.n(width)} + x) * ${w.n(channels)}]; ${take} }`;
  const size = batch * outHeight * outWidth * channels;
  const body = `let y0 = ${oy} * ${w.n(window.strideY)} - ${w.n(window.top)}; let x0 = ${ox} * ${w.n(window.strideX)} - ${w.n(window.left)};
let image = ${w.from(image)} + ${b} * ${w.n(height * width * channels)} + ${c}; var v = 0.0; var at = -1.0;
${overPlaces(w, window, pixel)}
${mode === 'mean' ? `v /= ${w.f(kernelHeight * kernelWidth)};` : ''} ${index ? `d[${w.to(index)} + i] = at;` : ''}
${w.steps(steps, size)}\nd[${w.to(out)} + i] = v;`;
  return w.spread(size, body, kernelHeight * kernelWidth);
}

/** Pixel i, channel c gets the gradient of every window (`row` of the patch matrix) that shows it at `place`. */
function unpool(w: Writer, { window, index, grad, out, steps }: Of<'unpool'>): Kernel {
  const { batch, height, width, channels, kernelHeight, kernelWidth } = window;
  const [b, y, x, c] = coordinates(w, [batch, height, width, channels], 'i');
  const size = batch * height * width * channels;
  const at = `row * ${w.n(channels)} + c`;
  const take = `v += d[${w.from(grad)} + ${at}];`;
  const taken = index ? `if (d[${w.from(index)} + ${at}] == f32(place)) { ${take} }` : take;
  const shown = `${windowsAt(w, window, 'w_', [`${y} + ${w.n(window.top)} - ky`, `${x} + ${w.n(window.left)} - kx`])}
if (w_is) { let row = ${b} * ${w.n(window.outHeight * window.outWidth)} + w_at; ${taken} }`;
  const body = `let c = ${c}; var v = 0.0;
${overPlaces(w, window, shown)}
${index ? '' : `v /= ${w.f(kernelHeight * kernelWidth)};`} ${w.steps(steps, size)}\nd[${w.to(out)} + i] = v;`;
  return w.spread(size, body, kernelHeight * kernelWidth);
}

function copy(w: Writer, { from, to, shape }: Of<'copy'>): Kernel {
  const place = coordinates(w, shape, 'i');
  const at = (strides: readonly number[]): string =>
    place.map((c, axis) => ` + ${c} * ${w.n(strides[axis]!)}`).join('');
  const [target, source] = [w.to(to.vector, to.offset), w.from(from.vector, from.offset)];
  const size = shape.reduce((a, b) => a * b, 1);
  return w.spread(size, `d[${target}${at(to.strides)}] = d[${source}${at(from.strides)}];`);
}
