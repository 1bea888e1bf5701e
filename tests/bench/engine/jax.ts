/** The workloads in jax-js: gradient and update of a step in one `jit`. An argument passed on is consumed; `.ref` keeps it. */
import type * as JaxJs from '@jax-js/jax';
import {
  CANDIDATES,
  EMBEDDING,
  modelOf,
  square,
  VOCABULARY,
  type Model,
  type Weights,
  type Workload,
} from './workloads';
import type { Contender, Task } from './rounds';

type Jax = typeof JaxJs;
type Arrays = JaxJs.Array[];

export const jax = (jx: Jax, device: 'wasm' | 'webgpu', workload: Workload): Contender => ({
  name: `jax-js ${device}`,
  open() {
    jx.defaultDevice(device);
    const enter = () => void jx.defaultDevice(device);
    if (workload.kind === 'matmul') {
      const inputs = square(workload.size).map((w) => array(jx, w));
      return { ...forward(jx, ([a, b]) => jx.numpy.matmul(a!, b!), inputs), enter };
    }
    const model = modelOf(workload.model);
    const net = build(jx, model);
    return { ...(workload.kind === 'train' ? train(jx, model, net) : forward(jx, net.outputs, net.inputs)), enter };
  },
});

interface Net {
  params: Arrays;
  /** Parameters first, then what the model is fed. */
  inputs: Arrays;
  outputs: (inputs: Arrays) => JaxJs.Array;
  loss: (params: Arrays, data: Arrays) => JaxJs.Array;
  data: Arrays;
}

const array = (jx: Jax, { values, shape }: { values: Float32Array<ArrayBuffer>; shape: number[] }): JaxJs.Array =>
  jx.numpy.array(values).reshape(shape);

function train(jx: Jax, { optimizer: { kind, rate } }: Model, net: Net): Task {
  const { numpy: np } = jx;
  const gradient = jx.valueAndGrad(net.loss);
  /** Powers of β₁ and β₂ travel with the state, so that a step is one program without numbers from outside. */
  const once = jx.jit((state: { p: Arrays; m: Arrays; v: Arrays; powers: Arrays }, data: Arrays) => {
    const [loss, grads] = gradient(jx.tree.ref(state.p), data) as [JaxJs.Array, Arrays];
    const next: typeof state = { p: [], m: [], v: [], powers: [] };
    if (kind === 'sgd') {
      next.p = state.p.map((p, i) => p.sub(grads[i]!.mul(rate)));
      return [next, loss] as const;
    }
    const [one, two] = [state.powers[0]!.mul(0.9), state.powers[1]!.mul(0.999)];
    next.powers = [one.ref, two.ref];
    for (const [i, p] of state.p.entries()) {
      const g = grads[i]!;
      const m = state.m[i]!.mul(0.9).add(g.ref.mul(0.1));
      const v = state.v[i]!.mul(0.999).add(g.ref.mul(g).mul(0.001));
      const unbiased = m.ref.div(np.subtract(1, one.ref));
      const scale = np.sqrt(v.ref.div(np.subtract(1, two.ref))).add(1e-8);
      next.p.push(p.sub(unbiased.mul(rate).div(scale)));
      next.m.push(m);
      next.v.push(v);
    }
    one.dispose();
    two.dispose();
    return [next, loss] as const;
  });
  const zeros = () => (kind === 'adam' ? net.params.map(({ shape }) => np.zeros(shape)) : []);
  let state = {
    p: net.params,
    m: zeros(),
    v: zeros(),
    powers: kind === 'adam' ? [np.array(1), np.array(1)] : [],
  };
  let last: JaxJs.Array | undefined;
  const step = () => {
    last?.dispose();
    const [next, loss] = once(state, jx.tree.ref(net.data));
    state = next;
    last = loss;
  };
  const settle = async () => void (await last?.ref.data());
  return {
    // Waiting at every step is its faster way: jobs that run ahead of it pile up (jax-js #151).
    async run() {
      step();
      await settle();
    },
    settle,
    async probe() {
      for (let i = 0; i < 3; i++) step();
      const [value] = (await last?.ref.data()) ?? [];
      return Number(value);
    },
  };
}

/** A result that nobody reads is never computed, so results are kept and waited for by eights. */
function forward(jx: Jax, outputs: (inputs: Arrays) => JaxJs.Array, inputs: Arrays): Task {
  const once = jx.jit(outputs);
  let waiting: Arrays = [];
  const settle = async () => {
    await jx.blockUntilReady(waiting);
    for (const result of waiting) result.dispose();
    waiting = [];
  };
  return {
    async run() {
      waiting.push(once(jx.tree.ref(inputs)));
      if (waiting.length === 8) await settle();
    },
    settle,
    async probe() {
      const values = await once(jx.tree.ref(inputs)).data();
      return Array.from(values, Number).reduce((a, b) => a + b, 0);
    },
  };
}

function build(jx: Jax, model: Model): Net {
  const { numpy: np, lax, nn } = jx;
  const index = Object.fromEntries(model.params.map(({ name }, i) => [name, i]));
  const take = (p: Arrays, name: string) => p[index[name]!]!;
  const layer = (p: Arrays, h: JaxJs.Array, i: number) => np.matmul(h, take(p, `w${i}`)).add(take(p, `b${i}`));
  const params = model.params.map((w) => array(jx, w));
  const inputs = model.inputs.map((w) => array(jx, w));
  const count = params.length;
  const net = (y: JaxJs.Array, f: (p: Arrays, x: Arrays) => JaxJs.Array, loss: Loss): Net => ({
    params,
    inputs: [...params.map((p) => p.ref), ...inputs.map((x) => x.ref)],
    outputs: (all) => f(all.slice(0, count), all.slice(count)),
    loss: (p, data) => loss(f(p, data.slice(0, -1)), data.at(-1)!),
    data: [...inputs, y],
  });
  const labels = () => array(jx, { values: oneHot(model.targets, 10), shape: [model.batch, 10] });
  const crossEntropy: Loss = (z, y) =>
    nn
      .logSoftmax(z)
      .mul(y)
      .sum()
      .mul(-1 / model.batch);

  switch (model.name) {
    case 'tiny': {
      const y = array(jx, { values: model.targets, shape: [model.batch, 1] });
      const squared: Loss = (z, y) => {
        const d = z.sub(y);
        return d.ref.mul(d).mean();
      };
      return net(y, (p, [x]) => [0, 1, 2].reduce((h, i) => np.tanh(layer(p, h, i)), x!), squared);
    }
    case 'mlp':
      return net(labels(), (p, [x]) => layer(p, nn.relu(layer(p, nn.relu(layer(p, x!, 0)), 1)), 2), crossEntropy);
    case 'cnn': {
      // It knows images with the channel first only; one channel makes no difference to the input.
      for (const [i, weights] of model.params.entries()) params[i] = array(jx, channelsFirst(weights));
      inputs[0] = inputs[0]!.reshape([model.batch, 1, 28, 28]);
      const stage = (p: Arrays, h: JaxJs.Array, i: number) => {
        const z = lax.convGeneralDilated(h, take(p, `k${i}`), [1, 1], i === 1 ? 'SAME' : 'VALID');
        return lax.reduceWindow(nn.relu(z.add(take(p, `c${i}`))), np.max, [2, 2], [2, 2]);
      };
      const outputs = (p: Arrays, [x]: Arrays) => {
        const flat = stage(p, stage(p, x!, 1), 2).reshape([model.batch, 400]);
        return layer(p, nn.relu(layer(p, nn.relu(layer(p, flat, 0)), 1)), 2);
      };
      return net(labels(), outputs, crossEntropy);
    }
    case 'rnn': {
      const outputs = (p: Arrays, xs: Arrays) => {
        const [wx, wh, bh] = [take(p, 'wx'), take(p, 'wh'), take(p, 'bh')];
        const start = np.zeros([model.batch, wh.shape[0]!]);
        const last = xs.reduce((h, x) => np.tanh(np.matmul(x, wx.ref).add(np.matmul(h, wh.ref)).add(bh.ref)), start);
        for (const used of [wx, wh, bh]) used.dispose();
        return layer(p, last, 0);
      };
      return net(labels(), outputs, crossEntropy);
    }
    case 'embedding': {
      for (const [i, { values }] of model.inputs.entries())
        inputs[i] = array(jx, { values: oneHot(values, VOCABULARY), shape: [values.length, VOCABULARY] });
      const shape = [model.batch, CANDIDATES];
      const y = array(jx, { values: model.targets, shape });
      const outputs = (p: Arrays, [centre, candidates]: Arrays) => {
        // Its gather can't be differentiated inside `jit` (scatter); products with 0 and 1 can.
        const v = np.matmul(centre!, take(p, 'words')).reshape([model.batch, 1, EMBEDDING]);
        const u = np.matmul(candidates!, take(p, 'neighbours')).reshape([...shape, EMBEDDING]);
        return v.mul(u).sum(2);
      };
      const logistic: Loss = (z, y) => np.logaddexp(z.ref, 0).sub(z.mul(y)).mean();
      return net(y, outputs, logistic);
    }
  }
}

type Loss = (outputs: JaxJs.Array, y: JaxJs.Array) => JaxJs.Array;

const oneHot = (numbers: Float32Array<ArrayBuffer>, classes: number): Float32Array<ArrayBuffer> =>
  Float32Array.from({ length: numbers.length * classes }, (_, i) =>
    numbers[Math.floor(i / classes)] === i % classes ? 1 : 0,
  );

/** Kernels [ky, kx, c, o] as [o, c, ky, kx], their biases as [o, 1, 1], and rows of `w0` in the order of such pictures. */
export function channelsFirst({ name, shape, values }: Weights): Weights {
  if (name.startsWith('c')) return { name, shape: [...shape, 1, 1], values };
  if (name.startsWith('k')) {
    const [ky, kx, c, o] = shape as [number, number, number, number];
    const moved = Float32Array.from({ length: values.length }, (_, i) => {
      const at = {
        x: i % kx,
        y: Math.floor(i / kx) % ky,
        c: Math.floor(i / kx / ky) % c,
        o: Math.floor(i / kx / ky / c),
      };
      return values[((at.y * kx + at.x) * c + at.c) * o + at.o]!;
    });
    return { name, shape: [o, c, ky, kx], values: moved };
  }
  if (name !== 'w0') return { name, shape, values };
  const [rows, columns] = shape as [number, number];
  const channels = 16;
  const pixels = rows / channels;
  const moved = Float32Array.from({ length: values.length }, (_, i) => {
    const row = Math.floor(i / columns);
    const [channel, pixel] = [Math.floor(row / pixels), row % pixels];
    return values[(pixel * channels + channel) * columns + (i % columns)]!;
  });
  return { name, shape, values: moved };
}
