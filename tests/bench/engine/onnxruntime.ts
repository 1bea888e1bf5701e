/** The workloads in onnxruntime-web (WebAssembly SIMD, one thread): forward only, it can't train. */
import type * as Ort from 'onnxruntime-web';
import { channelsFirst } from './jax';
import { constant, file, input, node, output } from './onnx';
import { modelOf, square, type Weights, type Workload } from './workloads';
import type { Contender } from './rounds';

export const onnxruntime = (ort: typeof Ort, workload: Workload): Contender => ({
  name: 'onnxruntime-web',
  async open() {
    const graph = graphOf(workload);
    if (typeof graph === 'string') return graph;
    ort.env.wasm.numThreads = 1;
    const session = await ort.InferenceSession.create(graph.bytes, { executionProviders: ['wasm'] });
    const feeds = Object.fromEntries(
      graph.inputs.map(({ name, shape, values }) => [name, new ort.Tensor('float32', values, shape)]),
    );
    return {
      async run() {
        await session.run(feeds);
      },
      settle: async () => undefined,
      async probe() {
        const { y } = await session.run(feeds);
        return (y!.data as Float32Array).reduce((a, b) => a + b, 0);
      },
    };
  },
});

interface Graph {
  bytes: Uint8Array;
  inputs: Weights[];
}

function graphOf(workload: Workload): Graph | string {
  if (workload.kind === 'train') return 'it does not train';
  if (workload.kind === 'matmul') {
    const inputs = square(workload.size);
    const shape = [workload.size, workload.size];
    return {
      bytes: file(node('MatMul', ['a', 'b'], 'y'), input('a', shape), input('b', shape), output('y', shape)),
      inputs,
    };
  }
  const model = modelOf(workload.model);
  const inputs = model.inputs;
  const [x] = inputs;
  const weights = model.params.map((w) => constant(w.name, w.shape, w.values));
  const described = inputs.map(({ name, shape }) => input(name, shape));
  const dense = (from: string, layer: number, to: string) => node('Gemm', [from, `w${layer}`, `b${layer}`], to);
  switch (model.name) {
    case 'tiny':
    case 'mlp': {
      const act = model.name === 'tiny' ? 'Tanh' : 'Relu';
      const hidden = [dense('x', 0, 'z0'), node(act, ['z0'], 'h0'), dense('h0', 1, 'z1'), node(act, ['z1'], 'h1')];
      const last = model.name === 'tiny' ? [dense('h1', 2, 'z2'), node(act, ['z2'], 'y')] : [dense('h1', 2, 'y')];
      const shape = [model.batch, model.name === 'tiny' ? 1 : 10];
      return { bytes: file(...hidden, ...last, ...weights, ...described, output('y', shape)), inputs };
    }
    case 'cnn': {
      const turned = model.params
        .map(channelsFirst)
        .map(({ name, shape, values }) => constant(name, name.startsWith('c') ? shape.slice(0, 1) : shape, values));
      const pool = { kernel_shape: [2, 2], strides: [2, 2] };
      const picture: Weights = { name: 'x', shape: [model.batch, 1, 28, 28], values: x!.values };
      const nodes = [
        node('Conv', ['x', 'k1', 'c1'], 'z1', { pads: [2, 2, 2, 2], kernel_shape: [5, 5] }),
        node('Relu', ['z1'], 'a1'),
        node('MaxPool', ['a1'], 'p1', pool),
        node('Conv', ['p1', 'k2', 'c2'], 'z2', { kernel_shape: [5, 5] }),
        node('Relu', ['z2'], 'a2'),
        node('MaxPool', ['a2'], 'p2', pool),
        node('Reshape', ['p2', 'shape'], 'flat'),
        dense('flat', 0, 'd0'),
        node('Relu', ['d0'], 'e0'),
        dense('e0', 1, 'd1'),
        node('Relu', ['d1'], 'e1'),
        dense('e1', 2, 'y'),
        constant('shape', [2], new BigInt64Array([BigInt(model.batch), 400n])),
      ];
      const ends = [input('x', picture.shape), output('y', [model.batch, 10])];
      return { bytes: file(...nodes, ...turned, ...ends), inputs: [picture] };
    }
    case 'rnn': {
      const moments = inputs.flatMap(({ name }, t) => [
        node('MatMul', [name, 'wx'], `a${t}`),
        ...(t === 0
          ? [node('Add', [`a${t}`, 'bh'], `z${t}`)]
          : [node('Gemm', [`h${t - 1}`, 'wh', 'bh'], `b${t}`), node('Add', [`a${t}`, `b${t}`], `z${t}`)]),
        node('Tanh', [`z${t}`], `h${t}`),
      ]);
      const last = dense(`h${inputs.length - 1}`, 0, 'y');
      return { bytes: file(...moments, last, ...weights, ...described, output('y', [model.batch, 10])), inputs };
    }
    case 'embedding':
      return 'left out: a lookup and a dot product say nothing about it';
  }
}
