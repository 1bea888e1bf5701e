import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parameter, tensor } from './create';
import { Dense } from './layers/dense';
import { Sequential } from './layers/sequential';
import { mse } from './losses';
import type { Optimizer } from './optimizer';
import { Adadelta, Adagrad, Adam, AdamW, Momentum, Nesterov, RmsProp, Sgd } from './optimizers';
import type { Tensor } from './tensor';

/** Steps of a parameter whose gradient is given each time: the loss is g·w. */
function follow(
  make: (params: Tensor[]) => Optimizer,
  gradients: readonly (readonly number[])[],
  start?: number[],
): number[][] {
  const w = parameter(start ?? gradients[0]!.map(() => 0), 'w');
  const optimizer = make([w]);
  return gradients.map((g) => {
    optimizer.step(() => w.mul(tensor(g)).sum());
    return [...w.dataSync()];
  });
}
const rounded = (steps: number[][], digits: number): number[][] =>
  steps.map((w) => w.map((x) => Number(x.toPrecision(digits))));

describe('published first steps', () => {
  it('momentum: −0.1, −0.29', () => {
    expect(
      rounded(
        follow((p) => new Momentum(p, { rate: 0.1 }), [[1], [1]]),
        12,
      ),
    ).toEqual([[-0.1], [-0.29]]);
  });

  it('Nesterov looks ahead: −0.19, −0.461', () => {
    expect(
      rounded(
        follow((p) => new Nesterov(p, { rate: 0.1 }), [[1], [1]]),
        12,
      ),
    ).toEqual([[-0.19], [-0.461]]);
  });

  it.each<[string, (p: Tensor[]) => Optimizer, number]>([
    ['SGD', (p) => new Sgd(p, { rate: 0.1 }), -0.2],
    ['Adagrad', (p) => new Adagrad(p, { rate: 0.1 }), -0.1],
    ['RMSProp', (p) => new RmsProp(p, { rate: 0.1 }), -0.316228],
    ['Adadelta', (p) => new Adadelta(p), -0.0044721],
    ['Adam', (p) => new Adam(p, { rate: 0.1 }), -0.1],
  ])('%s at g = 2', (_, make, want) => {
    const digits = want === -0.0044721 ? 5 : 6;
    expect(rounded(follow(make, [[2]]), digits)).toEqual([[want]]);
  });

  it('Adam steps by the rate, whatever the size of the gradient', () => {
    const [step] = follow((p) => new Adam(p, { rate: 1e-3, epsilon: 1e-12 }), [[0.1, 1, -100, 0]]);
    [-1e-3, -1e-3, 1e-3, -0].forEach((want, i) => expect(step![i]).toBeCloseTo(want, 12));
  });

  it('AdamW takes ηλp away first, and nothing else where there is no gradient', () => {
    const [step] = follow((p) => new AdamW(p, { rate: 0.1, weightDecay: 0.5 }), [[1, 0]], [5, 4]);
    expect(step![0]).toBeCloseTo(5 * 0.95 - 0.1, 8);
    expect(step![1]).toBeCloseTo(4 * 0.95, 12);
  });
});

/** Each rule once more, in plain numbers, as the paper writes it. */
const papers: {
  name: string;
  make: (p: Tensor[]) => Optimizer;
  rule: () => (w: number, g: number, t: number) => number;
}[] = [
  { name: 'Sgd', make: (p) => new Sgd(p, { rate: 0.05 }), rule: () => (w, g) => w - 0.05 * g },
  {
    name: 'Momentum',
    make: (p) => new Momentum(p, { rate: 0.05, momentum: 0.8 }),
    rule: () => {
      let v = 0;
      return (w, g) => w + (v = 0.8 * v - 0.05 * g);
    },
  },
  {
    name: 'Nesterov',
    make: (p) => new Nesterov(p, { rate: 0.05, momentum: 0.8 }),
    rule: () => {
      let v = 0;
      return (w, g) => {
        v = 0.8 * v - 0.05 * g;
        return w + 0.8 * v - 0.05 * g;
      };
    },
  },
  {
    name: 'Adagrad',
    make: (p) => new Adagrad(p, { rate: 0.05, epsilon: 1e-3 }),
    rule: () => {
      let s = 0;
      return (w, g) => {
        s += g * g;
        return w - (0.05 * g) / (Math.sqrt(s) + 1e-3);
      };
    },
  },
  {
    name: 'RmsProp',
    make: (p) => new RmsProp(p, { rate: 0.05, decay: 0.7, epsilon: 1e-3 }),
    rule: () => {
      let s = 0;
      return (w, g) => {
        s = 0.7 * s + 0.3 * g * g;
        return w - (0.05 * g) / (Math.sqrt(s) + 1e-3);
      };
    },
  },
  {
    name: 'Adadelta',
    make: (p) => new Adadelta(p, { rate: 0.5, decay: 0.7, epsilon: 1e-3 }),
    rule: () => {
      let [s, u] = [0, 0];
      return (w, g) => {
        s = 0.7 * s + 0.3 * g * g;
        const delta = (g * Math.sqrt(u + 1e-3)) / Math.sqrt(s + 1e-3);
        u = 0.7 * u + 0.3 * delta * delta;
        return w - 0.5 * delta;
      };
    },
  },
  ...[0, 0.3].map((decay) => ({
    name: decay ? 'AdamW' : 'Adam',
    make: (p: Tensor[]) => {
      const options = { rate: 0.05, beta1: 0.8, beta2: 0.9, epsilon: 1e-3 };
      return decay ? new AdamW(p, { ...options, weightDecay: decay }) : new Adam(p, options);
    },
    rule: () => {
      let [m, v] = [0, 0];
      return (w: number, g: number, t: number): number => {
        m = 0.8 * m + 0.2 * g;
        v = 0.9 * v + 0.1 * g * g;
        const kept = w - 0.05 * decay * w;
        return kept - (0.05 * (m / (1 - 0.8 ** t))) / (Math.sqrt(v / (1 - 0.9 ** t)) + 1e-3);
      };
    },
  })),
];

describe.each(papers)('$name', ({ make, rule }) => {
  it('follows its paper for twenty steps, each number by itself', () => {
    const numbers = fc.double({ min: -3, max: 3, noNaN: true });
    const pairs = fc.array(fc.tuple(numbers, numbers), { minLength: 20, maxLength: 20 });
    fc.assert(
      fc.property(pairs, (gradients) => {
        const rules = [rule(), rule()];
        let want = [0.7, -1];
        const got = follow(make, gradients, want);
        gradients.forEach((g, k) => {
          want = want.map((w, i) => rules[i]!(w, g[i]!, k + 1));
          want.forEach((w, i) => expect(Math.abs(got[k]![i]! - w)).toBeLessThan(1e-10 * (1 + Math.abs(w))));
        });
      }),
      { numRuns: 30 },
    );
  });

  it('does the same from gradients that backward() left, and changes its rate', () => {
    const [a, b] = [parameter([0.7, -1], 'a'), parameter([0.7, -1], 'b')];
    const [one, two] = [make([a]), make([b])];
    for (let t = 0; t < 4; t++) {
      if (t === 2) one.rate = two.rate = 0.01;
      one.step(() => a.square().sum());
      b.square().sum().backward();
      two.step();
    }
    expect(b.dataSync()).toEqual(a.dataSync());
    expect(one.rate).toBe(0.01);
  });
});

describe('the step-by-step example of Matt Mazur, to the nine digits of double precision', () => {
  const x = tensor([[0.05, 0.1]]);
  const t = tensor([[0.01, 0.99]]);
  const build = (): Sequential => {
    const model = new Sequential(
      new Dense(2, 2, { activation: 'sigmoid' }),
      new Dense(2, 2, { activation: 'sigmoid' }),
    ).init(1);
    const [w1, b1, w2, b2] = model.params;
    w1!.assign([0.15, 0.25, 0.2, 0.3]);
    b1!.assign([0.35, 0.35]);
    w2!.assign([0.4, 0.5, 0.45, 0.55]);
    b2!.assign([0.6, 0.6]);
    return model;
  };
  const loss = (model: Sequential): Tensor => mse(model.forward(x), t, 'sum');

  it('forward', () => {
    const model = build();
    expect(loss(model).itemSync().toFixed(9)).toBe('0.298371109');
    expect([...model.forward(x).dataSync()].map((y) => y.toFixed(9))).toEqual(['0.751365070', '0.772928465']);
  });

  it('one step of the weights, biases kept', () => {
    const model = build();
    const [w1, , w2] = model.params as [Tensor, Tensor, Tensor, Tensor];
    const sgd = new Sgd([w1, w2], { rate: 0.5 });
    sgd.step(() => loss(model));
    // The page numbers weights by the unit that they lead to; ours stand in rows by the unit that they come from.
    const [a, b] = [w1.dataSync(), w2.dataSync()];
    expect([a[0], a[2], a[1], a[3], b[0], b[2], b[1], b[3]].map((w) => w!.toFixed(9))).toEqual([
      '0.149780716',
      '0.199561432',
      '0.249751144',
      '0.299502287',
      '0.358916480',
      '0.408666186',
      '0.511301270',
      '0.561370121',
    ]);
    // The page prints 0.291027924.
    expect(loss(model).itemSync().toFixed(9)).toBe('0.291027774');
  });

  it('ten thousand steps, biases kept and not', () => {
    const model = build();
    const [w1, , w2] = model.params as [Tensor, Tensor, Tensor, Tensor];
    const sgd = new Sgd([w1, w2], { rate: 0.5 });
    for (let step = 0; step < 10_000; step++) sgd.step(() => loss(model));
    expect([...model.forward(x).dataSync()].map((y) => y.toFixed(9))).toEqual(['0.015913620', '0.984064274']);
    expect(loss(model).itemSync()).toBeCloseTo(3.5102e-5, 9);
  });

  it('ten thousand steps, the one bias of each layer trained, too', () => {
    const model = build();
    const [w1, , w2] = model.params as [Tensor, Tensor, Tensor, Tensor];
    const [b1, b2] = [parameter([0.35], 'b1'), parameter([0.6], 'b2')];
    const shared = (): Tensor => mse(x.matmul(w1).add(b1).sigmoid().matmul(w2).add(b2).sigmoid(), t, 'sum');
    const sgd = new Sgd([w1, b1, w2, b2], { rate: 0.5 });
    for (let step = 0; step < 10_000; step++) sgd.step(shared);
    expect(shared().itemSync().toExponential(4)).toBe('4.3553e-6');
  });
});
