/** Engines that are wrong in one way each, and the check that must notice. */
import { js, type Backend, type Vector } from '@/lib/engine';
import type { Binary, Call, MapStep, UpdateCall } from '@/lib/engine/backend';

type Run = (call: Call) => void;

export interface PlantedBug {
  name: string;
  /** Does the call wrongly, or as it should be done where this bug has no hand in it. */
  plant?: (call: Call, run: Run) => void;
  /** Numbers that come later to where there are some already are not taken. */
  writesOnce?: true;
  /** The check of `checks.ts` that fails. */
  caughtBy: string;
}

/** A float64 backend with the bug in it, eager and compiled. */
export function faulty({ plant = (call, run) => run(call), writesOnce }: PlantedBug): Backend {
  const sound = js('f64');
  const written = new WeakSet<Vector>();
  return Object.assign(Object.create(sound) as Backend, {
    run: (call: Call, step: number) => plant(call, (done) => sound.run(done, step)),
    compile: (calls: readonly Call[]) => ({
      run: (step: number) => {
        for (const call of calls) plant(call, (done) => sound.run(done, step));
      },
      release: () => undefined,
    }),
    write: (vector: Vector, values: ArrayLike<number>) => {
      if (!writesOnce || !written.has(vector)) sound.write(vector, values);
      written.add(vector);
    },
  });
}

type Kind<K extends Call['kind']> = Extract<Call, { kind: K }>;

/** A bug in calls of one kind: what to run instead, or undefined after doing it by hand. */
const inCalls =
  <K extends Call['kind']>(kind: K, change: (call: Kind<K>, run: Run) => Call | undefined) =>
  (call: Call, run: Run): void => {
    const done = call.kind === kind ? change(call as Kind<K>, run) : call;
    if (done) run(done);
  };

/** A bug in elementwise steps, wherever they stand. */
const inSteps =
  (change: (step: MapStep) => readonly MapStep[]) =>
  (call: Call, run: Run): void => {
    run('steps' in call ? { ...call, steps: call.steps.flatMap(change) } : call);
  };

const derivative = (wrong: string, instead: (step: Extract<MapStep, { kind: 'derivative' }>) => readonly MapStep[]) =>
  inSteps((step) => (step.kind === 'derivative' && step.op === wrong ? instead(step) : [step]));

const number = (op: Binary, value: number): MapStep => ({ kind: 'const', op, value });

/** A bug in a slope that is a chain of functions: what stands instead of all but its last step, the gradient. */
const inSlope =
  (first: string, instead: () => readonly MapStep[], last?: Binary) =>
  (call: Call, run: Run): void => {
    const step = call.kind === 'map' && call.steps.length > 1 ? call.steps.at(-1)! : undefined;
    if (call.kind !== 'map' || step?.kind !== 'binary' || call.steps[0]!.op !== first) return run(call);
    if (last && step.op !== 'rdiv') return run(call);
    run({ ...call, steps: [...instead(), { ...step, op: last ?? step.op }] });
  };

/** A bug in the numbers [η, a, b, ε, c, d, λ] or the rule of an optimizer. */
const inUpdate = (
  rule: UpdateCall['rule'],
  change: (call: UpdateCall, h: Float64Array) => Partial<UpdateCall> | void,
) =>
  inCalls('update', (call) => {
    if (call.rule !== rule) return call;
    const hyper = call.hyper.slice();
    return { ...call, hyper, ...change(call, hyper) };
  });

const zero = (call: Kind<'reduce'>): Call => ({ kind: 'fill', out: call.out, value: 0 });

export const PLANTED_BUGS: readonly PlantedBug[] = [
  {
    name: 'the gradient of a bias is missing',
    plant: inCalls('reduce', (call) => (call.op === 'sum' && call.outer === 1 && call.inner > 1 ? zero(call) : call)),
    caughtBy: 'central differences: add of [3, 4] and [4]',
  },
  {
    name: 'the gradient of a bias is that of the last sample only',
    plant: inCalls('reduce', (call) =>
      call.op === 'sum' && call.outer === 1 && call.inner > 1
        ? { ...call, offset: (call.axis - 1) * call.inner, axis: 1 }
        : call,
    ),
    caughtBy: 'jax-js: add of [3, 4] and [4]',
  },
  {
    name: 'the mean is a sum',
    plant: inCalls('reduce', (call) => ({ ...call, scale: 1 })),
    caughtBy: 'tfjs: mean over axis 1',
  },
  {
    name: 'the gradient of cross-entropy is not divided by the batch',
    plant: inCalls('cross-entropy', (call) => ({ ...call, scale: 1 })),
    caughtBy: 'the gradient of softmax cross-entropy is (p − y)/n',
  },
  {
    name: 'the gradient of softmax forgets that rows sum to one',
    plant: inCalls('reduce', (call) => (call.op === 'sum' && call.inner === 1 && call.outer > 1 ? zero(call) : call)),
    caughtBy: 'central differences: softmax',
  },
  {
    name: 'softmax is not shifted by the maximum',
    plant: inCalls('reduce', (call) => (call.op === 'max' ? zero(call) : call)),
    caughtBy: 'softmax of large logits is finite',
  },
  {
    name: 'sums are kept in float32',
    plant: inCalls('reduce', (call, run) => {
      run(call);
      call.out.data!.forEach((value, i, out) => {
        out[i] = Math.fround(value);
      });
      return undefined;
    }),
    caughtBy: 'jax-js: softmax',
  },
  {
    name: 'a sum leaves out the last',
    plant: inCalls('reduce', (call, run) => {
      if (call.op !== 'sum' || call.outer > 1) return call;
      run({ ...call, axis: Math.max(1, call.axis - 1) });
      return undefined;
    }),
    caughtBy: 'tfjs: sum over axis 0',
  },
  {
    name: 'a transposed matrix is read as if it were not',
    plant: inCalls('gemm', (call) => {
      const { a } = call;
      return 'rowStride' in a && a.rowStride === 1 ? { ...call, a: { ...a, rowStride: call.k, colStride: 1 } } : call;
    }),
    caughtBy: 'central differences: matmul',
  },
  {
    name: 'the second factor of a product is transposed',
    plant: inCalls('gemm', (call) => ({
      ...call,
      b: { ...call.b, rowStride: call.b.colStride === 1 ? 1 : call.n, colStride: call.b.colStride === 1 ? call.k : 1 },
    })),
    caughtBy: 'tfjs: matmul',
  },
  {
    name: 'a product leaves out the last term',
    plant: inCalls('gemm', (call) => ({ ...call, k: Math.max(1, call.k - 1) })),
    caughtBy: 'jax-js: matmul of two transposes',
  },
  {
    name: 'a convolution is padded one row too little',
    plant: inCalls('gemm', (call) => {
      const { a } = call;
      return 'window' in a
        ? { ...call, a: { ...a, window: { ...a.window, top: Math.max(0, a.window.top - 1) } } }
        : call;
    }),
    caughtBy: 'a kernel with a single 1 in its middle leaves a picture as it is',
  },
  {
    name: 'the gradient of a picture forgets the padding',
    plant: inCalls('fold', (call) => ({ ...call, window: { ...call.window, top: 0, left: 0 } })),
    caughtBy: 'central differences: conv2d, same',
  },
  {
    name: 'the gradient of a picture forgets the stride',
    plant: inCalls('fold', (call) => ({ ...call, window: { ...call.window, strideX: 1 } })),
    caughtBy: 'tfjs: conv2d, stride 2',
  },
  {
    name: 'max-pooling sends the gradient to all',
    plant: inCalls('unpool', (call, run) => {
      run({ ...call, mode: 'mean', index: undefined });
      if (call.mode === 'mean') return undefined;
      const count = call.window.kernelHeight * call.window.kernelWidth;
      call.out.data!.forEach((value, i, out) => {
        out[i] = value * count;
      });
      return undefined;
    }),
    caughtBy: 'tfjs: maxPool2d',
  },
  {
    name: 'max-pooling prefers the last of equals',
    plant: inCalls('pool', (call, run) => {
      run(call);
      if (call.mode === 'max' && call.image.data!.every((value) => value === 7)) call.index!.data!.fill(3);
      return undefined;
    }),
    caughtBy: 'of equal numbers in a window the first gets the gradient',
  },
  {
    name: 'the gradient of mean-pooling is not shared out',
    plant: inCalls('unpool', (call, run) => {
      run(call);
      if (call.mode === 'max') return undefined;
      const count = call.window.kernelHeight * call.window.kernelWidth;
      call.out.data!.forEach((value, i, out) => {
        out[i] = value * count;
      });
      return undefined;
    }),
    caughtBy: 'central differences: meanPool2d',
  },
  {
    name: 'rows that are looked up twice get the gradient of one',
    plant: inCalls('scatter-add', ({ out, in: from, index, count, width }) => {
      out.data!.fill(0);
      for (let i = 0; i < count; i++) {
        out.data!.set(from.data!.subarray(i * width, (i + 1) * width), index.data![i]! * width);
      }
      return undefined;
    }),
    caughtBy: 'central differences: gather with repeated rows',
  },
  {
    name: 'rows are looked up one too far',
    plant: inCalls('gather', (call, run) => {
      const data = call.index.data!;
      const own = data.slice();
      data.forEach((value, i) => {
        data[i] = (value + 1) % call.rows;
      });
      run(call);
      data.set(own);
      return undefined;
    }),
    caughtBy: 'tfjs: gather with repeated rows',
  },
  {
    name: 'a transposed copy is not transposed',
    plant: inCalls('copy', (call) => ({ ...call, from: { ...call.from, strides: call.to.strides } })),
    caughtBy: 'jax-js: flatten after transpose',
  },
  {
    name: 'parts start at the beginning',
    plant: inCalls('copy', (call) => ({ ...call, to: { ...call.to, offset: 0 } })),
    caughtBy: 'parts of one tensor get the gradients of their own places',
  },
  {
    name: 'relu has slope 1 at 0',
    plant: (call, run) => {
      run(call);
      const [step] = 'steps' in call ? call.steps : [];
      if (call.kind !== 'map' || step?.kind !== 'derivative' || step.op !== 'relu-grad') return;
      step.with.vector.data!.forEach((value, i) => {
        if (value === 0) call.out.data![i] = 1;
      });
    },
    caughtBy: 'the slope of relu is 0 at 0',
  },
  {
    name: 'the slope of tanh is 1 − y',
    plant: (call, run) => {
      run(call);
      const [step] = 'steps' in call ? call.steps : [];
      if (call.kind !== 'map' || step?.kind !== 'derivative' || step.op !== 'tanh-grad') return;
      step.with.vector.data!.forEach((y, i) => {
        call.out.data![i]! /= 1 + y;
      });
    },
    caughtBy: 'the slope of tanh is 1 − tanh²',
  },
  {
    name: 'the slope of the sigmoid is that of tanh',
    plant: derivative('sigmoid-grad', (step) => [{ ...step, op: 'tanh-grad' }]),
    caughtBy: 'central differences: sigmoid',
  },
  {
    name: 'leaky relu does not leak backwards',
    plant: derivative('leaky-grad', (step) => [{ ...step, alpha: 0 }]),
    caughtBy: 'central differences: leaky',
  },
  {
    name: 'the slope of elu forgets α',
    plant: derivative('elu-grad', (step) => [{ ...step, alpha: 0 }]),
    caughtBy: 'tfjs: elu',
  },
  {
    name: 'the slope of softplus is that of relu',
    plant: inSlope('sigmoid', () => [number('ge', 0)]),
    caughtBy: 'jax-js: softplus',
  },
  {
    name: 'the slope of arctan is 1 − x²',
    plant: inSlope('square', () => [{ kind: 'unary', op: 'square', alpha: 0 }, number('rsub', 1)], 'mul'),
    caughtBy: 'central differences: arctan',
  },
  {
    name: 'the slope of |x| is 1',
    plant: inSlope('sign', () => [number('ge', -Infinity)]),
    caughtBy: 'central differences: abs',
  },
  {
    name: 'the slope of the sine is that of the cosine',
    plant: inSlope('cos', () => [{ kind: 'unary', op: 'sin', alpha: 0 }]),
    caughtBy: 'tfjs: sin',
  },
  {
    name: 'the slope of the cosine has the wrong sign',
    plant: inSlope('sin', () => [{ kind: 'unary', op: 'sin', alpha: 0 }]),
    caughtBy: 'jax-js: cos',
  },
  {
    name: 'what is subtracted gets the gradient of what is added',
    plant: inSteps((step) => (step.kind === 'const' && step.op === 'mul' && step.value === -1 ? [] : [step])),
    caughtBy: 'central differences: sub of [3, 4] and [4]',
  },
  {
    name: 'a division is upside down',
    plant: inSteps((step) => (step.kind === 'binary' && step.op === 'div' ? [{ ...step, op: 'rdiv' }] : [step])),
    caughtBy: 'tfjs: div of [3, 4] and [3, 1]',
  },
  {
    name: 'the gradient of the largest goes to all',
    plant: inSteps((step) => (step.kind === 'binary' && step.op === 'eq' ? [{ ...step, op: 'rsub' }] : [step])),
    caughtBy: 'central differences: max over axis 1',
  },
  {
    name: 'at a tie of maximum both get the gradient',
    plant: inSteps((step) => (step.kind === 'binary' && step.op === 'gt' ? [{ ...step, op: 'ge' }] : [step])),
    caughtBy: 'at a tie of maximum the first gets the gradient',
  },
  {
    name: 'the slope of x² is x',
    plant: inSteps((step) => (step.kind === 'const' && step.op === 'mul' && step.value === 2 ? [] : [step])),
    caughtBy: 'central differences: square',
  },
  {
    name: 'dropout does not make up for what it drops',
    plant: inCalls('random', (call, run) => {
      run(call);
      call.out.data!.forEach((value, i, out) => {
        if (value !== 0) out[i] = 1;
      });
      return undefined;
    }),
    caughtBy: 'what dropout keeps is divided by the share it keeps',
  },
  {
    name: 'descent climbs',
    plant: inUpdate('sgd', (_, h) => {
      h[0] = -h[0]!;
    }),
    caughtBy: 'tfjs: 20 steps of Sgd',
  },
  {
    name: 'momentum is forgotten',
    plant: inUpdate('momentum', (_, h) => {
      h[1] = 0;
    }),
    caughtBy: 'momentum under a constant gradient nears a constant speed',
  },
  {
    name: 'momentum is added to a gradient that is not scaled',
    plant: inUpdate('momentum', (_, h) => {
      h[0] = h[0]! * (1 - h[1]!);
    }),
    caughtBy: 'tfjs: 20 steps of Momentum',
  },
  {
    name: 'Nesterov looks nowhere ahead',
    plant: inUpdate('nesterov', () => ({ rule: 'momentum' })),
    caughtBy: 'paper: 20 steps of Nesterov',
  },
  {
    name: 'Adagrad forgets',
    plant: inUpdate('adagrad', (_, h) => {
      h[1] = 0.9;
      return { rule: 'rmsprop' };
    }),
    caughtBy: 'tfjs: 20 steps of Adagrad',
  },
  {
    name: 'RMSProp never forgets',
    plant: inUpdate('rmsprop', () => ({ rule: 'adagrad' })),
    caughtBy: 'tfjs: 20 steps of RmsProp',
  },
  {
    name: 'Adadelta has a rate of its own',
    plant: inUpdate('adadelta', (_, h) => {
      h[0] = 0.5;
    }),
    caughtBy: 'paper: 20 steps of Adadelta',
  },
  {
    name: 'Adam is not corrected for its start',
    plant: inUpdate('adam', (_, h) => h.set([1, 1], 4)),
    caughtBy: 'the first step of Adam is the rate against the sign of the gradient',
  },
  {
    name: 'Adam corrects as if it always took its first step',
    plant: inUpdate('adam', (_, h) => h.set([1 - h[1]!, 1 - h[2]!], 4)),
    caughtBy: 'tfjs: 20 steps of Adam',
  },
  {
    name: 'Adam mixes up its two decays',
    plant: inUpdate('adam', (_, h) => h.set([h[2]!, h[1]!, h[3]!, h[5]!, h[4]!], 1)),
    caughtBy: 'paper: 20 steps of Adam',
  },
  {
    name: 'the weight decay of AdamW goes through the gradient',
    plant: inUpdate('adamw', (call, h) => {
      call.grads.data!.forEach((g, i, grads) => {
        grads[i] = g + h[6]! * call.params.data![i]!;
      });
      return { rule: 'adam' };
    }),
    caughtBy: 'paper: 20 steps of AdamW',
  },
  {
    name: 'a replayed step uses the batch of the first',
    writesOnce: true,
    caughtBy: 'every step sees the batch it is given',
  },
];
