/** Recorded steps on every backend are the steps op by op: with branches, other batch sizes, reads and errors in between. */
import { expect, it } from 'vitest';
import { crossEntropy, js, parameter, rand, stream, tensor, type Tensor } from '@/lib/engine';
import { Adam } from '@/lib/engine/optimizers';
import { ALL, onEach } from './backends';

interface Net {
  params: Tensor[];
  batch: (size: number) => { x: Tensor; y: Tensor };
  forward: (x: Tensor) => Tensor;
}

function network(): Net {
  const draws = stream('replay', 'net');
  const w1 = parameter(rand([4, 7], draws, { low: -1 }), 'w1');
  const b1 = parameter(rand([7], draws), 'b1');
  const w2 = parameter(rand([7, 3], draws, { low: -1 }), 'w2');
  return {
    params: [w1, b1, w2],
    batch: (size) => ({
      x: rand([size, 4], draws, { low: -1 }),
      y: tensor(Array.from({ length: size }, () => draws.below(3))),
    }),
    forward: (x) => x.matmul(w1).add(b1).tanh().matmul(w2),
  };
}

type Losses = (net: Net) => (step: number) => Tensor;

const SCENARIOS: Record<string, Losses> = {
  'another batch at every step': ({ batch, forward }) => {
    return () => {
      const { x, y } = batch(5);
      return crossEntropy(forward(x), y);
    };
  },
  'a last batch that is shorter': ({ batch, forward }) => {
    return (step) => {
      const { x, y } = batch(step % 4 === 3 ? 2 : 6);
      return crossEntropy(forward(x), y);
    };
  },
  'ten batch sizes, more than are kept': ({ batch, forward }) => {
    return (step) => {
      const { x, y } = batch(1 + (step % 10));
      return crossEntropy(forward(x), y);
    };
  },
  'branches in turn': ({ batch, forward, params }) => {
    return (step) => {
      const { x, y } = batch(4);
      const loss = crossEntropy(forward(x), y);
      if (step % 3 === 1) return loss.add(params[0]!.square().sum().mul(0.01));
      if (step % 3 === 2) return forward(x.mul(2)).square().mean();
      return loss;
    };
  },
  'a number that changes, as a schedule inside the loss': ({ batch, forward }) => {
    return (step) => {
      const { x, y } = batch(4);
      return crossEntropy(forward(x).mul(1 / (1 + step)), y);
    };
  },
  'a parameter that takes part only sometimes': ({ batch, forward, params }) => {
    return (step) => {
      const { x, y } = batch(4);
      return step % 2 === 0 ? crossEntropy(forward(x), y) : params[0]!.abs().mean();
    };
  },
};

const STEPS = 24;
const rate = 0.05;

/** The same losses op by op in float64, with the tape only. */
function opByOp(losses: Losses): { losses: number[]; params: number[] } {
  const net = network();
  const optimizer = new Adam(net.params, { rate, backend: js('f64') });
  const next = losses(net);
  const values: number[] = [];
  for (let step = 0; step < STEPS; step++) {
    const loss = next(step);
    values.push(loss.itemSync());
    loss.backward();
    optimizer.step();
  }
  return { losses: values, params: net.params.flatMap((p) => Array.from(p.dataSync())) };
}

const numbersOf = async (params: Tensor[]): Promise<number[]> =>
  (await Promise.all(params.map(async (p) => Array.from(await p.data())))).flat();

onEach(ALL, (on) => {
  const close = (got: readonly number[], want: readonly number[]): void => {
    const tolerance = on.backend.dtype === 'f64' ? 0 : 2e-5;
    expect(got.length).toBe(want.length);
    for (const [i, w] of want.entries())
      expect(Math.abs(got[i]! - w)).toBeLessThanOrEqual(tolerance * (1 + Math.abs(w)));
  };

  it.each(Object.entries(SCENARIOS))('replays rightly with %s', async (_, losses) => {
    const net = network();
    const optimizer = new Adam(net.params, { rate, backend: on.backend });
    const next = losses(net);
    const values: number[] = [];
    for (let step = 0; step < STEPS; step++) values.push(await optimizer.step(() => next(step)).item());
    const want = opByOp(losses);
    close(values, want.losses);
    close(await numbersOf(net.params), want.params);
  });

  it('branches on a number that the step reads, or says that it must be awaited outside', async () => {
    const losses: Losses = ({ batch, forward, params }) => {
      return () => {
        const { x, y } = batch(4);
        const loss = crossEntropy(forward(x), y);
        return loss.itemSync() > 1 ? loss.add(params[2]!.abs().sum().mul(0.01)) : loss;
      };
    };
    const net = network();
    const optimizer = new Adam(net.params, { rate, backend: on.backend });
    const next = losses(net);
    if (!on.backend.synchronous) {
      expect(() => optimizer.step(() => next(0))).toThrow(/can't be read inside a step/);
      return;
    }
    const values = Array.from({ length: STEPS }, (_, step) => optimizer.step(() => next(step)).itemSync());
    const want = opByOp(losses);
    close(values, want.losses);
    close(await numbersOf(net.params), want.params);
  });

  it('branches on the loss of the step before, awaited outside', async () => {
    const net = network();
    const optimizer = new Adam(net.params, { rate, backend: on.backend });
    const { x, y } = net.batch(6);
    let before = Infinity;
    const values: number[] = [];
    for (let step = 0; step < STEPS; step++) {
      const easy = before < 0.9;
      before = await optimizer
        .step(() => {
          const loss = crossEntropy(net.forward(x), y);
          return easy ? loss.mul(0.5) : loss;
        })
        .item();
      values.push(before);
    }
    expect(values.some((loss) => loss >= 0.9) && values.some((loss) => loss < 0.9)).toBe(true);
    expect(values.at(-1)!).toBeLessThan(values[0]! / 2);
  });

  it('goes on after an error inside, as if that step had not been', async () => {
    const run = async (failing: boolean): Promise<number[]> => {
      const net = network();
      const optimizer = new Adam(net.params, { rate, backend: on.backend });
      const { x, y } = net.batch(5);
      const loss = () => crossEntropy(net.forward(x), y);
      for (let step = 0; step < 6; step++) {
        optimizer.step(loss);
        if (!failing) continue;
        const stopped = () => {
          net.forward(x).exp();
          throw new Error('stopped by the reader');
        };
        expect(() => optimizer.step(stopped)).toThrow('stopped by the reader');
        expect(() => optimizer.step(() => x.matmul(net.params[2]!).sum())).toThrow(/matmul/);
      }
      return await numbersOf(net.params);
    };
    close(await run(true), await run(false));
  });

  it('takes up at another on.backend where it left', async () => {
    const net = network();
    const optimizer = new Adam(net.params, { rate, backend: on.backend });
    const { x, y } = net.batch(5);
    const loss = () => crossEntropy(net.forward(x), y);
    const straight = network();
    const reference = new Adam(straight.params, { rate, backend: js('f64') });
    const fixed = straight.batch(5);
    for (let step = 0; step < 5; step++) optimizer.step(loss);
    await optimizer.moveTo(js('f64'));
    for (let step = 0; step < 5; step++) optimizer.step(loss);
    for (let step = 0; step < 10; step++) reference.step(() => crossEntropy(straight.forward(fixed.x), fixed.y));
    close(await numbersOf(net.params), await numbersOf(straight.params));
  });
});
