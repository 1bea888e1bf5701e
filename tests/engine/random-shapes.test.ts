/** Gradients over random shapes: against central differences, and for linear ops ⟨f(x), y⟩ = ⟨x, fᵀ(y)⟩, which hides no index. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  concat,
  conv2d,
  gradcheck,
  maxPool2d,
  meanPool2d,
  parameter,
  rand,
  stream,
  tensor,
  type Tensor,
} from '@/lib/engine';

const size = fc.integer({ min: 1, max: 5 });
const shape = (rank: number) => fc.array(size, { minLength: rank, maxLength: rank });
const anyShape = fc.integer({ min: 1, max: 4 }).chain(shape);

const drawn = (name: string, of: readonly number[], low = -2): Tensor =>
  rand(of, stream('shapes', name), { low, high: 2 });
const learned = (name: string, of: readonly number[], low = -2): Tensor => parameter(drawn(name, of, low), name);

/** With weights on the outputs, so that each has a gradient of its own. */
const weighted = (y: Tensor): Tensor => y.mul(drawn('c', y.shape)).sum();

function holds(fn: () => Tensor, inputs: readonly Tensor[]): void {
  expect(gradcheck(() => weighted(fn()), inputs).worst).toBeLessThan(1e-7);
}

const dot = (a: ArrayLike<number>, b: ArrayLike<number>): number => {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
};

/** ⟨f(x), y⟩ = ⟨x, fᵀ(y)⟩ for a linear f, with fᵀ(y) the gradient of ⟨f(x), y⟩. */
function adjoint(x: Tensor, f: (x: Tensor) => Tensor): void {
  const out = f(x);
  const y = drawn('y', out.shape);
  x.grad = undefined;
  out.mul(y).sum().backward();
  const left = dot(out.dataSync(), y.dataSync());
  const right = dot(x.dataSync(), x.grad!.dataSync());
  expect(Math.abs(left - right)).toBeLessThanOrEqual(1e-12 * (1 + Math.abs(left)));
}

/** A picture, a kernel, a stride and a padding that fit together. */
const conv = fc
  .record({
    batch: size,
    height: fc.integer({ min: 3, max: 7 }),
    width: fc.integer({ min: 3, max: 7 }),
    channels: fc.integer({ min: 1, max: 3 }),
    filters: fc.integer({ min: 1, max: 3 }),
    kernelHeight: fc.integer({ min: 1, max: 3 }),
    kernelWidth: fc.integer({ min: 1, max: 3 }),
    stride: fc.integer({ min: 1, max: 3 }),
    padding: fc.constantFrom('same' as const, 'valid' as const, 1),
  })
  .map(({ batch, height, width, channels, filters, kernelHeight, kernelWidth, ...options }) => ({
    image: [batch, height, width, channels],
    kernel: [kernelHeight, kernelWidth, channels, filters],
    options,
  }));

/** A shape, and another that broadcasts with it: some sizes 1, some axes left out. */
const broadcast = anyShape.chain((a) =>
  fc
    .record({ ones: fc.array(fc.boolean(), { minLength: a.length, maxLength: a.length }), drop: fc.nat(a.length) })
    .map(({ ones, drop }) => ({ a, b: a.map((n, d) => (ones[d] ? 1 : n)).slice(drop) })),
);

const RUNS = { numRuns: 40 };

describe('over random shapes', () => {
  const smooth: Record<string, (x: Tensor) => Tensor> = {
    tanh: (x) => x.tanh(),
    sigmoid: (x) => x.sigmoid(),
    softplus: (x) => x.softplus(),
    exp: (x) => x.exp(),
    arctan: (x) => x.arctan(),
    square: (x) => x.square(),
    softmax: (x) => x.softmax(),
    logSoftmax: (x) => x.logSoftmax(),
    'sin and cos': (x) => x.sin().mul(x.cos()),
  };
  it.each(Object.entries(smooth))('%s has its gradient', (_, fn) => {
    fc.assert(
      fc.property(anyShape, (of) => {
        const x = learned('x', of);
        holds(() => fn(x), [x]);
      }),
      RUNS,
    );
  });

  const binary: Record<string, (a: Tensor, b: Tensor) => Tensor> = {
    add: (a, b) => a.add(b),
    sub: (a, b) => a.sub(b),
    mul: (a, b) => a.mul(b),
    div: (a, b) => a.div(b),
    pow: (a, b) => a.pow(b),
  };
  it.each(Object.entries(binary))('%s has both gradients, whatever is repeated', (_, fn) => {
    fc.assert(
      fc.property(broadcast, fc.boolean(), ({ a, b }, swap) => {
        const [x, y] = [learned('a', a, 0.5), learned('b', b, 0.5)];
        holds(() => (swap ? fn(y, x) : fn(x, y)), [x, y]);
      }),
      RUNS,
    );
  });

  it('matmul has both gradients, with and without transposes', () => {
    fc.assert(
      fc.property(fc.tuple(size, size, size), fc.boolean(), fc.boolean(), ([m, k, n], turnA, turnB) => {
        const a = learned('a', turnA ? [k, m] : [m, k]);
        const b = learned('b', turnB ? [n, k] : [k, n]);
        holds(() => (turnA ? a.T : a).matmul(turnB ? b.T : b), [a, b]);
      }),
      RUNS,
    );
  });

  it('conv2d has both gradients, and is linear in each', () => {
    fc.assert(
      fc.property(conv, ({ image, kernel, options }) => {
        const [x, w] = [learned('x', image), learned('w', kernel)];
        holds(() => conv2d(x, w, options), [w]);
        adjoint(x, (t) => conv2d(t, w, options));
        adjoint(w, (t) => conv2d(x, t, options));
      }),
      RUNS,
    );
  });

  it('pooling has its gradient', () => {
    fc.assert(
      fc.property(conv, fc.integer({ min: 1, max: 3 }), ({ image, options }, window) => {
        const x = learned('x', image);
        adjoint(x, (t) => meanPool2d(t, window, options.stride));
        holds(() => maxPool2d(x, window, options.stride), [x]);
      }),
      RUNS,
    );
  });

  it('reductions have their gradients along every axis', () => {
    fc.assert(
      fc.property(anyShape, fc.nat(3), fc.boolean(), (of, d, keep) => {
        const axis = d < of.length ? d : undefined;
        const x = learned('x', of);
        adjoint(x, (t) => t.sum(axis, keep));
        adjoint(x, (t) => t.mean(axis, keep));
        holds(() => x.max(axis, keep), [x]);
      }),
      RUNS,
    );
  });

  it('what moves numbers moves their gradients back', () => {
    fc.assert(
      fc.property(
        shape(3),
        fc.shuffledSubarray([0, 1, 2], { minLength: 3 }),
        fc.nat(2),
        fc.nat(4),
        (of, axes, axis, at) => {
          const x = learned('x', of);
          const start = at % of[axis]!;
          adjoint(x, (t) => t.transpose(axes));
          adjoint(x, (t) => t.transpose(axes).reshape([-1]));
          adjoint(x, (t) => t.slice(axis, start, of[axis]!));
          adjoint(x, (t) => concat([t, t.slice(axis, 0, start), t.mul(2)], axis));
        },
      ),
      RUNS,
    );
  });

  it('rows that are looked up any number of times get all their gradients', () => {
    fc.assert(
      fc.property(shape(2), fc.array(fc.nat(100), { minLength: 1, maxLength: 12 }), (of, numbers) => {
        const x = learned('table', of);
        const index = numbers.map((n) => n % of[0]!);
        adjoint(x, (t) => t.gather(tensor(index)));
      }),
      RUNS,
    );
  });
});
