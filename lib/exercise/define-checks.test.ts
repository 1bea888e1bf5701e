import { describe, expect, it } from 'vitest';
import { defineChecks } from './define-checks';
import { drawing } from './drawing';
import type { Tensor } from './draw';

// Stands for `typeof import('./solution')` of an exercise.
interface Solution {
  softmax: (Z: number[][]) => number[][];
  perceptron: (x: number[], w: number[], b: number, g: (z: number) => number) => number;
  lossAndGrad: (X: number[][], y: number[]) => { loss: number; grad: number[][] };
  conv: (x: Tensor, w: Tensor, b: number[], stride: number) => Tensor;
  Adam: new (eta?: number, b1?: number) => { step(params: number[][], grads: number[][]): number[][]; t: number };
}

const checks = defineChecks<Solution>({ tier: 'T1' }, (kit) => {
  const { close, shape, property, pure, session, throws, grad, trains, source, custom, callback } = kit;
  const shift = (Z: number[][], c: number): number[][] => Z.map((row) => row.map((z) => z + c));
  return [
    close('worked example', {
      points: 2,
      open: true,
      call: ['softmax', [[3, 1, -3]]],
      want: [[0.9, 0.1, 0]],
      atol: 1e-6,
    }),
    close('random batches', { points: 4, cases: 30, call: (d) => ['softmax', d.matrix(d.int(1, 7), d.int(2, 7))] }),
    close('far logits', { points: 2, each: [[[60, 70]], [[-60, -75]]], call: (Z) => ['softmax', Z] }),
    close('dials', {
      points: 1,
      part: 'loss',
      each: [{ n: 1 }, { n: 2 }],
      call: ({ n }, d) => ['lossAndGrad', d.matrix(n, 2), [0]],
    }),
    close('one neuron', { points: 1, call: ['perceptron', [1], [2], 3, callback((z: number) => (z > 0 ? 1 : 0))] }),
    shape('shapes', {
      points: 1,
      cases: 3,
      call: (d) => ['conv', d.tensor([1, 2, 3, 3]), d.tensor([1, 2, 2, 2]), [0], 1],
    }),
    property('adding a constant changes nothing', {
      points: 2,
      cases: 20,
      calls: (d) => {
        const Z = d.matrix(3, 4);
        return [
          ['softmax', Z],
          ['softmax', shift(Z, 1000)],
        ];
      },
      holds: ([p, q], _calls, near) => near(p as number[][], q as number[][]),
    }),
    property<number[][]>('rows sum to one', {
      points: 1,
      cases: 5,
      calls: (d) => [['softmax', d.matrix(2, 3)]],
      holds: ([p]) => (p ?? []).every((row) => Math.abs(row.reduce((a, b) => a + b, 0) - 1) < 1e-12),
    }),
    pure('inputs stay', { points: 1, cases: 3, call: (d) => ['softmax', d.matrix(2, 3)] }),
    throws('bad label', { points: 1, call: ['lossAndGrad', [[1, 2]], [7]] }),
    session('fifty steps', {
      points: 4,
      cases: 2,
      script: (s, d) => {
        const opt = s.new('Adam', 0.01, 0.9);
        for (const g of d.gradients(5, 3)) s.call(opt, 'step', s.last() ?? [[1, 2, 3]], [g]);
        s.get(opt, 't');
        s.run('softmax', [[1, 2]]);
      },
    }),
    grad('gradient', {
      points: 1,
      cases: 2,
      call: (d) => ['lossAndGrad', d.matrix(2, 3), [0, 1]],
      wrt: [{ at: '[0]', claimed: 'grad' }],
      loss: 'loss',
    }),
    trains('learns', {
      points: 1,
      data: (d) => [d.vector(3)],
      driver: (exports, x: number[]) => exports.softmax([x]),
      metric: (result: number[][]) => ({ name: 'entropy', value: result.length }),
      goal: { atMost: 2 },
    }),
    source('by hand', { points: 1, mustNot: [{ pattern: /eval/, says: 'write it out' }] }),
    custom('odd', {
      points: 1,
      run: function* () {
        const [outcome] = yield [[{ op: 'call', name: 'softmax', args: [[[1]]] }]];
        return { pass: outcome?.kind === 'ran' ? 1 : 0, of: 1, message: 'The call came back.' };
      },
    }),
  ];
});

describe('defineChecks', () => {
  it('gives each check an id from its name', () => {
    expect(checks.checks.map((check) => check.id)).toContain('adding-a-constant-changes-nothing');
  });

  it('counts cases and draws each one', () => {
    const batches = checks.checks.find((check) => check.id === 'random-batches');
    if (batches?.kind !== 'close') throw new Error('expected a close check');
    expect(batches.cases).toBe(30);
    expect(batches.want).toBe('reference');
    expect(batches.call(drawing('s', 'a'), 0)).toEqual(batches.call(drawing('s', 'a'), 0));
    expect(batches.call(drawing('s', 'a'), 0)).not.toEqual(batches.call(drawing('s', 'b'), 0));
  });

  it('carries callbacks as source', () => {
    const neuron = checks.checks.find((check) => check.id === 'one-neuron');
    if (neuron?.kind !== 'close') throw new Error('expected a close check');
    expect(neuron.call(drawing('s', 'a'), 0)[4]).toEqual({
      $callback: expect.stringMatching(/^\(z\) ?=> ?/) as unknown,
    });
  });

  it('refuses two checks of one id, and open checks that are code', () => {
    expect(() =>
      defineChecks<Solution>({ tier: 'T1' }, ({ pure }) =>
        [1, 2].map(() => pure('same', { points: 1, call: ['softmax', []] })),
      ),
    ).toThrow(/two checks have the id "same"/);
    expect(() =>
      defineChecks<Solution>({ tier: 'T1' }, ({ property }) => [
        property('law', { points: 1, open: true, cases: 1, calls: () => [['softmax', []]], holds: () => true }),
      ]),
    ).toThrow(/can't be open/);
  });

  it('rejects calls that the solution does not have (types)', () => {
    const build = (): unknown =>
      defineChecks<Solution>({ tier: 'T1' }, ({ close }) => [
        // @ts-expect-error `softmin` is no export
        close('x', { points: 1, call: ['softmin', []] }),
        // @ts-expect-error a vector where a matrix is expected
        close('y', { points: 1, cases: 1, call: (d) => ['softmax', d.vector(2)] }),
      ]);
    expect(build).not.toThrow();
  });
});
