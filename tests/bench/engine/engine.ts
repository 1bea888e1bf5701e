/** The workloads in our engine, one text for every backend. */
import {
  conv2d,
  crossEntropy,
  js,
  maxPool2d,
  noGrad,
  parameter,
  tensor,
  using,
  type Backend,
  type Tensor,
} from '@/lib/engine';
import { Adam, Sgd } from '@/lib/engine/optimizers';
import { Recorder } from '@/lib/engine/recorder';
import type { Ours } from './gates';
import type { Contender, Task } from './rounds';
import { CANDIDATES, EMBEDDING, HIDDEN, modelOf, square, type Model, type Workload } from './workloads';

/** `eager` walks the tape at every step; otherwise a step is recorded once and replayed. */
export const engine = (name: Ours, open: () => Backend | Promise<Backend>, workload: Workload): Contender => ({
  name,
  async open() {
    const backend = await open();
    const eager = name.endsWith('eager');
    // Where tensors are made: numbers for a GPU start on the CPU, as a page's would.
    const home = backend.synchronous ? backend : js('f32');
    if (workload.kind === 'matmul') {
      const [a, b] = square(workload.size).map(({ values, shape }) => using(home, () => tensor(values, { shape })));
      return forward(backend, eager, () => a!.matmul(b!));
    }
    const model = modelOf(workload.model);
    const net = using(home, () => build(model));
    if (workload.kind === 'forward') return forward(backend, eager, net.outputs);
    return eager ? trainEagerly(model, net) : train(backend, model, net);
  },
});

interface Net {
  params: Tensor[];
  outputs: () => Tensor;
  loss: () => Tensor;
}

const optimizerOf = ({ optimizer: { kind, rate } }: Model, params: Tensor[], backend: Backend) =>
  kind === 'adam' ? new Adam(params, { rate, backend }) : new Sgd(params, { rate, backend });

function train(backend: Backend, model: Model, { params, loss }: Net): Task {
  const optimizer = optimizerOf(model, params, backend);
  let last: Tensor | undefined;
  const step = () => {
    last = optimizer.step(loss);
  };
  const settle = async () => void (await last?.data());
  return {
    run: backend.synchronous
      ? step
      : async () => {
          step();
          await optimizer.turn();
        },
    settle,
    async probe() {
      for (let i = 0; i < 3; i++) step();
      return (await last?.item()) ?? Number.NaN;
    },
  };
}

function trainEagerly(model: Model, { params, loss }: Net): Task {
  const optimizer = optimizerOf(model, params, params[0]!.backend);
  const step = () => {
    const value = loss();
    value.backward();
    optimizer.step();
    return value;
  };
  return {
    run: () => void step(),
    settle: async () => undefined,
    probe: async () => [0, 0, 0].map(() => step().itemSync()).at(-1)!,
  };
}

function forward(backend: Backend, eager: boolean, outputs: () => Tensor): Task {
  const recorder = new Recorder(backend);
  const once = eager ? () => noGrad(outputs) : () => noGrad(() => recorder.run(outputs))[0]!;
  let last: Tensor | undefined;
  return {
    run: backend.synchronous
      ? () => {
          last = once();
        }
      : async () => {
          last = once();
          await backend.turn();
        },
    async settle() {
      await last?.data();
    },
    probe: async () => Array.from(await once().data()).reduce((a, b) => a + b, 0),
  };
}

function build(model: Model): Net {
  const params = model.params.map(({ name, shape, values }) => parameter(tensor(values, { shape }), name));
  const p = Object.fromEntries(params.map((w) => [w.name, w]));
  const inputs = model.inputs.map(({ values, shape }) => tensor(values, { shape }));
  const [x] = inputs;
  const layers = [0, 1, 2].map((i) => ({ w: p[`w${i}`]!, b: p[`b${i}`]! }));
  const layer = (h: Tensor, i: number) => h.matmul(layers[i]!.w).add(layers[i]!.b);
  const classify = (outputs: () => Tensor): Net => {
    const labels = tensor(model.targets);
    return { params, outputs, loss: () => crossEntropy(outputs(), labels) };
  };

  switch (model.name) {
    case 'tiny': {
      const y = tensor(model.targets, { shape: [model.batch, 1] });
      const outputs = () => [0, 1, 2].reduce((h, i) => layer(h, i).tanh(), x!);
      return { params, outputs, loss: () => outputs().sub(y).square().mean() };
    }
    case 'mlp':
      return classify(() => layer(layer(layer(x!, 0).relu(), 1).relu(), 2));
    case 'cnn': {
      const stage = (h: Tensor, i: number, padding: 'same' | 'valid') =>
        maxPool2d(conv2d(h, p[`k${i}`]!, { padding }).add(p[`c${i}`]!).relu(), 2);
      return classify(() => {
        const flat = stage(stage(x!, 1, 'same'), 2, 'valid').reshape([model.batch, 400]);
        return layer(layer(layer(flat, 0).relu(), 1).relu(), 2);
      });
    }
    case 'rnn': {
      const { wx, wh, bh } = p;
      const start = tensor(new Float32Array(model.batch * HIDDEN), { shape: [model.batch, HIDDEN] });
      const next = (h: Tensor, x: Tensor) => x.matmul(wx!).add(h.matmul(wh!)).add(bh!).tanh();
      return classify(() => layer(inputs.reduce(next, start), 0));
    }
    case 'embedding': {
      const [centre, candidates] = inputs;
      const shape = [model.batch, CANDIDATES];
      const y = tensor(model.targets, { shape });
      const outputs = () => {
        const v = p['words']!.gather(centre!).reshape([model.batch, 1, EMBEDDING]);
        const u = p['neighbours']!.gather(candidates!).reshape([...shape, EMBEDDING]);
        return v.mul(u).sum(2);
      };
      const loss = () => {
        const z = outputs();
        return z.softplus().sub(z.mul(y)).mean();
      };
      return { params, outputs, loss };
    }
  }
}
