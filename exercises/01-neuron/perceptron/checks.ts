/** Checks of exercise 1.1: the weighted sum, the bias, one call of g, and lengths that do not match. */
import { allClose, defineChecks } from '@/lib/exercise';
import type { Draw } from '@/lib/exercise';

type Numbers = number[];

const scale = (xs: Numbers, factor: number): Numbers => xs.map((x) => x * factor);

export default defineChecks<typeof import('./solution')>(
  { tier: 'T2' },
  ({ close, property, pure, throws, custom, callback }) => {
    const sigmoid = callback((z: number) => 1 / (1 + Math.exp(-z)));
    const step = callback((z: number) => (z >= 0 ? 1 : 0));
    const tanh = callback((z: number) => Math.tanh(z));
    const softsign = callback((z: number) => z / (1 + Math.abs(z)));
    const bump = callback((z: number) => 1 / (1 + z * z));
    const identity = callback((z: number) => z);
    const activation = (d: Draw) => d.pick([sigmoid, tanh, softsign, bump, identity]);

    return [
      close('The line of the lesson', {
        id: 'worked-example',
        points: 12,
        open: true,
        each: [
          { g: sigmoid, x: [-1, 2] },
          { g: sigmoid, x: [1, 1] },
          { g: identity, x: [-1, 2] },
        ],
        call: ({ g, x }) => ['perceptron', x, [3, -2], 1, g],
        want: [0.0024726231566347743, 0.8807970779778823, -6],
      }),
      close('A threshold instead of a curve', {
        id: 'step-activation',
        points: 8,
        open: true,
        each: [
          [-1, 2],
          [2, 1],
        ],
        call: (x) => ['perceptron', x, [3, -2], 1, step],
        want: [0, 1],
      }),
      close('Random neurons with one to seven inputs', {
        id: 'random-neurons',
        points: 40,
        cases: 30,
        call: (d, index) => {
          const n = 1 + (index % 7);
          return ['perceptron', d.vector(n), d.vector(n), d.normal(), activation(d)];
        },
      }),
      close('No inputs at all', {
        id: 'no-inputs',
        points: 5,
        cases: 4,
        call: (d) => ['perceptron', [], [], d.normal(), activation(d)],
        hint: 'With no inputs the sum is empty, and the bias is all that reaches g.',
      }),
      close('Large, small and zero values', {
        id: 'scales',
        points: 10,
        cases: 8,
        call: (d, index) => {
          const n = d.int(2, 5);
          if (index < 2) return ['perceptron', scale(d.vector(n), 1e3), d.vector(n), d.normal(), softsign];
          if (index < 4) return ['perceptron', scale(d.vector(n), 1e-3), d.vector(n), 1e-3 * d.normal(), tanh];
          if (index < 6) return ['perceptron', d.vector(n).map(() => 0), d.vector(n), d.normal(), sigmoid];
          return ['perceptron', d.vector(n).map(() => 1), d.vector(n), 0, identity];
        },
      }),
      custom('g is called once, with the whole sum', {
        id: 'squash-once',
        points: 10,
        *run(d) {
          const cases = [1, 2, 3, 5, 6].map((n) => ({ x: d.vector(n), w: d.vector(n), b: d.normal() }));
          const outcomes = yield cases.map(({ x, w, b }) => [
            { op: 'call', name: 'perceptron', args: [x, w, b, activation(d)] },
          ]);
          let pass = 0;
          let message = '';
          cases.forEach(({ x, w, b }, index) => {
            const outcome = outcomes[index];
            const seen = outcome?.kind === 'ran' ? outcome.steps[0] : undefined;
            const calls = seen?.kind === 'value' ? seen.calls?.[0] : undefined;
            const z = x.reduce((sum, xi, i) => sum + xi * (w[i] ?? 0), b);
            const first = calls?.[0]?.args[0];
            if (!calls) message ||= 'Your function gave no number back.';
            else if (calls.length !== 1) {
              const times = calls.length === 0 ? 'never' : `${String(calls.length)} times`;
              message ||= `g was called ${times} for a neuron with ${String(x.length)} inputs; call it once, on the whole sum.`;
            } else if (typeof first !== 'number' || !allClose(first, z)) {
              message ||= 'g was called once, but not with z = b + Σ xᵢwᵢ.';
            } else pass++;
          });
          return { pass, of: cases.length, message };
        },
      }),
      property('The order of the inputs does not matter', {
        id: 'input-order',
        points: 5,
        cases: 10,
        calls: (d) => {
          const n = d.int(2, 6);
          const [x, w, b, g] = [d.vector(n), d.vector(n), d.normal(), activation(d)];
          const order = d.permutation(n);
          const shuffled = (xs: Numbers): Numbers => order.map((i) => xs[i] ?? 0);
          return [
            ['perceptron', x, w, b, g],
            ['perceptron', shuffled(x), shuffled(w), b, g],
          ];
        },
        holds: ([a, b]: readonly number[], _calls, near) =>
          near(a, b) || 'Reordering inputs together with their weights changed the output.',
      }),
      throws('x and w of different lengths', {
        id: 'length-mismatch',
        points: 5,
        each: [
          { x: [1, 2, 3], w: [1, 2] },
          { x: [1], w: [1, 2] },
          { x: [], w: [1] },
        ],
        call: ({ x, w }) => ['perceptron', x, w, 0.5, sigmoid],
        hint: 'Compare the two lengths first, and throw an Error when they differ.',
      }),
      pure('Inputs stay as they were', {
        id: 'purity',
        points: 5,
        fresh: false,
        cases: 3,
        call: (d) => ['perceptron', d.vector(4), d.vector(4), d.normal(), sigmoid],
      }),
    ];
  },
);
