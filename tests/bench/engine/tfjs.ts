/** The workloads in TensorFlow.js: core operations, its own optimizers, nothing kept longer than needed. */
import type * as Tfjs from '@tensorflow/tfjs-core';
import { CANDIDATES, EMBEDDING, HIDDEN, modelOf, square, VOCABULARY, type Model, type Workload } from './workloads';
import type { Contender, Task } from './rounds';

type Tf = typeof Tfjs;
type Tensor = Tfjs.Tensor;

/** `tf` with the wanted backends loaded; several backends share it and take turns. */
export const tfjs = (tf: Tf, backend: 'cpu' | 'wasm' | 'webgpu', workload: Workload): Contender => ({
  name: `tfjs ${backend}`,
  async open() {
    if (backend === 'cpu' && workload.kind === 'matmul' && workload.size > 512) return 'left out: seconds a product';
    await tf.setBackend(backend);
    await tf.ready();
    const enter = () => void tf.setBackend(backend);
    if (workload.kind === 'matmul') {
      const [a, b] = square(workload.size).map(({ values, shape }) => tf.tensor(values, shape)) as [Tensor, Tensor];
      return { ...forward(tf, () => tf.matMul(a, b)), enter };
    }
    const model = modelOf(workload.model);
    const net = build(tf, model);
    return { ...(workload.kind === 'train' ? train(tf, model, net) : forward(tf, net.outputs)), enter };
  },
});

interface Net {
  params: Tfjs.Variable[];
  outputs: () => Tensor;
  loss: () => Tfjs.Scalar;
}

function train(tf: Tf, { optimizer }: Model, { params, loss }: Net): Task {
  const rule =
    optimizer.kind === 'adam' ? tf.train.adam(optimizer.rate, 0.9, 0.999, 1e-8) : tf.train.sgd(optimizer.rate);
  let last: Tensor | null = null;
  const run = () => {
    last?.dispose();
    last = rule.minimize(loss, true, params);
  };
  const settle = async () => void (await last?.data());
  return {
    run,
    settle,
    async probe() {
      for (let i = 0; i < 3; i++) run();
      const [value] = (await last?.data()) ?? [];
      return value ?? Number.NaN;
    },
  };
}

function forward(tf: Tf, outputs: () => Tensor): Task {
  let last: Tensor | null = null;
  return {
    run() {
      last?.dispose();
      last = tf.tidy(outputs);
    },
    async settle() {
      await last?.data();
    },
    async probe() {
      const out = tf.tidy(outputs);
      const values = await out.data();
      out.dispose();
      return Array.from(values).reduce((a, b) => a + b, 0);
    },
  };
}

function build(tf: Tf, model: Model): Net {
  const p = Object.fromEntries(model.params.map((w) => [w.name, tf.variable(tf.tensor(w.values, w.shape))]));
  const params = Object.values(p);
  const whole = (values: Float32Array) => tf.tensor1d(Int32Array.from(values), 'int32');
  const layer = (h: Tensor, i: number) => tf.add(tf.matMul(h as Tfjs.Tensor2D, p[`w${i}`]!), p[`b${i}`]!);
  const inputs = () => model.inputs.map(({ values, shape }) => tf.tensor(values, shape));
  const classify = (outputs: () => Tensor): Net => {
    const labels = tf.oneHot(whole(model.targets), 10);
    const y = tf.cast(labels, 'float32');
    return { params, outputs, loss: () => tf.losses.softmaxCrossEntropy(y, outputs()) };
  };

  switch (model.name) {
    case 'tiny': {
      const [x] = inputs();
      const y = tf.tensor(model.targets, [model.batch, 1]);
      const outputs = () => [0, 1, 2].reduce((h, i) => tf.tanh(layer(h, i)), x!);
      return { params, outputs, loss: () => tf.mean(tf.square(tf.sub(outputs(), y))) };
    }
    case 'mlp': {
      const [x] = inputs();
      return classify(() => layer(tf.relu(layer(tf.relu(layer(x!, 0)), 1)), 2));
    }
    case 'cnn': {
      const x = inputs()[0] as Tfjs.Tensor4D;
      const stage = (h: Tfjs.Tensor4D, i: number, pad: 'same' | 'valid') => {
        const z = tf.add(tf.conv2d(h, p[`k${i}`] as Tfjs.Tensor4D, 1, pad), p[`c${i}`]!);
        return tf.maxPool(tf.relu(z) as Tfjs.Tensor4D, 2, 2, 'valid');
      };
      return classify(() => {
        const flat = tf.reshape(stage(stage(x, 1, 'same'), 2, 'valid'), [model.batch, 400]);
        return layer(tf.relu(layer(tf.relu(layer(flat, 0)), 1)), 2);
      });
    }
    case 'rnn': {
      const xs = inputs();
      const { wx, wh, bh } = p;
      const start = tf.zeros([model.batch, HIDDEN]);
      const next = (h: Tensor, x: Tensor) => tf.tanh(tf.add(tf.add(tf.matMul(x, wx!), tf.matMul(h, wh!)), bh!));
      return classify(() => layer(xs.reduce(next, start), 0));
    }
    case 'embedding': {
      const [centre, candidates] = model.inputs.map(({ values }) => whole(values));
      const shape = [model.batch, CANDIDATES];
      const y = tf.tensor(model.targets, shape);
      const dot = (v: Tensor, u: Tensor) =>
        tf.sum(tf.mul(tf.reshape(v, [model.batch, 1, EMBEDDING]), tf.reshape(u, [...shape, EMBEDDING])), 2);
      const outputs = () => dot(tf.gather(p['words']!, centre!), tf.gather(p['neighbours']!, candidates!));
      // The gradient of its gather takes seconds on the CPU and is missing in WebAssembly; products with 0 and 1 are its faster way.
      const [one, many] = [
        tf.oneHot(centre!, VOCABULARY, 1, 0, 'float32'),
        tf.oneHot(candidates!, VOCABULARY, 1, 0, 'float32'),
      ];
      const loss = () => {
        const z = dot(tf.matMul(one, p['words']!), tf.matMul(many, p['neighbours']!));
        return tf.mean<Tfjs.Scalar>(tf.sub(tf.softplus(z), tf.mul(z, y)));
      };
      return { params, outputs, loss };
    }
  }
}
