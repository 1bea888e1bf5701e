/** Softmax over the last axis, its logarithm, and cross-entropy from logits. */
import { apply } from '../autograd';
import { crossEntropy as plain } from '../backends/js/cross-entropy';
import { EngineError } from '../errors';
import { sameShape, type Shape } from '../shape';
import { dense, emit, fresh, type Op, type Tensor, view } from '../tensor';
import { chain, combine, reduced, sumTo, times, unaryStep, withTensor } from './chain';

function rowsOf(op: string, x: Tensor): { rows: number; columns: number } {
  const columns = x.shape.at(-1);
  if (!columns) throw new EngineError(`${op}: ${x.title} has no classes in its last axis`);
  return { rows: x.size / columns, columns };
}

const perRow = (shape: Shape): number[] => [...shape.slice(0, -1), 1];

/** One number for each row of a dense x. */
function overRows(op: 'sum' | 'max', x: Tensor): Tensor {
  return reduced(x, { op, axis: x.shape.at(-1)!, inner: 1, scale: 1 }, perRow(x.shape));
}

function softmaxOp(name: string, finish: (x: Tensor, largest: Tensor) => Tensor, gradient: Op['gradient']): Op {
  return {
    name,
    shape: ([x]) => x!.shape,
    run(_, [given]) {
      rowsOf(name, given!);
      const x = dense(given!);
      return finish(x, overRows('max', x));
    },
    gradient,
  };
}

/** exp(x − m), which does not overflow */
const shifted = (x: Tensor, largest: Tensor): Tensor =>
  chain(x, x.shape, [withTensor('sub', largest, x.shape), unaryStep('exp')]);

const SOFTMAX = softmaxOp(
  'softmax',
  (x, largest) => {
    const e = shifted(x, largest);
    return combine('div', e, overRows('sum', e), x.shape);
  },
  ({ dy, y }) => {
    // y·(dy − Σ dy·y)
    const dot = sumTo(times(dense(dy), y), perRow(y.shape));
    return chain(dense(dy), y.shape, [withTensor('sub', dot, y.shape), withTensor('mul', y, y.shape)]);
  },
);

const LOG_SOFTMAX = softmaxOp(
  'logSoftmax',
  (x, largest) => {
    const sum = overRows('sum', shifted(x, largest));
    return combine('sub', x, chain(sum, sum.shape, [unaryStep('log'), withTensor('add', largest, sum.shape)]), x.shape);
  },
  ({ dy, y }) => {
    // dy − eʸ·Σ dy
    const total = sumTo(dy, perRow(y.shape));
    return chain(y, y.shape, [
      unaryStep('exp'),
      withTensor('mul', total, y.shape),
      withTensor('rsub', dense(dy), y.shape),
    ]);
  },
);

/** y[…, k] = exp(x[…, k] − m) / Σ_j exp(x[…, j] − m), with m the row's maximum so that nothing overflows. */
export function softmax(x: Tensor): Tensor {
  return apply(SOFTMAX, [x]);
}

/** y[…, k] = x[…, k] − m − ln Σ_j exp(x[…, j] − m). */
export function logSoftmax(x: Tensor): Tensor {
  return apply(LOG_SOFTMAX, [x]);
}

const CROSS_ENTROPY: Op = {
  name: 'crossEntropy',
  shape([logits, targets]) {
    const { rows } = rowsOf('crossEntropy', logits!);
    if (targets!.requiresGrad) throw new EngineError(`crossEntropy: ${targets!.title} gets no gradient; detach() it`);
    if (targets!.size === rows || sameShape(targets!.shape, logits!.shape)) return [];
    throw new EngineError(
      `crossEntropy: logits ${logits!.title}, targets ${targets!.title}; expected ${rows} class numbers or the logits' shape`,
    );
  },
  run(_, [logits, targets], _attrs, saved) {
    const { rows, columns } = rowsOf('crossEntropy', logits!);
    const losses = fresh([rows], logits!.backend);
    const grad = fresh(logits!.shape, logits!.backend);
    saved.push(grad.vector);
    const [z, t] = [dense(logits!).vector, dense(targets!).vector];
    const labels = targets!.size === rows && !(columns === 1 && sameShape(targets!.shape, logits!.shape));
    const what = { labels, rows, columns, scale: 1 / rows, plain };
    const [loss, slope] = [losses.vector, grad.vector];
    emit(losses.backend, { kind: 'cross-entropy', loss, grad: slope, logits: z, targets: t, ...what });
    return reduced(losses, { op: 'sum', axis: rows, inner: 1, scale: 1 / rows }, []);
  },
  gradient({ dy, x: [logits], saved }, i) {
    if (i === 1) return undefined;
    return times(view(logits!, logits!.shape, undefined, saved[0]), dy);
  },
};

/**
 * L = (1/B) Σ_b −ln softmax(z[b])[t[b]], or with weights t[b, k]: (1/B) Σ_b Σ_k −t[b, k]·ln softmax(z[b])[k].
 *
 *   dz = (softmax(z) − t)/B
 *
 * @param logits z [batch, classes]
 * @param targets t, class numbers [batch] or weights [batch, classes]
 * @returns one number, []
 * @throws EngineError when the targets fit neither form
 * @see Goodfellow, Bengio, Courville, Deep Learning (2016), §6.2.2.3
 * @example
 * crossEntropy(tensor([[2, 1, 0], [0, 3, 0]]), tensor([0, 1]))
 */
export function crossEntropy(logits: Tensor, targets: Tensor): Tensor {
  return apply(CROSS_ENTROPY, [logits, targets]);
}
