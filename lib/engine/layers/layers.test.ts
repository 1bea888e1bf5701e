import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { noGrad, training } from '../autograd';
import { parameter, randn, tensor, zeros } from '../create';
import { gradcheck } from '../gradcheck';
import { normal } from '../initializers';
import { stream } from '../random';
import { sizeOf } from '../shape';
import type { Tensor } from '../tensor';
import { Activation, activate, PRelu } from './activation';
import { AvgPool2d, Conv2d, MaxPool2d } from './conv';
import { Dense, Maxout } from './dense';
import { Embedding } from './embedding';
import type { Layer } from './layer';
import { BatchNorm, LayerNorm } from './normalisation';
import { Gru, Lstm, Rnn } from './recurrent';
import { Flatten, Residual, Sequential } from './sequential';

const size = (most: number): fc.Arbitrary<number> => fc.integer({ min: 1, max: most });

/** Gradients of all parameters and of the input, of a loss that tells every number of the output apart. */
function expectRightGradients(layer: Layer, shape: readonly number[], seed: number): void {
  const s = stream(String(seed), 'gradcheck');
  layer.init(seed);
  // Biases and gains move away from 0 and 1, where a missing one would not show.
  for (const p of layer.params) p.assign(p.dataSync().map((x) => x + 0.3 * s.normal()));
  const x = parameter(randn(shape, s), 'x');
  const coefficients = randn(layer.measure(shape).output, s);
  const loss = (): Tensor => layer.forward(x).mul(coefficients).sum();
  const { worst, at } = gradcheck(loss, [x, ...layer.params]);
  expect(worst, JSON.stringify(at)).toBeLessThan(2e-7);
  expect(loss().shape).toEqual([]);
}

describe('gradients', () => {
  const cases: { name: string; make: fc.Arbitrary<{ layer: () => Layer; shape: number[] }> }[] = [
    {
      name: 'Dense',
      make: fc
        .record({
          b: size(4),
          n: size(5),
          k: size(5),
          f: fc.constantFrom('identity', 'tanh', 'elu', 'softmax'),
          bias: fc.boolean(),
        })
        .map(({ b, n, k, f, bias }) => ({
          layer: () => new Dense(n, k, { activation: f as 'tanh', bias }),
          shape: [b, n],
        })),
    },
    {
      name: 'Dense over three axes',
      make: fc
        .record({ t: size(3), n: size(4) })
        .map(({ t, n }) => ({ layer: () => new Dense(n, 2), shape: [2, t, n] })),
    },
    {
      name: 'Conv2d',
      make: fc
        .record({
          b: size(2),
          c: size(3),
          o: size(3),
          kernel: fc.tuple(size(3), size(3)),
          stride: size(2),
          padding: fc.constantFrom('same', 'valid', 1),
          bias: fc.boolean(),
        })
        .map(({ b, c, o, kernel, stride, padding, bias }) => ({
          layer: () =>
            new Conv2d(c, o, kernel, {
              stride,
              padding: padding as 'same',
              bias,
              activation: 'tanh',
              init: normal(0.5),
            }),
          shape: [b, 4, 5, c],
        })),
    },
    {
      name: 'MaxPool2d, AvgPool2d',
      make: fc.record({ c: size(3), k: size(3), stride: size(3), max: fc.boolean() }).map(({ c, k, stride, max }) => ({
        layer: () => (max ? new MaxPool2d(k, stride) : new AvgPool2d(k, stride)),
        shape: [2, 5, 4, c],
      })),
    },
    {
      name: 'Rnn, Lstm, Gru',
      make: fc
        .record({
          b: size(3),
          t: size(4),
          n: size(3),
          h: size(3),
          cell: fc.constantFrom(Rnn, Lstm, Gru),
          output: fc.constantFrom('all' as const, 'last' as const),
        })
        .map(({ b, t, n, h, cell: Cell, output }) => ({ layer: () => new Cell(n, h, { output }), shape: [b, t, n] })),
    },
    {
      name: 'LayerNorm',
      make: fc.record({ b: size(4), n: fc.integer({ min: 2, max: 5 }) }).map(({ b, n }) => ({
        layer: () => new LayerNorm(n, { epsilon: 0.1 }),
        shape: [b, n],
      })),
    },
    {
      name: 'BatchNorm in use',
      make: fc.record({ b: size(4), n: size(4) }).map(({ b, n }) => ({ layer: () => new BatchNorm(n), shape: [b, n] })),
    },
    {
      name: 'PRelu',
      make: fc.record({ b: size(4), n: size(4) }).map(({ b, n }) => ({ layer: () => new PRelu(n), shape: [b, n] })),
    },
    {
      name: 'Maxout',
      make: fc.record({ b: size(3), n: size(3), o: size(3), pieces: size(3) }).map(({ b, n, o, pieces }) => ({
        layer: () => new Maxout(n, o, pieces),
        shape: [b, n],
      })),
    },
    {
      name: 'Sequential, Residual, Flatten',
      make: size(3).map((n) => ({
        layer: () =>
          new Sequential(
            new Residual(new Sequential(new Dense(n, n, { activation: 'tanh' }), new Dense(n, n))),
            new Residual(new Dense(n, 2), new Dense(n, 2)),
            new Activation('sigmoid'),
            new Flatten(),
          ),
        shape: [2, n, n],
      })),
    },
  ];

  it.each(cases)('of $name', ({ make }) => {
    fc.assert(
      fc.property(make, fc.nat(), ({ layer, shape }, seed) => expectRightGradients(layer(), shape, seed)),
      { numRuns: 25 },
    );
  });

  it('of BatchNorm in training', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 6 }), size(3), fc.boolean(), fc.nat(), (m, c, images, seed) => {
        training(true, () =>
          expectRightGradients(new BatchNorm(c, { epsilon: 0.1 }), images ? [2, m, 1, c] : [m, c], seed),
        );
      }),
      { numRuns: 25 },
    );
  });

  it('of Embedding, added up where a word comes twice', () => {
    const layer = new Embedding(4, 3).init(1);
    const words = tensor([
      [1, 3],
      [1, 0],
    ]);
    const c = randn([2, 2, 3], stream('1', 'c'));
    const { worst } = gradcheck(() => layer.forward(words).mul(c).sum(), layer.params);
    expect(worst).toBeLessThan(1e-9);
    expect(layer.forward(words).shape).toEqual([2, 2, 3]);
  });
});

describe('activate', () => {
  it.each([
    ['identity', -2, 2],
    ['sigmoid', 0.119203, 0.880797],
    ['tanh', -0.964028, 0.964028],
    ['relu', 0, 2],
    ['leaky', -0.2, 2],
    ['elu', -0.864665, 2],
    ['softplus', 0.126928, 2.126928],
    ['arctan', -1.107149, 1.107149],
    ['step', 0, 1],
    ['softmax', 0.017986, 0.982014],
  ] as const)('%s of −2 and 2', (name, low, high) => {
    const [a, b] = activate(tensor([-2, 2]), name).dataSync();
    expect([a, b].map((y) => Number(y!.toFixed(6)))).toEqual([low, high]);
    expect(new Activation(name).forward(tensor([-2, 2])).dataSync()).toEqual(Float64Array.of(a!, b!));
  });

  it('takes the slope and scale that it is given', () => {
    expect(activate(tensor([-2]), 'leaky', 0.5).itemSync()).toBe(-1);
    expect(activate(tensor([-2]), 'elu', 2).itemSync()).toBeCloseTo(-1.72933, 5);
  });

  it('says which there are', () => {
    expect(() => activate(tensor([1]), 'swish' as 'elu')).toThrow("there is no 'swish'. There are identity, sigmoid");
  });
});

describe('PRelu, Maxout', () => {
  it('begin with a slope of ¼, and take the largest piece', () => {
    expect(
      new PRelu(2)
        .init(1)
        .forward(tensor([[-4, 4]]))
        .arraySync(),
    ).toEqual([[-1, 4]]);
    const maxout = new Maxout(1, 2, 2).init(1);
    maxout.params[0]!.assign([1, -1, 2, 3]);
    maxout.params[1]!.assign([0, 0, 1, -1]);
    expect(maxout.forward(tensor([[2], [-2]])).arraySync()).toEqual([
      [2, 5],
      [2, -3],
    ]);
  });
});

describe('convolution and pooling of the 4×4 table', () => {
  const image = tensor([7, 3, 5, 2, 8, 7, 1, 6, 4, 9, 3, 9, 0, 8, 4, 5].map((x) => x)).reshape([1, 4, 4, 1]);
  const EDGE = [-1, -1, -1, -1, 8, -1, -1, -1, -1];
  const convolve = (kernel: readonly number[], options = {}): number[] => {
    const conv = new Conv2d(1, 1, 3, options).init(1);
    conv.w.put(Float64Array.from(kernel));
    return [...conv.forward(image).dataSync()];
  };

  it.each([
    { name: 'identity', kernel: [0, 0, 0, 0, 1, 0, 0, 0, 0], want: [7, 1, 9, 3] },
    { name: 'blur', kernel: [1, 2, 1, 2, 4, 2, 1, 2, 1].map((k) => k / 16), want: [5.5625, 4.3125, 5.8125, 5.25] },
    { name: 'sharpen', kernel: [0, -1, 0, -1, 5, -1, 0, -1, 0], want: [14, -16, 23, -8] },
    { name: 'edge', kernel: EDGE, want: [16, -36, 37, -25] },
    { name: 'upper left (orientation)', kernel: [1, 0, 0, 0, 0, 0, 0, 0, 0], want: [7, 3, 8, 7] },
  ])('$name kernel', ({ kernel, want }) => expect(convolve(kernel)).toEqual(want));

  it('pads with zeros and strides', () => {
    expect(convolve(EDGE, { padding: 1 }).slice(0, 4)).toEqual([38, -4, 21, 4]);
    expect(convolve(EDGE, { padding: 'same' }).slice(0, 4)).toEqual([38, -4, 21, 4]);
    expect(convolve(EDGE, { padding: 1, stride: 2 })).toEqual([38, 21, 0, -25]);
  });

  it.each([
    { name: 'max 2, stride 2', layer: new MaxPool2d(2), want: [8, 6, 9, 9] },
    { name: 'mean 2, stride 2', layer: new AvgPool2d(2), want: [6.25, 3.5, 5.25, 5.25] },
    { name: 'max 2, stride 1', layer: new MaxPool2d(2, 1), want: [8, 7, 6, 9, 9, 9, 9, 9, 9] },
    { name: 'max 3, stride 2: what is left over is dropped', layer: new MaxPool2d(3, 2), want: [9] },
  ])('$name', ({ layer, want }) => expect([...layer.forward(image).dataSync()]).toEqual(want));

  it('never takes padding for the largest', () => {
    expect([...new MaxPool2d(2).forward(image.mul(-1)).dataSync()]).toEqual([-3, -1, -0, -3].map((x) => x));
  });

  it.each([
    [32, 5, 2, 1, 32],
    [32, 3, 0, 1, 30],
    [32, 3, 1, 2, 16],
    [7, 3, 0, 3, 2],
    [224, 7, 3, 2, 112],
  ])('n, k, p, s = %i, %i, %i, %i gives %i', (...[n, k, padding, stride, want]) => {
    expect(new Conv2d(1, 1, k, { padding, stride }).init(1).measure([1, n, n, 1]).output).toEqual([1, want, want, 1]);
  });
});

describe('recurrent layers', () => {
  const alike = (layer: Layer, values: Record<string, number>): void => {
    for (const weight of layer.weights)
      weight.put(new Float64Array(sizeOf(weight.shape)).fill(values[weight.key] ?? 0));
  };
  const x = tensor([[[1], [0], [-1]]]);

  it('Rnn gives the numbers of the worked example', () => {
    const rnn = new Rnn(1, 1);
    alike(rnn, { wx: 0.5, wh: 0.8, b: 0.1 });
    expect([...rnn.forward(x).dataSync()].map((h) => h.toFixed(6))).toEqual(['0.537050', '0.485106', '-0.011915']);
  });

  // Written out once more, in plain numbers.
  const sigma = (z: number): number => 1 / (1 + Math.exp(-z));
  it('Lstm follows its equations', () => {
    const lstm = new Lstm(1, 1);
    const v = {
      wx_i: 0.5,
      wh_i: 0.1,
      b_i: 0.2,
      wx_f: -0.4,
      wh_f: 0.3,
      b_f: 1,
      wx_o: 0.7,
      wh_o: -0.2,
      b_o: 0,
      wx_g: 0.9,
      wh_g: 0.6,
      b_g: -0.1,
    };
    alike(lstm, v);
    let [h, c] = [0, 0];
    const want = [1, 0, -1].map((x) => {
      const [i, f, o] = [
        sigma(v.wx_i * x + v.wh_i * h + v.b_i),
        sigma(v.wx_f * x + v.wh_f * h + v.b_f),
        sigma(v.wx_o * x + v.wh_o * h + v.b_o),
      ];
      c = f * c + i * Math.tanh(v.wx_g * x + v.wh_g * h + v.b_g);
      h = o * Math.tanh(c);
      return h;
    });
    [...lstm.forward(x).dataSync()].forEach((got, t) => expect(got).toBeCloseTo(want[t]!, 14));
    const { state } = lstm.run(x);
    expect(state.map((t) => t.itemSync())).toEqual([expect.closeTo(h, 14), expect.closeTo(c, 14)]);
  });

  it('Gru follows its equations', () => {
    const gru = new Gru(1, 1);
    const v = { wx_z: 0.5, wh_z: 0.1, b_z: 0.2, wx_r: -0.4, wh_r: 0.3, b_r: 0.5, wx_n: 0.9, wh_n: 0.6, b_n: -0.1 };
    alike(gru, v);
    let h = 0;
    const want = [1, 0, -1].map((x) => {
      const z = sigma(v.wx_z * x + v.wh_z * h + v.b_z);
      const r = sigma(v.wx_r * x + v.wh_r * h + v.b_r);
      h = z * h + (1 - z) * Math.tanh(v.wx_n * x + v.wh_n * (r * h) + v.b_n);
      return h;
    });
    [...gru.forward(x).dataSync()].forEach((got, t) => expect(got).toBeCloseTo(want[t]!, 14));
  });

  it.each([Rnn, Lstm, Gru])('%o can be cut in two, and its last output is its last state', (Cell) => {
    const cell = new Cell(2, 3).init(4);
    const x = randn([2, 5, 2], stream('4', 'x'));
    const whole = cell.run(x);
    const first = cell.run(x.slice(1, 0, 2));
    const second = cell.run(x.slice(1, 2, 5), first.state);
    const joined = [first.y, second.y].map((y) => y.transpose([1, 0, 2]).dataSync());
    const want = whole.y.transpose([1, 0, 2]).dataSync();
    [...joined[0]!, ...joined[1]!].forEach((y, i) => expect(y).toBeCloseTo(want[i]!, 14));
    const last = new Cell(2, 3, { output: 'last' }).init(4);
    expect(last.forward(x).dataSync()).toEqual(whole.state[0]!.dataSync());
  });

  it('keeps the sequences of a batch apart, and each in order', () => {
    const cell = new Rnn(2, 3).init(4);
    const x = randn([3, 4, 2], stream('4', 'x'));
    const whole = cell.forward(x).slice(0, 1, 2).dataSync();
    expect(cell.forward(x.slice(0, 1, 2)).dataSync()).toEqual(whole);
  });

  it('forgets nothing at first', () => {
    expect([
      ...new Lstm(1, 2)
        .init(1)
        .weights.find(({ key }) => key === 'b_f')!
        .tensor.dataSync(),
    ]).toEqual([1, 1]);
  });
});

describe('normalisation', () => {
  const x = tensor([
    [1, 10],
    [3, 30],
    [5, 80],
  ]);

  it('BatchNorm takes the batch apart by feature while training, and follows it', () => {
    const norm = new BatchNorm(2, { epsilon: 0, momentum: 0.25 }).init(1);
    const y = training(true, () => norm.forward(x).dataSync());
    const [a, b] = [Math.sqrt(8 / 3), Math.sqrt(2600 / 3)];
    [-2 / a, -30 / b, 0, -10 / b, 2 / a, 40 / b].forEach((want, i) => expect(y[i]).toBeCloseTo(want, 12));
    expect([...norm.mean.tensor.dataSync()]).toEqual([0.75, 10]);
    // Biased within the batch, m/(m−1) times that in the long run.
    const variance = norm.variance.tensor.dataSync();
    expect(variance[0]).toBeCloseTo(0.75 + 0.25 * 4, 12);
    expect(variance[1]).toBeCloseTo(0.75 + 0.25 * 1300, 10);
  });

  it('BatchNorm uses and keeps its running means otherwise', () => {
    const norm = new BatchNorm(2, { epsilon: 0 }).init(1);
    norm.mean.tensor.assign([1, 10]);
    norm.variance.tensor.assign([4, 100]);
    norm.gain.tensor.assign([2, 1]);
    norm.shift.tensor.assign([0, -1]);
    expect(norm.forward(x).arraySync()).toEqual([
      [0, -1],
      [2, 1],
      [4, 6],
    ]);
    expect([...norm.mean.tensor.dataSync()]).toEqual([1, 10]);
  });

  it('ε stands under the root', () => {
    const flat = tensor([[1, 3]]);
    expect(new LayerNorm(2, { epsilon: 3 }).init(1).forward(flat).arraySync()).toEqual([[-0.5, 0.5]]);
    const norm = new BatchNorm(2, { epsilon: 3 }).init(1);
    expect(norm.forward(flat).arraySync()).toEqual([[0.5, 1.5]]);
  });

  it('BatchNorm counts the pixels of a channel as one batch', () => {
    const norm = new BatchNorm(1, { epsilon: 0 }).init(1);
    const y = training(true, () => norm.forward(tensor([1, 3, 1, 3]).reshape([1, 2, 2, 1])));
    expect([...y.dataSync()]).toEqual([-1, 1, -1, 1]);
  });

  it('its running means are saved, but no parameters', () => {
    const norm = new BatchNorm(2).init(1);
    expect(norm.params.map((p) => p.name)).toEqual(['batchnorm.gain', 'batchnorm.shift']);
    expect(norm.weights.map(({ tensor }) => tensor.requiresGrad)).toEqual([true, true, false, false]);
    expect(norm.weights.map(({ name }) => name).slice(2)).toEqual(['batchnorm.mean', 'batchnorm.variance']);
  });

  it('LayerNorm takes each example by itself, training or not', () => {
    const norm = new LayerNorm(2, { epsilon: 0 }).init(1);
    const want = [
      [-1, 1],
      [-1, 1],
      [-1, 1],
    ];
    expect(norm.forward(x).arraySync()).toEqual(want);
    expect(training(true, () => norm.forward(x).arraySync())).toEqual(want);
  });
});

describe('words about shapes', () => {
  it.each<[string, Layer, number[], string]>([
    [
      'Dense',
      new Dense(784, 10),
      [32, 100],
      'dense: the input is [32, 100]; expected [batch, 784]. Change it to new Dense(100, 10)',
    ],
    ['Dense on images', new Dense(784, 10), [32, 28, 28], 'Put new Flatten() before it'],
    ['Conv2d', new Conv2d(1, 4, 3), [2, 8, 8, 3], 'expected [batch, height, width, 1]. Change its channels to 3.'],
    ['Conv2d, small images', new Conv2d(1, 4, 3), [2, 2, 8, 1], 'a window of 3×3 is larger than'],
    [
      'MaxPool2d',
      new MaxPool2d(2),
      [2, 8],
      'maxPool2d: tensor [2, 8]; expected images [batch, height, width, channels]',
    ],
    ['Rnn', new Rnn(3, 4), [2, 5, 4], 'rnn: the input is [2, 5, 4]; expected [batch, time, 3]'],
    ['Rnn, no steps', new Rnn(3, 4), [2, 0, 3], 'one step at least'],
    ['LayerNorm', new LayerNorm(3), [2, 4], 'Change its features to 4.'],
    ['PRelu', new PRelu(3), [2, 4], 'new PRelu(4)'],
    ['Residual', new Residual(new Dense(3, 4)), [2, 3], 'expected one that stays [2, 3], not [2, 4], inside'],
    ['the second of two', new Sequential(new Dense(2, 3), new Dense(4, 1)), [5, 2], 'dense2: the input is [5, 3]'],
  ])('%s', (_, layer, shape, message) => {
    expect(() => layer.init(1).forward(zeros(shape))).toThrow(message);
  });

  it('a layer without numbers says so', () => {
    expect(() => new Dense(2, 1).forward(tensor([[1, 2]]))).toThrow(
      'dense.w [2, 1] has no numbers yet: call model.init(seed) first',
    );
    expect(() => new Sequential(new Dense(2, 1)).params).toThrow('dense1.w');
  });
});

describe('models', () => {
  const build = (): Sequential =>
    new Sequential(
      new Dense(2, 3, { activation: 'relu' }),
      new Residual(new Sequential(new Dense(3, 3), new Activation('tanh'))),
      new Dense(3, 1),
    );

  it('name their weights by kind and place', () => {
    expect(build().weights.map(({ name }) => name)).toEqual([
      'dense1.w',
      'dense1.b',
      'residual1.sequential1.dense1.w',
      'residual1.sequential1.dense1.b',
      'dense2.w',
      'dense2.b',
    ]);
    const model = build().init(1);
    expect(model.params.map((p) => p.name)).toEqual(model.weights.map(({ name }) => name));
    // A layer that joins later is renamed, with the tensors that it has.
    expect(new Sequential(new Flatten(), model).params[0]!.name).toBe('sequential1.dense1.w');
  });

  it('draw the same numbers from the same seed, whatever else is in the model', () => {
    const numbers = (seed: number | string): number[] =>
      build()
        .init(seed)
        .params.flatMap((p) => [...p.dataSync()]);
    expect(numbers(1)).toEqual(numbers('1'));
    expect(numbers(1)).not.toEqual(numbers(2));
    const first = new Sequential(new Dense(2, 3, { activation: 'relu' })).init(1).params[0]!;
    expect([...first.dataSync()]).toEqual(numbers(1).slice(0, 6));
  });

  it('draw other numbers for two layers of one kind', () => {
    const [a, b] = new Sequential(new Dense(3, 3), new Dense(3, 3)).init(1).children.map((layer) => layer.params[0]!);
    expect(a!.dataSync()).not.toEqual(b!.dataSync());
  });

  it('keep their tensors when they are drawn anew', () => {
    const model = build().init(1);
    const [w] = model.params;
    const before = w!.dataSync();
    model.init(2);
    expect(model.params[0]).toBe(w);
    expect(w!.dataSync()).not.toEqual(before);
  });

  it('choose first weights by the activation, and take others', () => {
    const variance = (layer: Dense): number => {
      const w = layer.init(1).w.tensor.dataSync();
      return Array.from(w).reduce((sum, x) => sum + x * x, 0) / w.length;
    };
    expect(variance(new Dense(100, 300, { activation: 'relu' }))).toBeCloseTo(0.02, 3);
    expect(variance(new Dense(100, 300, { activation: 'tanh' }))).toBeCloseTo(0.005, 3);
    expect(variance(new Dense(100, 300, { init: 'zeros' }))).toBe(0);
  });

  it('show what each layer gives', () => {
    const model = build().init(1);
    const x = tensor([[1, -1]]);
    const seen = noGrad(() => model.activations(x));
    expect(seen.map(({ layer, y }) => [layer.name, y.shape])).toEqual([
      ['dense1', [1, 3]],
      ['residual1', [1, 3]],
      ['dense2', [1, 1]],
    ]);
    expect(seen.at(-1)!.y.dataSync()).toEqual(model.forward(x).dataSync());
  });
});
