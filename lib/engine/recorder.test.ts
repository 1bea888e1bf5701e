import { describe, expect, it } from 'vitest';
import { crossEntropy, js, noGrad, oneHot, parameter, rand, stream, tensor, type Tensor, using } from '.';
import { Sgd } from './optimizers';
import { Recorder } from './recorder';

const f64 = js('f64');

function network(seed: string) {
  const draws = stream(seed, 'weights');
  const w1 = parameter(rand([2, 6], draws, { low: -1 }), 'w1');
  const b1 = parameter(rand([6], draws), 'b1');
  const w2 = parameter(rand([6, 3], draws, { low: -1 }), 'w2');
  const batch = (size: number): { x: Tensor; y: Tensor } => ({
    x: rand([size, 2], draws, { low: -1 }),
    y: tensor(Array.from({ length: size }, (_, i) => i % 3)),
  });
  const forward = (x: Tensor): Tensor => x.matmul(w1).add(b1).tanh().matmul(w2);
  return { params: [w1, b1, w2], batch, forward };
}

/** Trains two copies of a net with the same losses: one recorded, one op by op. */
function bothWays(losses: (net: ReturnType<typeof network>) => (step: number) => Tensor, steps: number) {
  const recorded = network('net');
  const plain = network('net');
  const optimizer = new Sgd(recorded.params, { rate: 0.1 });
  const reference = new Sgd(plain.params, { rate: 0.1 });
  const [fast, slow] = [losses(recorded), losses(plain)];
  for (let step = 0; step < steps; step++) {
    const loss = optimizer.step(() => fast(step)).itemSync();
    const want = slow(step);
    expect(loss).toBe(want.itemSync());
    want.backward();
    reference.step();
  }
  expect(recorded.params.map((p) => p.arraySync())).toEqual(plain.params.map((p) => p.arraySync()));
}

describe('a replayed step gives the very numbers of ops one by one', () => {
  it('on new batches', () => {
    bothWays(({ batch, forward }) => {
      return () => {
        const { x, y } = batch(5);
        return crossEntropy(forward(x), y);
      };
    }, 6);
  });

  it('when batch sizes change back and forth', () => {
    bothWays(({ batch, forward }) => {
      return (step) => {
        const { x, y } = batch(step % 3 === 2 ? 2 : 5);
        return crossEntropy(forward(x), y);
      };
    }, 12);
  });

  it('when it takes another branch after some ops', () => {
    bothWays(({ batch, forward, params }) => {
      return (step) => {
        const { x, y } = batch(4);
        const loss = crossEntropy(forward(x), y);
        if (step % 4 === 1) return loss.add(params[0]!.square().sum().mul(0.01));
        if (step % 4 === 3) return loss.mul(2);
        return loss;
      };
    }, 16);
  });

  it('when it branches on a number that it reads', () => {
    bothWays(({ batch, forward, params }) => {
      return () => {
        const { x, y } = batch(4);
        const loss = crossEntropy(forward(x), y);
        return loss.itemSync() > 1 ? loss.add(params[2]!.abs().sum().mul(0.01)) : loss;
      };
    }, 20);
  });

  it('through views of parameters, and without gradients where they stop', () => {
    bothWays(({ batch, forward, params }) => {
      return () => {
        const { x, y } = batch(4);
        const [w1, b1, w2] = params;
        const penalty = w1!.T.matmul(w1!)
          .sum()
          .add(w2!.reshape([3, 6]).matmul(w2!).sum())
          .add(b1!.slice(0, 1, 3).sum());
        const still = noGrad(() => forward(x)).add(forward(x.detach()).detach());
        return crossEntropy(forward(x).add(still), y).add(penalty.mul(0.01));
      };
    }, 6);
  });

  it('when a number in it changes each time', () => {
    bothWays(({ batch, forward }) => {
      return (step) => {
        const { x, y } = batch(4);
        return crossEntropy(forward(x).mul(1 / (1 + step)), y);
      };
    }, 5);
  });

  it('when the same tensor stands in two places, or two in one', () => {
    bothWays(({ batch, forward }) => {
      return (step) => {
        const one = batch(4).x;
        const two = step % 2 === 0 ? one : batch(4).x;
        return forward(one).sub(forward(two).mul(0.5)).square().mean();
      };
    }, 6);
  });
});

it('reads parameters of another optimizer where they are now', () => {
  const both = [true, false].map((recorded) => {
    const a = parameter([[1, 2]], 'a');
    const b = parameter([[3], [4]], 'b');
    const [first, second] = [new Sgd([a], { rate: 0.01 }), new Sgd([b], { rate: 0.01 })];
    const loss = (): Tensor => a.matmul(b).square().mean();
    return Array.from({ length: 8 }, (_, step) => {
      const optimizer = step % 2 === 0 ? first : second;
      if (recorded) return optimizer.step(loss).itemSync();
      const value = loss();
      value.backward();
      optimizer.step();
      a.grad = undefined;
      b.grad = undefined;
      return value.itemSync();
    });
  });
  expect(both[0]).toEqual(both[1]);
});

describe('a step', () => {
  it('goes on after an error inside', () => {
    const { params, batch, forward } = network('errors');
    const optimizer = new Sgd(params, { rate: 0.1 });
    const { x, y } = batch(3);
    const loss = (): Tensor => crossEntropy(forward(x), y);
    const first = optimizer.step(loss).itemSync();
    const failing = (): Tensor => {
      forward(x);
      throw new Error('stop');
    };
    expect(() => optimizer.step(failing)).toThrow('stop');
    const second = optimizer.step(loss).itemSync();
    expect(second).toBeLessThan(first);
    expect(optimizer.step(loss).itemSync()).toBeLessThan(second);
  });

  it('keeps the loss it returned, and refuses what it did not return', () => {
    const { params, batch, forward } = network('kept');
    const optimizer = new Sgd(params, { rate: 0.5 });
    const { x, y } = batch(3);
    let inner: Tensor | undefined;
    const losses = [0, 1, 2].map(() =>
      optimizer.step(() => {
        inner = forward(x).named('logits');
        return crossEntropy(inner, y);
      }),
    );
    expect(new Set(losses.map((loss) => loss.itemSync())).size).toBe(3);
    expect(() => inner?.dataSync()).toThrow(/logits \[3, 3\] was made inside a step/);
    expect(() => inner?.add(1)).toThrow(/made inside a step/);
  });

  it('shows its calls, with bias and activation inside the product', () => {
    const { params, batch, forward } = network('shown');
    const optimizer = new Sgd(params, { rate: 0.1 });
    const { x, y } = batch(3);
    optimizer.step(() => crossEntropy(forward(x), y));
    expect(optimizer.describe()).toMatchInlineSnapshot(`
      [
        "gemm 3×6×2 + add + tanh",
        "gemm 3×3×6",
        "cross-entropy",
        "sum 1×3×1",
        "gemm 6×3×3",
        "gemm 3×6×3 + tanh-grad",
        "sum 1×3×6",
        "gemm 2×6×3",
        "sgd 36",
      ]
    `);
    expect(optimizer.flops).toBeGreaterThan(400);
  });

  it('prunes what a mask forbids, and clips long gradients', () => {
    const w = parameter([1, 2, 3], 'w');
    const masked = new Sgd([w], { rate: 0.1, clipNorm: 1 });
    masked.setMask(w, [1, 0, 1]);
    for (let i = 0; i < 3; i++) masked.step(() => w.mul(tensor([3, 100, 4])).sum());
    const norm = Math.hypot(3, 100, 4);
    const after = (start: number, g: number): number => start - (3 * 0.1 * g) / norm;
    expect(w.arraySync()).toEqual([
      expect.closeTo(after(1, 3), 12),
      expect.closeTo(0, 12),
      expect.closeTo(after(3, 4), 12),
    ]);
  });

  it('draws a new dropout mask each time, in order of the steps only', () => {
    const run = (): number[][] => {
      const w = parameter(Array.from({ length: 64 }, () => 1), 'w'); // prettier-ignore
      const optimizer = new Sgd([w], { rate: 0 });
      return [0, 1, 2].map(() => {
        optimizer.step(() => w.dropout(0.5, 'hidden').sum());
        return optimizer.gradient(w).arraySync() as number[];
      });
    };
    const [one, two, three] = run();
    expect(one).not.toEqual(two);
    expect(two).not.toEqual(three);
    expect(run()).toEqual([one, two, three]);
    expect(new Set(one)).toEqual(new Set([0, 2]));
  });

  it('moves to another backend and trains on', async () => {
    const { params, batch, forward } = network('moved');
    const optimizer = new Sgd(params, { rate: 0.1, backend: f64 });
    const { x, y } = batch(3);
    const loss = (): Tensor => crossEntropy(forward(x), y);
    const before = optimizer.step(loss).itemSync();
    await optimizer.moveTo(js('f32'));
    const after = optimizer.step(loss).itemSync();
    expect(after).toBeLessThan(before);
    expect(params[0]!.backend.dtype).toBe('f32');
  });
});

describe('a run', () => {
  const run = (recorder: Recorder, fn: () => Tensor): unknown => recorder.run(fn)[0]!.arraySync();

  it('tells apart inputs that were one tensor when it was recorded', () => {
    const recorder = new Recorder(f64);
    const [a, b] = [tensor([2, 3]), tensor([5, 7])];
    expect(run(recorder, () => a.mul(a))).toEqual([4, 9]);
    expect(run(recorder, () => a.mul(b))).toEqual([10, 21]);
    expect(run(recorder, () => b.mul(b))).toEqual([25, 49]);
  });

  it('sees the new numbers of memory that it looks at through a view', () => {
    const recorder = new Recorder(f64);
    const x = tensor([[1, 2], [3, 4]]); // prettier-ignore
    const row = x.reshape([4]);
    const look = (): Tensor => row.mul(1);
    expect(run(recorder, look)).toEqual([1, 2, 3, 4]);
    x.assign([5, 6, 7, 8]);
    expect(run(recorder, look)).toEqual([5, 6, 7, 8]);
  });

  it('refuses what would go stale without a word', () => {
    const w = parameter([1, 2], 'w');
    const optimizer = new Sgd([w], { rate: 0.1 });
    let kept: Tensor | undefined;
    optimizer.step(() => (kept = w.square()).sum());
    expect(() => optimizer.step(() => kept!.add(w).sum())).toThrow(/made in an earlier run of this step/);
    const outside = w.mul(2);
    expect(() => optimizer.step(() => outside.sum())).toThrow(/computed from parameters outside the step/);
    expect(() => optimizer.step(() => w.assign([1, 2]).sum())).toThrow(/in the middle of a step/);
    const early = (): Tensor => {
      const loss = w.sum();
      loss.backward();
      return loss;
    };
    expect(() => optimizer.step(early)).toThrow(/goes backwards by itself/);
  });

  it('draws another mask for each dropout of one name', () => {
    const w = parameter(new Float64Array(64).fill(1), 'w');
    const optimizer = new Sgd([w], { rate: 0 });
    for (let i = 0; i < 3; i++) {
      const loss = optimizer.step(() => w.dropout(0.5, 'd').sub(w.dropout(0.5, 'd')).abs().sum());
      expect(loss.itemSync()).toBeGreaterThan(10);
    }
  });
});

describe('a recorder', () => {
  it('evaluates with the weights of now, on inputs of now', () => {
    const w = parameter([[1, 2], [3, 4]], 'w'); // prettier-ignore
    const recorder = new Recorder(f64);
    const at = (x: number[][]): unknown => recorder.run(() => tensor(x).matmul(w))[0]?.arraySync();
    expect(at([[1, 0]])).toEqual([[1, 2]]);
    expect(at([[0, 1]])).toEqual([[3, 4]]);
    w.assign([5, 6, 7, 8]);
    expect(at([[0, 1]])).toEqual([[7, 8]]);
    expect(at([[1, 0], [0, 1]])).toEqual([[5, 6], [7, 8]]); // prettier-ignore
  });

  it('brings float64 inputs to a float32 backend', () => {
    const w = using(js('f32'), () => parameter([[0.1]], 'w'));
    const [y] = new Recorder(w.backend).run(() => tensor([[1]]).matmul(w));
    expect(y?.itemSync()).toBe(Math.fround(0.1));
    expect(oneHot([1], 2).backend.dtype).toBe('f64');
  });

  it('frees what it evicts: memory stays flat over ever new shapes', () => {
    // Batches are made on float64, so that only the recorder's memory is counted here.
    const backend = js('f32');
    const w = using(backend, () => parameter([[1, 2]], 'w'));
    const recorder = new Recorder(backend);
    const live: number[] = [];
    for (let size = 1; size <= 60; size++) {
      recorder.run(() =>
        tensor(new Float64Array(1000), { shape: [1000, 1] })
          .matmul(w)
          .slice(0, 0, size)
          .sum(),
      );
      live.push(backend.memory().live);
    }
    expect(live.at(-1)).toBe(live[20]);
  });
});
