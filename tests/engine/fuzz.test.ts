/** Random programs and stacks of layers: recorded steps against eager ones, backends against each other, gradients against differences. */
import { beforeAll, describe, expect, it } from 'vitest';
import {
  Adam,
  type Backend,
  gradcheck,
  js,
  noGrad,
  Recorder,
  type Sequential,
  Sgd,
  type Tensor,
  training,
} from '@/lib/engine';
import { openWasm } from '@/lib/engine/backends/wasm';
import { RandomProgram } from './random-programs';
import { PLANS, printStack, randomStack, type StackBatch, stackBatch } from './random-stacks';

/** Batch sizes that come back, so that steps are replayed, and others in between. */
const SIZES = [3, 3, 1, 3, 1, 2, 3, 4];
const seeds = (count: number): number[] => Array.from({ length: count }, (_, seed) => seed);
const numbers = (tensors: readonly Tensor[]): number[] => tensors.flatMap((t) => Array.from(t.dataSync()));

type Compare = (was: number, now: number) => boolean;
const same: Compare = (was, now) => Object.is(was, now);
const near: Compare = (was, now) => Math.abs(was - now) <= 2e-3 * (1 + Math.abs(was));

/** Fails where a step has other numbers, and prints what it ran. */
function agree(wanted: number[][], came: number[][], { as, print }: { as: Compare; print: () => string }): void {
  for (const [step, row] of wanted.entries()) {
    const i = row.findIndex((number, k) => !as(number, came[step]![k]!));
    if (i >= 0) expect.fail(`step ${step}, number ${i}: expected ${row[i]}, got ${came[step]![i]}\n${print()}`);
  }
}

/** Trains a program with Adam. @returns loss and parameters of each step */
function trained(program: RandomProgram, recorded: boolean): number[][] {
  const params = program.params();
  const clip = program.seed % 7 === 0 ? { clipNorm: 0.5 } : {};
  const adam = new Adam(params, { rate: 0.02, backend: js('f64'), ...clip });
  return SIZES.map((size, step) => {
    const batch = program.batch(step, size);
    const fn = (): Tensor => program.loss(params, batch, step);
    return [stepOf(adam, fn, recorded), ...numbers(params)];
  });
}

function stepOf(adam: Adam, fn: () => Tensor, recorded: boolean): number {
  if (recorded) return adam.step(fn).itemSync();
  const loss = training(true, fn);
  loss.backward();
  adam.step();
  return loss.itemSync();
}

describe('a random program', () => {
  it.each(seeds(150))('of seed %i is recorded and replayed as it runs op by op, bit by bit', (seed) => {
    const program = new RandomProgram(seed);
    const eager = trained(program, false);
    expect(eager.flat().every(Number.isFinite), program.print()).toBe(true);
    agree(eager, trained(program, true), { as: same, print: () => program.print() });
  });
});

describe('a random program in float32', () => {
  let places: Backend[];
  beforeAll(async () => {
    places = [js('f32'), await openWasm()];
  });

  /** Small steps, so that the weights of two backends stay together. @returns loss and gradients of each step */
  function gradients(program: RandomProgram, backend: Backend): number[][] {
    const params = program.params();
    const sgd = new Sgd(params, { rate: 0.01, backend });
    return SIZES.map((size, step) => {
      const batch = program.batch(step, size);
      const loss = sgd.step(() => program.loss(params, batch, step)).itemSync();
      return [loss, ...numbers(params.map((p) => sgd.gradient(p)))];
    });
  }

  it.each(seeds(60))('of seed %i has the gradients of float64', (seed) => {
    const program = new RandomProgram(seed);
    const wanted = gradients(program, js('f64'));
    for (const place of places) {
      const print = (): string => `on ${place.name}\n${program.print()}`;
      agree(wanted, gradients(program, place), { as: near, print });
    }
  });
});

describe('a random program goes backwards', () => {
  it.each(seeds(100))('of seed %i as central differences say', (seed) => {
    const program = new RandomProgram(seed, { smooth: true });
    const params = program.params();
    const batch = program.batch(0, 3);
    const { worst, at } = gradcheck(() => program.loss(params, batch), params);
    if (!(worst < 1e-4)) expect.fail(`p${at.input}: ${JSON.stringify(at)}\n${program.print()}`);
  });
});

describe('a random stack of layers', () => {
  interface Student {
    model: Sequential;
    /** One step, and an evaluation after it. */
    step: (fn: () => Tensor, evaluation: () => Tensor) => number[];
  }

  function student(seed: number, recorded: boolean): Student {
    const model = randomStack(seed);
    const adam = new Adam(model.params, { rate: 0.01, backend: js('f64') });
    const recorder = new Recorder(js('f64'));
    const evaluate = (fn: () => Tensor): Tensor => (recorded ? recorder.run(() => noGrad(fn))[0]! : fn());
    return {
      model,
      step: (fn, evaluation) => [stepOf(adam, fn, recorded), ...numbers([evaluate(evaluation)])],
    };
  }

  function run(seed: number, recorded: boolean, loss: (model: Sequential, b: StackBatch, step: number) => Tensor) {
    const { model, step } = student(seed, recorded);
    return [3, 5, 3, 2, 3, 5].map((size, i) => {
      const batch = stackBatch(seed, i, size);
      const seen = step(
        () => loss(model, batch, i),
        () => model.forward(batch.other),
      );
      return [...seen, ...numbers(model.weights.map((weight) => weight.tensor))];
    });
  }

  it.each(seeds(40))('of seed %i learns and keeps state as op by op, bit by bit', (seed) => {
    const plans = Object.entries(PLANS);
    const [plan, loss] = plans[seed % plans.length]!;
    const print = (): string => `${printStack(randomStack(seed))}, ${plan}`;
    agree(run(seed, false, loss), run(seed, true, loss), { as: same, print });
  });
});
