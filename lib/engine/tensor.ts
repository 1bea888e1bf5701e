/** Tensors: a shape, numbers on a backend, and how they were made. Ops are in `ops/`; `tensor-methods.ts` hangs them on the class. */
import type { Backend, Call, Floats, Operand, Vector, View } from './backend';
import { js } from './backends/js';
import { EngineError } from './errors';
import { formatShape, repeatOf, type Shape, sameShape, sizeOf, stridesOf } from './shape';

/** One differentiable operation: its result's shape, the kernel calls that compute it, and the gradient of each input. */
export interface Op {
  readonly name: string;
  /** @throws EngineError where the inputs don't fit together */
  shape(x: readonly Tensor[], attrs: readonly number[]): Shape;
  /** Computes y of the shape, or returns it ready made (a view). What the gradient needs later goes into `saved`. */
  run(shape: Shape, x: readonly Tensor[], attrs: readonly number[], saved: Vector[]): Tensor;
  /** dL/dx[i] from dL/dy; undefined where there is none (integer inputs, steps). */
  gradient(at: Backprop, i: number): Tensor | undefined;
}

/** What a gradient may look at. */
export interface Backprop {
  readonly dy: Tensor;
  readonly x: readonly Tensor[];
  readonly y: Tensor;
  readonly attrs: readonly number[];
  readonly saved: readonly Vector[];
}

/** Who knows whether a tensor's numbers are there now. */
export interface Owner {
  /** Computes what `t` needs, since somebody reads it now. @throws EngineError when its memory has been used again */
  settle(t: Tensor): void;
}

/** Remembers kernel calls and answers repeated ones with what they gave before: `recorder.ts`. */
export interface Session extends Owner {
  readonly backend: Backend;
  /** The tensor that this very op gave in the remembered run, if the run is still the same. */
  replay(op: Op, x: readonly Tensor[], attrs: readonly number[]): Tensor | undefined;
  /** The tensor that stands for `t` on the session's backend. */
  adopt(t: Tensor): Tensor;
  remember(op: Op, given: readonly Tensor[], attrs: readonly number[], y: Tensor): void;
  emit(call: Call): void;
  allocate(size: number): Vector;
  slice(vector: Vector, offset: number, size: number): Vector;
  /** Counts the runs. */
  readonly step: number;
  /** How often `name` has been asked for in this run: random numbers of equal names differ by it. */
  occurrence(name: string): number;
  /** Whether the backward pass and the update are being added to what was remembered: they are not compared again. */
  readonly finishing: boolean;
}

/** The engine's only state besides its tensors. */
export const context = {
  backend: js('f64'),
  session: undefined as Session | undefined,
  gradients: true,
  training: false,
  /** Counts eager random calls, so that each dropout mask is a new one. */
  draws: 0,
};

let made = 0;

/**
 * Numbers in a shape: row-major, on a backend. Ops give new tensors; only `assign` and optimizers change one in place.
 *
 * @example
 * const x = tensor([[1, 2, 3], [4, 5, 6]], { name: 'x' });
 * [x.shape, x.size, x.rank, x.name]
 */
export class Tensor {
  readonly size: number;
  /** Rises with each tensor, so that descending order is an order for going backwards. */
  readonly id = made++;
  name = '';
  /** dL/d(this) after `backward()`; only of parameters. */
  grad: Tensor | undefined = undefined;
  /** Whether a gradient flows to it. */
  requiresGrad = false;
  node: { op: Op; x: readonly Tensor[]; attrs: readonly number[]; saved: Vector[] } | undefined = undefined;
  /** dL/d(this) while `backward()` is under way. */
  pending: Tensor | undefined = undefined;
  /** Where it belongs, for the gradient of a slice. */
  part: { readonly of: Tensor; readonly axis: number; readonly start: number } | undefined = undefined;
  /** The latest walk of `backward()` that met it. */
  mark = 0;
  /** The session it lives in, for tensors made inside a step. */
  session: Owner | undefined = undefined;
  /** Rises when `assign` changes the numbers. */
  version = 0;
  /** Whether other tensors look at the same numbers, so that they may change unnoticed. */
  shared = false;
  /** The number of the tensor whose numbers these are. */
  origin = this.id;
  /** The run of a session that made it, or met it again. */
  run = 0;
  /** The number that fills it, where one does. */
  constant: number | undefined = undefined;
  /** For state that ops change in place, like running means: a step uses it where it stands, and takes it along. */
  kept = false;

  /**
   * @param stored the numbers, or undefined for a tensor filled with `constant`, which is written down only when needed
   * @param strides of a view; undefined when dense and row-major from the vector's start
   */
  constructor(
    readonly shape: Shape,
    public backend: Backend,
    private stored: Vector | undefined,
    readonly strides?: Shape,
  ) {
    this.size = sizeOf(shape);
  }

  get rank(): number {
    return this.shape.length;
  }

  /** Its numbers in the backend's memory. */
  get vector(): Vector {
    if (this.stored === undefined) {
      this.stored = allocate(this.backend, this.size);
      emit(this.backend, { kind: 'fill', out: this.stored, value: this.constant ?? 0 });
    }
    return this.stored;
  }

  /** Moves the tensor to another home. For optimizers, which keep all parameters side by side. */
  rehome(backend: Backend, vector: Vector): void {
    this.backend = backend;
    this.stored = vector;
  }

  /** Gives it a name, for errors, summaries and saved files. @example tensor([1, 2]).named('x').title */
  named(name: string): this {
    this.name = name;
    return this;
  }

  /** `w [784, 128]`: how errors speak of it. */
  get title(): string {
    const name = this.name || (this.node ? `the result of ${this.node.op.name}` : 'tensor');
    return `${name} ${formatShape(this.shape)}`;
  }

  /**
   * The numbers, row by row, as a copy. On a GPU this waits for them.
   * @throws EngineError for a view on a GPU
   * @example
   * await tensor([[1, 2], [3, 4]]).data()
   */
  async data(): Promise<Floats> {
    if (this.backend.synchronous) return this.dataSync();
    this.session?.settle(this);
    if (this.strides) throw new EngineError(`${this.title} is a view on ${this.backend.name}; read what it views`);
    return this.backend.read(this.vector);
  }

  /**
   * The numbers at once.
   * @throws EngineError on a GPU, where only `data()` can wait for them
   * @example
   * tensor([[1, 2], [3, 4]]).dataSync()
   */
  dataSync(): Floats {
    (this.kept ? context.session : this.session)?.settle(this);
    const t = this.strides ? dense(this) : this;
    const data = t.vector.data;
    if (!data) {
      throw new EngineError(`${this.title} lives on ${this.backend.name}: use await data(), array() or item()`);
    }
    return data.slice();
  }

  /**
   * The number of a tensor that holds one.
   * @throws EngineError when it holds several
   * @example
   * await tensor([1, 2, 3]).sum().item()
   */
  async item(): Promise<number> {
    return single(this, await this.data());
  }

  /** The same at once. @throws EngineError when it holds several, or on a GPU @example tensor([1, 2, 3]).sum().itemSync() */
  itemSync(): number {
    return single(this, this.dataSync());
  }

  /** Nested arrays of the numbers. @example await tensor([[1, 2], [3, 4]]).array() */
  async array(): Promise<Nested> {
    return nest(await this.data(), this.shape);
  }

  /** The same at once. @throws EngineError on a GPU @example tensor([[1, 2], [3, 4]]).arraySync() */
  arraySync(): Nested {
    return nest(this.dataSync(), this.shape);
  }

  /**
   * Puts other numbers into a parameter or a batch.
   * @throws EngineError when there are too few or too many
   * @example
   * zeros([2]).assign([3, 4])
   */
  assign(values: ArrayLike<number>): this {
    if (values.length !== this.size) {
      throw new EngineError(`assign: ${this.title} holds ${this.size} numbers, ${values.length} came`);
    }
    if (this.strides) throw new EngineError(`assign: ${this.title} is a view; assign to what it views`);
    if (context.session)
      throw new EngineError(`assign: ${this.title} would change in the middle of a step; do it before`);
    this.backend.write(this.vector, values);
    this.constant = undefined;
    this.version += 1;
    return this;
  }

  /** Its shape and, where they can be read at once, its numbers. @example String(tensor([[1, 2], [3, 4]])) */
  toString(): string {
    return this.backend.synchronous ? `${formatShape(this.shape)} ${JSON.stringify(this.arraySync())}` : this.title;
  }
}

export type Nested = number | Nested[];

function single(t: Tensor, data: Floats): number {
  if (data.length !== 1) throw new EngineError(`item: ${t.title} holds ${data.length} numbers; expected 1`);
  return data[0]!;
}

function nest(data: Floats, shape: Shape, depth = 0, offset = 0): Nested {
  if (depth === shape.length) return data[offset]!;
  const step = sizeOf(shape.slice(depth + 1));
  return Array.from({ length: shape[depth]! }, (_, i) => nest(data, shape, depth + 1, offset + i * step));
}

/**
 * Runs `fn` with new tensors made on `backend`.
 *
 * @example
 * using(js('f32'), () => tensor([0.1])).dataSync()
 */
export function using<T>(backend: Backend, fn: () => T): T {
  const before = context.backend;
  context.backend = backend;
  try {
    return fn();
  } finally {
    context.backend = before;
  }
}

/**
 * Where tensors are made now.
 *
 * @example
 * currentBackend().name
 */
export function currentBackend(): Backend {
  return context.session?.backend ?? context.backend;
}

export function emit(backend: Backend, call: Call): void {
  if (context.session) context.session.emit(call);
  else backend.run(call, context.draws);
}

function allocate(backend: Backend, size: number): Vector {
  return context.session ? context.session.allocate(size) : backend.allocate(size);
}

/** A part of a vector, as a vector of its own. */
export function sliceOf(backend: Backend, vector: Vector, offset: number, size: number): Vector {
  return (context.session ?? backend).slice(vector, offset, size);
}

/** A new tensor for the result of an op. */
export function fresh(shape: Shape, backend: Backend): Tensor {
  return here(new Tensor(shape, backend, allocate(backend, sizeOf(shape))));
}

/** Says in which run of which session it was made. */
function here(t: Tensor): Tensor {
  t.session = context.session;
  if (context.session) t.run = context.session.step;
  return t;
}

/** The numbers of a tensor for reading at once, without a copy where that is possible. */
export function numbersOf(t: Tensor): ArrayLike<number> {
  t.session?.settle(t);
  if (!t.strides && t.vector.data) return t.vector.data;
  return t.dataSync();
}

/** Another look at the same numbers. */
export function view(t: Tensor, shape: Shape, strides?: Shape, vector: Vector = t.vector): Tensor {
  const v = new Tensor(shape, t.backend, vector, strides);
  v.session = context.session ?? t.session;
  v.origin = t.origin;
  if (context.session) v.run = context.session.step;
  else v.shared = t.shared = true;
  return v;
}

/** A tensor filled with one number, which takes no memory until somebody needs it. */
export function constant(shape: Shape, value: number): Tensor {
  return here(filled(shape, value, currentBackend()));
}

export function filled(shape: Shape, value: number, backend: Backend): Tensor {
  const t = new Tensor(shape, backend, undefined);
  t.constant = value;
  return t;
}

/** The same numbers, row-major from the vector's start. */
export function dense(t: Tensor, shape: Shape = t.shape): Tensor {
  return !t.strides && sameShape(t.shape, shape) ? t : copyOf(t, shape);
}

export function copyOf(t: Tensor, shape: Shape = t.shape): Tensor {
  const y = fresh(shape, t.backend);
  emit(t.backend, { kind: 'copy', from: viewOf(t, shape), to: viewOf(y, shape), shape });
  return y;
}

/** A tensor as a strided view, repeated to `shape`. */
export function viewOf(t: Tensor, shape: Shape = t.shape): View {
  const own = t.strides ?? stridesOf(t.shape);
  const missing = shape.length - t.shape.length;
  const repeats = (d: number): boolean => d < missing || (t.shape[d - missing] === 1 && shape[d] !== 1);
  const strides = shape.map((_, d) => (repeats(d) ? 0 : own[d - missing]!));
  return { vector: t.vector, offset: 0, strides };
}

/** A tensor as the operand of an elementwise loop over `shape`. */
export function operandOf(t: Tensor, shape: Shape): Operand {
  if (!t.strides && sameShape(t.shape, shape)) {
    return { vector: t.vector, offset: 0, every: 1, period: Math.max(1, t.size) };
  }
  const repeat = repeatOf(t.shape, t.strides ?? stridesOf(t.shape), shape);
  if (repeat) return { vector: t.vector, offset: 0, every: repeat.every, period: repeat.period };
  return { vector: dense(t, shape).vector, offset: 0, every: 1, period: Math.max(1, sizeOf(shape)) };
}
