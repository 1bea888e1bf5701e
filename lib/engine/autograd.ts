/**
 * The tape. Each op leaves a node on its result: which op, from which tensors. `backward` walks the nodes from the loss to the
 * parameters and adds up dL/dx along every path (reverse-mode automatic differentiation).
 */
import type { Backend } from './backend';
import { EngineError } from './errors';
import { combine } from './ops/chain';
import { sameShape, type Shape, stridesOf } from './shape';
import { constant, context, copyOf, emit, filled, fresh, type Op, Tensor, viewOf } from './tensor';

/** Marks a gradient as that of a slice only: zero elsewhere. Such parts are put together at the end. */
export function partOf(dx: Tensor, axis: number, start: number): Tensor {
  const marked = new Tensor(dx.shape, dx.backend, undefined);
  marked.part = { of: dx, axis, start };
  return marked;
}
type Part = NonNullable<Tensor['part']>;

const NONE: readonly number[] = [];

/** Computes y = op(x) and, where a gradient may flow, remembers how. */
export function apply(op: Op, given: readonly Tensor[], attrs = NONE): Tensor {
  const { session } = context;
  const compared = session !== undefined && !session.finishing;
  if (compared) {
    const known = session.replay(op, given, attrs);
    if (known) return known;
  }
  const shape = op.shape(given, attrs);
  for (let i = 0; i < given.length; i++) if (given[i]!.session !== session) given[i]!.session?.settle(given[i]!);
  const backend = session ? session.backend : homeOf(op, given);
  const x = session ? given.map((t) => session.adopt(t)) : bring(given, backend);
  const saved: Node['saved'] = [];
  const y = op.run(shape, x, attrs, saved);
  for (let i = 0; context.gradients && i < x.length; i++) {
    if (!x[i]!.requiresGrad) continue;
    y.requiresGrad = true;
    y.node = { op, x, attrs, saved };
    break;
  }
  if (compared) session.remember(op, given, attrs, y);
  return y;
}
type Node = NonNullable<Tensor['node']>;

/** An op runs where its parameters live, or else where its first tensor does. */
function homeOf(op: Op, x: readonly Tensor[]): Backend {
  let { backend } = x[0]!;
  for (let i = 0; i < x.length; i++) {
    if (!x[i]!.requiresGrad) continue;
    ({ backend } = x[i]!);
    break;
  }
  if (!backend.synchronous) {
    const tensors = x.flatMap((t) => (t.constant === undefined ? [t.title] : [])).join(', ');
    throw new EngineError(`${op.name}: ${tensors} live on ${backend.name}. Compute inside a step or a Recorder`);
  }
  return backend;
}

function bring(x: readonly Tensor[], backend: Backend): readonly Tensor[] {
  for (let i = 0; i < x.length; i++) {
    if (x[i]!.backend !== backend) return x.map((t) => (t.backend === backend ? t : copyTo(t, backend)));
  }
  return x;
}

function copyTo(t: Tensor, backend: Backend): Tensor {
  if (t.requiresGrad) {
    throw new EngineError(`${t.title} lives on ${t.backend.name}, other tensors of this op on ${backend.name}`);
  }
  if (t.constant !== undefined) return filled(t.shape, t.constant, backend);
  const vector = backend.allocate(t.size);
  backend.write(vector, t.dataSync());
  return new Tensor(t.shape, backend, vector);
}

/**
 * Runs `fn` without a tape: nothing in it will get a gradient.
 *
 * @example
 * const w = parameter([1, 2], 'w');
 * noGrad(() => w.mul(2)).requiresGrad
 */
export function noGrad<T>(fn: () => T): T {
  return switched('gradients', false, fn);
}

/**
 * Runs `fn` as in training (`on`) or as in use: what dropout and batch normalisation ask for. `Optimizer.step` trains by itself.
 *
 * @example
 * training(true, () => ones([8]).dropout(0.5))
 */
export function training<T>(on: boolean, fn: () => T): T {
  return switched('training', on, fn);
}

/**
 * Whether `training(true, …)` or an optimizer's step is under way.
 *
 * @example
 * isTraining()
 */
export function isTraining(): boolean {
  return context.training;
}

function switched<T>(key: 'gradients' | 'training', value: boolean, fn: () => T): T {
  const before = context[key];
  context[key] = value;
  try {
    return fn();
  } finally {
    context[key] = before;
  }
}

/**
 * dL/dx for every parameter x that L was computed from: in `x.grad`, added to what is there.
 *
 *   dL/dx = Σ over the ops y = f(…, x, …) of dL/dy · dy/dx
 *
 * @throws EngineError when L is not a single number, or no parameter took part
 */
export function backward(loss: Tensor): void {
  if (context.session)
    throw new EngineError(
      `backward: ${loss.title} is computed inside a step, which goes backwards by itself; return it`,
    );
  noGrad(() => {
    walk(loss, undefined, (x, dx) => {
      // A gradient may be another tensor as it stands: of w in Σ w·v it is v, which may change.
      const own = dx.origin > loss.id || dx.constant !== undefined ? dx : copyOf(dx);
      x.grad = x.grad ? sum(x.grad, dx) : own;
    });
  });
}

/** dL/dx of the leaves that L was computed from, or of those of them that are in `wanted`. */
export function gradientsOf(loss: Tensor, wanted?: ReadonlySet<Tensor>): Map<Tensor, Tensor> {
  const leaves = new Map<Tensor, Tensor>();
  walk(loss, wanted, (x, dx) => leaves.set(x, dx));
  return leaves;
}

function walk(loss: Tensor, wanted: ReadonlySet<Tensor> | undefined, leaf: (x: Tensor, dx: Tensor) => void): void {
  if (loss.size !== 1)
    throw new EngineError(`backward: ${loss.title} is no single number; take its mean() or sum() first`);
  if (!loss.requiresGrad) throw new EngineError(`backward: ${loss.title} depends on no parameter`);
  const order = tape(loss);
  if (wanted) leaveOut(order, wanted);
  const pieces = new Map<Tensor, Part[]>();
  loss.pending = constant(loss.shape, 1);
  for (const y of order) {
    const dy = pieces.size === 0 ? y.pending : gathered(y, pieces.get(y));
    y.pending = undefined;
    if (!dy || y.mark === LEFT_OUT) continue;
    if (!y.node) {
      leaf(y, dy);
      continue;
    }
    const { op, x, attrs, saved } = y.node;
    const at = { dy, x, y, attrs, saved };
    for (let i = 0; i < x.length; i++) {
      const to = x[i]!;
      if (!to.requiresGrad || to.mark === LEFT_OUT) continue;
      const dx = op.gradient(at, i);
      if (!dx) continue;
      if (dx.part) pieces.set(to, [...(pieces.get(to) ?? []), dx.part]);
      else to.pending = to.pending ? sum(to.pending, dx) : dx;
    }
  }
}

const LEFT_OUT = -1;
let walks = 0;

/** The tensors between the loss and the leaves, later ones first, then the leaves. No recursion: networks may be deep. */
function tape(loss: Tensor): Tensor[] {
  walks += 1;
  const order = [loss];
  const leaves: Tensor[] = [];
  loss.mark = walks;
  let sorted = true;
  for (let k = 0; k < order.length; k++) {
    for (const x of order[k]!.node?.x ?? []) {
      if (!x.requiresGrad || x.mark === walks) continue;
      x.mark = walks;
      if (x.node && order.at(-1)!.id < x.id) sorted = false;
      (x.node ? order : leaves).push(x);
    }
  }
  if (!sorted) order.sort((a, b) => b.id - a.id);
  return order.concat(leaves);
}

/** Marks what does not lead to a wanted leaf. */
function leaveOut(order: readonly Tensor[], wanted: ReadonlySet<Tensor>): void {
  for (const t of order.toReversed()) {
    const leads = t.node ? t.node.x.some((x) => x.requiresGrad && x.mark !== LEFT_OUT) : wanted.has(t);
    if (!leads) t.mark = LEFT_OUT;
  }
}

/** dL/dy from what came whole and what came in parts: those that lie apart are put together, others are added. */
function gathered(y: Tensor, mine: Part[] | undefined): Tensor | undefined {
  if (!mine) return y.pending;
  mine.sort((a, b) => a.start - b.start);
  const apart = mine.every(({ axis, start }, i) => {
    const last = mine[i - 1];
    return !last || (last.axis === axis && last.start + last.of.shape[axis]! <= start);
  });
  const layers = apart ? [mine] : mine.map((one) => [one]);
  return layers.reduce<Tensor | undefined>((total, layer) => {
    const whole = assemble(y.shape, layer);
    return total ? sum(total, whole) : whole;
  }, y.pending);
}

function assemble(shape: Shape, layer: readonly Part[]): Tensor {
  const y = fresh(shape, layer[0]!.of.backend);
  const { axis } = layer[0]!;
  const covered = layer.reduce((n, part) => n + part.of.shape[axis]!, 0);
  if (covered < shape[axis]!) emit(y.backend, { kind: 'fill', out: y.vector, value: 0 });
  const strides = stridesOf(shape);
  for (const { of: dx, start } of layer) {
    const to = { vector: y.vector, offset: start * strides[axis]!, strides };
    emit(y.backend, { kind: 'copy', from: viewOf(dx), to, shape: dx.shape });
  }
  return y;
}

function sum(a: Tensor, b: Tensor): Tensor {
  if (sameShape(a.shape, b.shape)) return combine('add', a, b, a.shape);
  throw new EngineError(`gradients ${a.title} and ${b.title} of one tensor differ`);
}
