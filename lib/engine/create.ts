/** Making tensors: from numbers, from a rule, from a stream of random numbers. */
import type { Floats } from './backend';
import { EngineError } from './errors';
import './tensor-methods';
import type { Stream } from './random';
import { formatShape, type Shape, sizeOf } from './shape';
import { constant, context, currentBackend, Tensor } from './tensor';

export type Values = number | Floats | Int32Array | Uint8Array | readonly Values[];

/**
 * A tensor of the given numbers, on the current backend.
 *
 * @param values a number, nested arrays of one length per level, or a typed array
 * @param options `shape` for flat numbers; `name` for errors, summaries and files
 * @throws EngineError when nested arrays are ragged, or the numbers don't fill the shape
 * @example
 * tensor([[1, 2, 3], [4, 5, 6]]).sum(1)
 */
export function tensor(values: Values, options: { shape?: Shape; name?: string } = {}): Tensor {
  const own = shapeOf(values);
  const flat: number[] | Floats | Int32Array | Uint8Array = ArrayBuffer.isView(values) ? values : flatten(values, own);
  return fromFlat(flat, options.shape ?? own).named(options.name ?? '');
}

function fromFlat(values: ArrayLike<number>, shape: Shape): Tensor {
  const size = sizeOf(shape);
  if (shape.some((n) => !Number.isInteger(n) || n < 0))
    throw new EngineError(`tensor: ${formatShape(shape)} is no shape`);
  if (size !== values.length) {
    throw new EngineError(
      `tensor: ${values.length} numbers don't fill the shape ${formatShape(shape)}, which holds ${size}`,
    );
  }
  // A batch that is made inside a step comes from outside the step's kernel calls.
  const backend = context.session ? context.backend : currentBackend();
  const vector = backend.allocate(size);
  backend.write(vector, values);
  return new Tensor(shape, backend, vector);
}

function made(shape: Shape, number: (i: number) => number): Tensor {
  const numbers = Float64Array.from({ length: sizeOf(shape) }, (_, i) => number(i));
  return fromFlat(numbers, shape);
}

function shapeOf(values: Values): number[] {
  if (typeof values === 'number') return [];
  if (ArrayBuffer.isView(values)) return [values.length];
  const [first] = values;
  return first === undefined ? [0] : [values.length, ...shapeOf(first)];
}

function flatten(values: Values, shape: Shape): number[] {
  const out: number[] = [];
  const walk = (part: Values, depth: number, path: string): void => {
    if (depth === shape.length) {
      if (typeof part !== 'number') throw new EngineError(`tensor: at ${path} a number was expected, a list came`);
      out.push(part);
      return;
    }
    const list = typeof part === 'number' ? undefined : part;
    if (list === undefined || list.length !== shape[depth]) {
      const came = list === undefined ? `the number ${String(part)}` : `a list of ${list.length}`;
      throw new EngineError(`tensor: at ${path || 'the top'} a list of ${shape[depth]} was expected, ${came} came`);
    }
    for (let i = 0; i < list.length; i++) walk(list[i]!, depth + 1, `${path}[${i}]`);
  };
  walk(values, 0, '');
  return out;
}

/**
 * A tensor that collects a gradient: what training changes.
 *
 * @throws EngineError as `tensor` does
 * @example
 * const w = parameter([1, 2, 3], 'w');
 * w.square().sum().backward();
 * w.grad
 */
export function parameter(values: Values | Tensor, name = ''): Tensor {
  const from = values instanceof Tensor ? fromFlat(values.dataSync(), values.shape) : tensor(values);
  from.requiresGrad = true;
  return from.named(name);
}

/**
 * Zeros.
 * @example
 * zeros([2, 3])
 */
export function zeros(shape: Shape): Tensor {
  return constant(shape, 0);
}

/**
 * Ones.
 * @example
 * ones([2, 2]).add(1)
 */
export function ones(shape: Shape): Tensor {
  return constant(shape, 1);
}

/**
 * One number everywhere.
 * @example
 * full([3], 0.5)
 */
export function full(shape: Shape, value: number): Tensor {
  return constant(shape, value);
}

/**
 * 0, 1, …, n − 1.
 * @example
 * arange(5).mul(2)
 */
export function arange(n: number): Tensor {
  return made([n], (i) => i);
}

/**
 * y[b, k] = 1 where k is the label of b, else 0.
 * @throws EngineError when a label is no class number
 * @example
 * oneHot([2, 0], 3)
 */
export function oneHot(labels: ArrayLike<number>, classes: number): Tensor {
  const out = new Float64Array(labels.length * classes);
  for (let b = 0; b < labels.length; b++) {
    const label = labels[b]!;
    if (!Number.isInteger(label) || label < 0 || label >= classes) {
      throw new EngineError(`oneHot: label ${label} at ${b}; expected 0 to ${classes - 1}`);
    }
    out[b * classes + label] = 1;
  }
  return fromFlat(out, [labels.length, classes]);
}

/**
 * Uniform in [low, high), from a stream.
 * @example
 * rand([2, 3], stream('seed', 'docs'))
 */
export function rand(shape: Shape, from: Stream, { low = 0, high = 1 }: { low?: number; high?: number } = {}): Tensor {
  return made(shape, () => low + (high - low) * from.uniform());
}

/**
 * Normal with mean and standard deviation, from a stream.
 * @example
 * randn([2, 3], stream('seed', 'docs'), { std: 0.1 })
 */
export function randn(shape: Shape, from: Stream, { mean = 0, std = 1 }: { mean?: number; std?: number } = {}): Tensor {
  return made(shape, () => mean + std * from.normal());
}
