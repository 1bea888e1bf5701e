/** Every kind of call in the plainest way, in float64 with the functions of `Math`: what the backends are compared with. */
import type {
  Binary,
  Call,
  Derivative,
  MapStep,
  Matrix,
  Operand,
  Patches,
  Rule,
  Unary,
  Vector,
  View,
  Window,
} from '../backend';
import { threefry } from '../random';

const unary: Record<Unary, (v: number, alpha: number) => number> = {
  exp: Math.exp,
  log: Math.log,
  sqrt: Math.sqrt,
  square: (v) => v * v,
  abs: Math.abs,
  sign: Math.sign,
  tanh: Math.tanh,
  sigmoid: (v) => (v < 0 ? Math.exp(v) / (1 + Math.exp(v)) : 1 / (1 + Math.exp(-v))),
  relu: (v) => (v < 0 ? 0 : v),
  leaky: (v, alpha) => (v > 0 ? v : alpha * v),
  elu: (v, alpha) => (v > 0 ? v : alpha * Math.expm1(v)),
  softplus: (v) => Math.max(v, 0) + Math.log1p(Math.exp(-Math.abs(v))),
  arctan: Math.atan,
  sin: Math.sin,
  cos: Math.cos,
};

const binary: Record<Binary, (v: number, a: number) => number> = {
  add: (v, a) => v + a,
  sub: (v, a) => v - a,
  rsub: (v, a) => a - v,
  mul: (v, a) => v * a,
  div: (v, a) => v / a,
  rdiv: (v, a) => a / v,
  pow: (v, a) => v ** a,
  max: (v, a) => Math.max(v, a),
  min: (v, a) => Math.min(v, a),
  eq: (v, a) => (v === a ? 1 : 0),
  gt: (v, a) => (v > a ? 1 : 0),
  ge: (v, a) => (v >= a ? 1 : 0),
};

const derivative: Record<Derivative, (v: number, a: number, alpha: number) => number> = {
  'tanh-grad': (v, y) => v * (1 - y * y),
  'sigmoid-grad': (v, y) => v * y * (1 - y),
  'relu-grad': (v, y) => (y > 0 ? v : 0),
  'leaky-grad': (v, x, alpha) => (x > 0 ? v : alpha * v),
  'elu-grad': (v, y, alpha) => (y > 0 ? v : v * (y + alpha)),
};

/** Carries out one call. Vectors must be readable, and no result may stand in memory that the call reads. */
export function naive(call: Call, step: number): void {
  switch (call.kind) {
    case 'map':
      for (let i = 0; i < call.size; i++) put(call.out, i, chain(call.steps, element(call.first, i), i));
      return;
    case 'reduce':
      for (let o = 0; o < call.outer; o++) {
        for (let i = 0; i < call.inner; i++) {
          const line = Array.from({ length: call.axis }, (_, a) => {
            const at = (o * call.axis + a) * call.inner + i;
            return chain(call.steps, get(call.in, call.offset + at), at);
          });
          const largest = Math.max(...line);
          const sum = line.reduce((total, v) => total + v, 0);
          const value = { sum: sum * call.scale, max: largest * call.scale, argmax: line.indexOf(largest) }[call.op];
          put(call.out, o * call.inner + i, value);
        }
      }
      return;
    case 'gemm':
      product(call, (i, v) => put(call.out, i, chain(call.steps, v, i)));
      return;
    case 'fold': {
      const values: number[] = [];
      const n = columns(call.window);
      const m = rows(call.window);
      product({ m, n, k: call.k, a: call.a, b: call.b }, (i, v) => values.splice(i, 0, v));
      const image = new Float64Array(pixels(call.window));
      patches(call.window, (row, column, pixel) => {
        if (pixel >= 0) image[pixel]! += values[row * n + column]!;
      });
      image.forEach((v, i) => put(call.out, i, v));
      return;
    }
    case 'pool':
      windows(call.window, (at, place) => {
        let best = -1;
        let sum = 0;
        place.forEach((pixel, p) => {
          if (pixel < 0) return;
          sum += get(call.image, pixel);
          if (best < 0 || get(call.image, pixel) > get(call.image, place[best]!)) best = p;
        });
        const value = call.mode === 'max' ? get(call.image, place[best]!) : sum / place.length;
        put(call.out, at, chain(call.steps, value, at));
        if (call.index) put(call.index, at, best);
      });
      return;
    case 'unpool': {
      const image = new Float64Array(pixels(call.window));
      windows(call.window, (at, place) => {
        place.forEach((pixel, p) => {
          if (pixel < 0) return;
          if (call.mode === 'mean') image[pixel]! += get(call.grad, at) / place.length;
          else if (get(call.index!, at) === p) image[pixel]! += get(call.grad, at);
        });
      });
      image.forEach((v, i) => put(call.out, i, chain(call.steps, v, i)));
      return;
    }
    case 'gather':
      for (let i = 0; i < call.count * call.width; i++) {
        const row = get(call.index, Math.floor(i / call.width));
        const known = row >= 0 && row < call.rows;
        put(call.out, i, known ? get(call.table, row * call.width + (i % call.width)) : NaN);
      }
      return;
    case 'scatter-add':
      for (let i = 0; i < call.rows * call.width; i++) put(call.out, i, 0);
      for (let i = 0; i < call.count * call.width; i++) {
        const row = get(call.index, Math.floor(i / call.width));
        const at = row * call.width + (i % call.width);
        if (row >= 0 && row < call.rows) put(call.out, at, get(call.out, at) + get(call.in, i));
      }
      return;
    case 'cross-entropy':
      for (let r = 0; r < call.rows; r++) {
        const { logits, logSum } = softmaxRow(call.logits, r, call.columns);
        const t = logits.map((_, j) =>
          call.labels ? Number(get(call.targets, r) === j) : get(call.targets, r * call.columns + j),
        );
        const total = t.reduce((sum, v) => sum + v, 0);
        const loss = logits.reduce((sum, z, j) => sum + t[j]! * (logSum - z), 0);
        const label = get(call.targets, r);
        put(call.loss, r, !call.labels || (label >= 0 && label < call.columns) ? loss : NaN);
        logits.forEach((z, j) => {
          put(call.grad, r * call.columns + j, (Math.exp(z - logSum) * total - t[j]!) * call.scale);
        });
      }
      return;
    case 'random':
      for (let i = 0; i < call.size; i++) {
        const words = threefry(call.key0, call.key1, Math.floor(i / 2), step);
        const uniform = (words[i % 2]! >>> 8) * 2 ** -24;
        put(call.out, i, uniform < call.p ? 1 / call.p : 0);
      }
      return;
    case 'copy': {
      const at = (view: View, place: readonly number[]): number =>
        place.reduce((sum, p, axis) => sum + p * view.strides[axis]!, view.offset);
      const size = call.shape.reduce((a, b) => a * b, 1);
      for (let i = 0; i < size; i++) {
        let rest = i;
        const place = call.shape.map((_, axis) => {
          const inner = call.shape.slice(axis + 1).reduce((a, b) => a * b, 1);
          const p = Math.floor(rest / inner);
          rest %= inner;
          return p;
        });
        put(call.to.vector, at(call.to, place), get(call.from.vector, at(call.from, place)));
      }
      return;
    }
    case 'fill':
      for (let i = 0; i < call.out.size; i++) put(call.out, i, call.value);
      return;
    case 'update':
      for (let i = 0; i < call.size; i++) {
        const now = {
          p: get(call.params, i),
          g: get(call.grads, i),
          s: call.s ? get(call.s, i) : 0,
          u: call.u ? get(call.u, i) : 0,
        };
        const next = { ...now, ...rules[call.rule](now, call.hyper) };
        put(call.params, i, next.p);
        if (call.s) put(call.s, i, next.s);
        if (call.u) put(call.u, i, next.u);
      }
  }
}

interface Place {
  readonly p: number;
  readonly g: number;
  readonly s: number;
  readonly u: number;
}

const rules: Record<Rule, (at: Place, hyper: Float64Array) => Partial<Place>> = {
  sgd: ({ p, g }, [rate]) => ({ p: p - rate! * g }),
  momentum: ({ p, g, s }, [rate, a]) => ({ s: a! * s - rate! * g, p: p + a! * s - rate! * g }),
  nesterov: ({ p, g, s }, [rate, a]) => {
    const next = a! * s - rate! * g;
    return { s: next, p: p + a! * next - rate! * g };
  },
  adagrad: ({ p, g, s }, [rate, , , epsilon]) => {
    const next = s + g * g;
    return { s: next, p: p - (rate! * g) / (Math.sqrt(next) + epsilon!) };
  },
  adadelta: ({ p, g, s, u }, [rate, a, , epsilon]) => {
    const next = a! * s + (1 - a!) * g * g;
    const delta = (g * Math.sqrt(u + epsilon!)) / Math.sqrt(next + epsilon!);
    return { s: next, u: a! * u + (1 - a!) * delta * delta, p: p - rate! * delta };
  },
  rmsprop: ({ p, g, s }, [rate, a, , epsilon]) => {
    const next = a! * s + (1 - a!) * g * g;
    return { s: next, p: p - (rate! * g) / (Math.sqrt(next) + epsilon!) };
  },
  adam: ({ p, g, s, u }, [rate, a, b, epsilon, c, d]) => {
    const mean = a! * s + (1 - a!) * g;
    const square = b! * u + (1 - b!) * g * g;
    return { s: mean, u: square, p: p - (rate! * (mean / c!)) / (Math.sqrt(square / d!) + epsilon!) };
  },
  adamw: (at, hyper) => rules.adam({ ...at, p: at.p - hyper[0]! * hyper[6]! * at.p }, hyper),
};

function get(vector: Vector, i: number): number {
  const value = vector.data![i];
  if (i >= vector.size || value === undefined) throw new RangeError(`place ${i} of ${vector.size} is read`);
  return value;
}

function put(vector: Vector, i: number, value: number): void {
  if (!(i >= 0 && i < vector.size)) throw new RangeError(`place ${i} of ${vector.size} is written`);
  vector.data![i] = value;
}

function element(operand: Operand, i: number): number {
  return get(operand.vector, operand.offset + (Math.floor(i / operand.every) % operand.period));
}

/** The steps of a chain on v, at place i of the loop. */
export function chain(steps: readonly MapStep[], v: number, i: number): number {
  for (const s of steps) {
    if (s.kind === 'unary') v = unary[s.op](v, s.alpha);
    else if (s.kind === 'const') v = binary[s.op](v, s.value);
    else if (s.kind === 'binary') v = binary[s.op](v, element(s.with, i));
    else v = derivative[s.op](v, element(s.with, i), s.alpha);
  }
  return v;
}

function cell(a: Matrix, row: number, column: number): number {
  return get(a.vector, a.offset + row * a.rowStride + column * a.colStride);
}

interface Product {
  readonly m: number;
  readonly n: number;
  readonly k: number;
  readonly a: Matrix | Patches;
  readonly b: Matrix;
}

function product({ m, n, k, a, b }: Product, result: (i: number, v: number) => void): void {
  const left: number[][] = Array.from({ length: m }, () => []);
  if ('image' in a) {
    patches(a.window, (row, column, pixel) => {
      const v = pixel < 0 ? 0 : get(a.image, pixel);
      if (a.transposed) left[column]![row] = v;
      else left[row]![column] = v;
    });
  } else left.forEach((line, i) => line.push(...Array.from({ length: k }, (_, p) => cell(a, i, p))));
  for (let i = 0; i < m; i++) {
    for (let j = 0; j < n; j++) {
      let sum = 0;
      for (let p = 0; p < k; p++) sum += left[i]![p]! * cell(b, p, j);
      result(i * n + j, sum);
    }
  }
}

const rows = (w: Window): number => w.batch * w.outHeight * w.outWidth;
const columns = (w: Window): number => w.kernelHeight * w.kernelWidth * w.channels;
const pixels = (w: Window): number => w.batch * w.height * w.width * w.channels;

/** Visits every element of the patch matrix with the pixel it shows, or −1 outside the image. */
function patches(w: Window, visit: (row: number, column: number, pixel: number) => void): void {
  windows(w, (at, place) => {
    const row = Math.floor(at / w.channels);
    place.forEach((pixel, p) => visit(row, p * w.channels + (at % w.channels), pixel));
  });
}

/** Visits every output place (b, oy, ox, c) with the pixels of its window in the order (ky, kx). */
function windows(w: Window, visit: (at: number, place: readonly number[]) => void): void {
  let at = 0;
  for (let b = 0; b < w.batch; b++) {
    for (let oy = 0; oy < w.outHeight; oy++) {
      for (let ox = 0; ox < w.outWidth; ox++) {
        for (let c = 0; c < w.channels; c++) {
          const place: number[] = [];
          for (let ky = 0; ky < w.kernelHeight; ky++) {
            for (let kx = 0; kx < w.kernelWidth; kx++) {
              const y = oy * w.strideY + ky - w.top;
              const x = ox * w.strideX + kx - w.left;
              const inside = y >= 0 && y < w.height && x >= 0 && x < w.width;
              place.push(inside ? ((b * w.height + y) * w.width + x) * w.channels + c : -1);
            }
          }
          visit(at, place);
          at += 1;
        }
      }
    }
  }
}

function softmaxRow(z: Vector, row: number, columnCount: number): { logits: number[]; logSum: number } {
  const logits = Array.from({ length: columnCount }, (_, j) => get(z, row * columnCount + j));
  const largest = Math.max(...logits);
  return { logits, logSum: largest + Math.log(logits.reduce((sum, v) => sum + Math.exp(v - largest), 0)) };
}
