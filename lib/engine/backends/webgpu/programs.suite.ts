/** Training steps as the core makes them, by hand: three networks whose dispatches, speed and results the tests look at. */
import type { Backend, Call, MapStep, Matrix, Operand, Patches, Vector, Window } from '../../backend';
import { stream } from '../../random';
import { crossEntropy } from '../js/cross-entropy';
import { update } from '../js/update';
import { fold, pool, unfold, unpool } from '../js/windows';

interface Training {
  readonly calls: Call[];
  readonly params: Vector;
  readonly loss: Vector;
  readonly images: Vector;
  readonly targets: Vector;
}

const whole = (vector: Vector, offset = 0): Operand => ({ vector, offset, every: 1, period: 2 ** 30 });
const row = (vector: Vector): Operand => ({ vector, offset: 0, every: 1, period: vector.size });
const matrix = (vector: Vector, rowStride: number): Matrix => ({ vector, offset: 0, rowStride, colStride: 1 });
const turned = ({ vector, offset, rowStride, colStride }: Matrix): Matrix => ({
  vector,
  offset,
  rowStride: colStride,
  colStride: rowStride,
});

/** Builds the calls of one step: forward, backward, one update over flat parameters. */
class Builder {
  readonly calls: Call[] = [];
  private readonly backward: (() => void)[] = [];
  private used = 0;
  readonly params: Vector;
  private readonly grads: Vector;
  private readonly start: Float32Array;
  private readonly source = stream('programs', 'weights');

  constructor(
    private readonly backend: Backend,
    size: number,
  ) {
    this.params = backend.allocate(size);
    this.grads = backend.allocate(size);
    this.start = new Float32Array(size);
  }

  private parameter(size: number, scale: number): { value: Vector; grad: Vector } {
    const value = this.backend.slice(this.params, this.used, size);
    const grad = this.backend.slice(this.grads, this.used, size);
    for (let i = 0; i < size; i++) this.start[this.used + i] = scale * this.source.normal();
    this.used += size;
    return { value, grad };
  }

  /** y = f(a·w + b). `back` takes dy and returns the call that makes dx from it. */
  private product(
    a: Matrix | Patches,
    shape: readonly [m: number, k: number, n: number],
    f: 'relu' | 'tanh' | undefined,
  ) {
    const [m, k, n] = shape;
    const w = this.parameter(k * n, Math.sqrt(2 / k));
    const b = this.parameter(n, 0);
    const y = this.backend.allocate(m * n);
    const dy = this.backend.allocate(m * n);
    const bias: MapStep = { kind: 'binary', op: 'add', with: row(b.value) };
    const steps: MapStep[] = f ? [bias, { kind: 'unary', op: f, alpha: 0 }] : [bias];
    this.calls.push({ kind: 'gemm', out: y, m, n, k, a, b: matrix(w.value, n), steps });
    this.backward.push(() => {
      const left = 'image' in a ? { ...a, transposed: true } : turned(a);
      this.calls.push({ kind: 'gemm', out: w.grad, m: k, n, k: m, a: left, b: matrix(dy, n), steps: [] });
      const sum = {
        kind: 'reduce',
        op: 'sum',
        in: dy,
        offset: 0,
        outer: 1,
        axis: m,
        inner: n,
        scale: 1,
        steps: [],
      } as const;
      this.calls.push({ ...sum, out: b.grad });
    });
    return { y, dy, w };
  }

  /** `into`: where the gradient of x goes, and the derivative of what made x; nothing for the first layer. */
  dense(x: Vector, [m, k, n]: readonly [number, number, number], f: 'relu' | 'tanh' | undefined, into?: Into): Into {
    const { y, dy, w } = this.product(matrix(x, k), [m, k, n], f);
    this.backward.push(() => {
      const b = turned(matrix(w.value, n));
      if (into) this.calls.push({ kind: 'gemm', out: into.dy, m, n: k, k: n, a: matrix(dy, n), b, steps: into.steps });
    });
    return { y, dy, steps: f ? [{ kind: 'derivative', op: `${f}-grad`, with: whole(y), alpha: 0 }] : [] };
  }

  conv(image: Vector, window: Window, filters: number, into?: Into): Into {
    const m = window.batch * window.outHeight * window.outWidth;
    const k = window.kernelHeight * window.kernelWidth * window.channels;
    const { y, dy, w } = this.product({ image, window, transposed: false, unfold }, [m, k, filters], 'relu');
    this.backward.push(() => {
      const b = turned(matrix(w.value, filters));
      if (into)
        this.calls.push({ kind: 'fold', out: into.dy, window, a: matrix(dy, filters), b, k: filters, plain: fold });
    });
    return { y, dy, steps: [{ kind: 'derivative', op: 'relu-grad', with: whole(y), alpha: 0 }] };
  }

  pool(from: Into, window: Window): Into {
    const size = window.batch * window.outHeight * window.outWidth * window.channels;
    const [y, dy, index] = [this.backend.allocate(size), this.backend.allocate(size), this.backend.allocate(size)];
    this.calls.push({ kind: 'pool', mode: 'max', out: y, index, image: from.y, window, steps: [], plain: pool });
    this.backward.push(() => {
      this.calls.push({
        kind: 'unpool',
        mode: 'max',
        out: from.dy,
        index,
        grad: dy,
        window,
        steps: from.steps,
        plain: unpool,
      });
    });
    return { y, dy, steps: [] };
  }

  finish(images: Vector, targets: Vector, loss: Vector, hyper: Float64Array): Training {
    for (const step of this.backward.reverse()) step();
    const { params, grads } = this;
    const rule = hyper[1] ? 'adam' : 'sgd';
    const state = (): Vector | undefined => (rule === 'adam' ? this.backend.allocate(params.size) : undefined);
    const [s, u] = [state(), state()];
    this.calls.push({ kind: 'update', rule, size: params.size, params, grads, s, u, hyper, plain: update });
    if (this.used !== params.size) throw new RangeError(`${this.used} parameters, not ${params.size}`);
    this.backend.write(params, this.start);
    return { calls: this.calls, params, loss, images, targets };
  }

  crossEntropy(logits: Into, rows: number, columns: number): { targets: Vector; loss: Vector } {
    const [targets, losses, loss] = [rows, rows, 1].map((size) => this.backend.allocate(size)) as [
      Vector,
      Vector,
      Vector,
    ];
    this.calls.push(
      {
        kind: 'cross-entropy',
        plain: crossEntropy,
        loss: losses,
        grad: logits.dy,
        logits: logits.y,
        targets,
        labels: true,
        rows,
        columns,
        scale: 1 / rows,
      },
      { ...MEAN, out: loss, in: losses, axis: rows, scale: 1 / rows },
    );
    return { targets, loss };
  }
}

const MEAN = { kind: 'reduce', op: 'sum', offset: 0, outer: 1, inner: 1, steps: [] } as const;
const ADAM = Float64Array.of(1e-3, 0.9, 0.999, 1e-8, 0.1, 0.001, 0, 0);

interface Into {
  readonly y: Vector;
  readonly dy: Vector;
  readonly steps: MapStep[];
}

function window(image: [number, number, number, number], kernel: number, stride: number, pad: number): Window {
  const [batch, height, width, channels] = image;
  const out = (size: number): number => Math.floor((size + 2 * pad - kernel) / stride) + 1;
  return {
    batch,
    height,
    width,
    channels,
    kernelHeight: kernel,
    kernelWidth: kernel,
    strideY: stride,
    strideX: stride,
    top: pad,
    left: pad,
    outHeight: out(height),
    outWidth: out(width),
  };
}

function filled(backend: Backend, size: number): Vector {
  const vector = backend.allocate(size);
  const source = stream('programs', `inputs ${size}`);
  backend.write(
    vector,
    Float32Array.from({ length: size }, () => source.uniform() - 0.5),
  );
  return vector;
}

function labels(backend: Backend, targets: Vector): void {
  backend.write(
    targets,
    Float32Array.from({ length: targets.size }, (_, i) => i % 10),
  );
}

/** 784-128-64-10, ReLU, cross-entropy, batch 64, Adam: 29 MFLOP. */
export function mlp(backend: Backend, batch = 64): Training {
  const net = new Builder(backend, 784 * 128 + 128 + 128 * 64 + 64 + 640 + 10);
  const x = filled(backend, batch * 784);
  const h1 = net.dense(x, [batch, 784, 128], 'relu');
  const h2 = net.dense(h1.y, [batch, 128, 64], 'relu', h1);
  const logits = net.dense(h2.y, [batch, 64, 10], undefined, h2);
  const { targets, loss } = net.crossEntropy(logits, batch, 10);
  labels(backend, targets);
  return net.finish(x, targets, loss, ADAM);
}

/** LeNet on 28×28: conv 6@5×5 same, pool, conv 16@5×5, pool, 120, 84, 10; batch 32, Adam. */
export function cnn(backend: Backend, batch = 32): Training {
  const net = new Builder(backend, 61_706);
  const x = filled(backend, batch * 28 * 28);
  const c1 = net.conv(x, window([batch, 28, 28, 1], 5, 1, 2), 6);
  const p1 = net.pool(c1, window([batch, 28, 28, 6], 2, 2, 0));
  const c2 = net.conv(p1.y, window([batch, 14, 14, 6], 5, 1, 0), 16, p1);
  const p2 = net.pool(c2, window([batch, 10, 10, 16], 2, 2, 0));
  const h1 = net.dense(p2.y, [batch, 400, 120], 'relu', p2);
  const h2 = net.dense(h1.y, [batch, 120, 84], 'relu', h1);
  const logits = net.dense(h2.y, [batch, 84, 10], undefined, h2);
  const { targets, loss } = net.crossEntropy(logits, batch, 10);
  labels(backend, targets);
  return net.finish(x, targets, loss, ADAM);
}

/** The playground's 2-8-8-1, tanh, mean of squares, batch 10, SGD. */
export function tiny(backend: Backend): Training {
  const net = new Builder(backend, 105);
  const x = filled(backend, 20);
  const h1 = net.dense(x, [10, 2, 8], 'tanh');
  const h2 = net.dense(h1.y, [10, 8, 8], 'tanh', h1);
  const out = net.dense(h2.y, [10, 8, 1], 'tanh', h2);
  const [targets, loss] = [filled(backend, 10), backend.allocate(1)];
  const error: MapStep = { kind: 'binary', op: 'sub', with: whole(targets) };
  net.calls.push(
    { ...MEAN, out: loss, in: out.y, axis: 10, scale: 0.1, steps: [error, { kind: 'unary', op: 'square', alpha: 0 }] },
    {
      kind: 'map',
      out: out.dy,
      size: 10,
      first: whole(out.y),
      steps: [error, { kind: 'const', op: 'mul', value: 0.2 }, ...out.steps],
    },
  );
  return net.finish(x, targets, loss, Float64Array.of(0.03, 0, 0, 0, 0, 0, 0, 0));
}
