/** Checks of exercise 9.4: first steps, long runs, several tensors, separate instances and the symmetries of Adam. */
import { allClose, defineChecks } from '@/lib/exercise';
import type { CustomOutcome, Draw, Observation, Script, ScriptOutcome, Step } from '@/lib/exercise';
import type { Vec } from './solution';

/** Small enough that every correct placement of ε gives the same numbers. */
const EPS = 1e-12;

/** Gradients away from 0, where the placement of ε would matter; each coordinate has a scale of its own. */
function gradients(d: Draw, lengths: readonly number[], steps: number): Vec[][] {
  const scales = lengths.map((n) => Array.from({ length: n }, () => d.pick([0.5, 1, 10])));
  const entry = (scale: number): number => scale * d.uniform(0.2, 2) * (d.uniform() < 0.3 ? -1 : 1);
  return Array.from({ length: steps }, () => scales.map((row) => row.map(entry)));
}

const tensors = (d: Draw, lengths: readonly number[]): Vec[] => lengths.map((n) => d.vector(n));

/** A fresh optimizer, run from `params` through all gradients. */
function training(params: Vec[], grads: readonly Vec[][]): Script {
  const construct: Step = { op: 'new', name: 'Adam', args: [0.05, 0.9, 0.99, EPS] };
  const steps = grads.map((g, index): Step => ({
    op: 'method',
    on: 0,
    name: 'step',
    args: [index === 0 ? params : { $step: index }, g],
  }));
  return [construct, ...steps];
}

function values(outcome: ScriptOutcome | undefined): Observation[] {
  return outcome?.kind === 'ran' ? outcome.steps.slice(1) : [];
}

/** The path of parameters that a training took, as far as it went well. */
function path(outcome: ScriptOutcome | undefined): Vec[][] {
  return values(outcome).flatMap((seen) => (seen.kind === 'value' ? [seen.value as Vec[]] : []));
}

/** Counts cases; the first sentence that is not empty becomes the message. */
function tally(sentences: readonly string[]): CustomOutcome {
  return {
    pass: sentences.filter((sentence) => sentence === '').length,
    of: sentences.length,
    message: sentences.find((sentence) => sentence !== '') ?? '',
  };
}

const STEPS = 12;

export default defineChecks<typeof import('./solution')>({ tier: 'T3' }, ({ session, custom }) => [
  session('The first step', {
    id: 'first-step',
    points: 10,
    open: true,
    script: (s) => {
      const adam = s.new('Adam', 0.1, 0.9, 0.999, EPS);
      s.call(adam, 'step', [[1, 2, 3]], [[0.1, 1, -100]]);
    },
  }),
  session('Three steps with the usual settings', {
    id: 'default-settings',
    points: 10,
    open: true,
    atol: 1e-8,
    script: (s) => {
      const adam = s.new('Adam');
      const once = s.call(adam, 'step', [[0, 0]], [[10, -40]]);
      const twice = s.call(adam, 'step', once, [[20, 40]]);
      s.call(adam, 'step', twice, [[-30, 10]]);
    },
  }),
  session('Fifty steps', {
    id: 'fifty-steps',
    points: 20,
    cases: 6,
    script: (s, d) => {
      const adam = s.new('Adam', d.pick([0.01, 0.05, 0.1]), d.pick([0.8, 0.9]), d.pick([0.99, 0.999]), EPS);
      const n = d.int(1, 4);
      const [first, ...rest] = gradients(d, [n], 50);
      let params = s.call(adam, 'step', [d.vector(n)], first ?? []);
      for (const g of rest) params = s.call(adam, 'step', params, g);
    },
  }),
  session('Several tensors of different lengths', {
    id: 'several-tensors',
    points: 20,
    cases: 5,
    script: (s, d) => {
      const adam = s.new('Adam', 0.05, 0.9, 0.999, EPS);
      const lengths = d.pick([
        [3, 1],
        [2, 4],
        [1, 3, 2],
      ]);
      const [first, ...rest] = gradients(d, lengths, 10);
      let params = s.call(adam, 'step', tensors(d, lengths), first ?? []);
      for (const g of rest) params = s.call(adam, 'step', params, g);
    },
  }),
  session('Two optimizers share nothing', {
    id: 'separate-instances',
    points: 8,
    cases: 3,
    script: (s, d) => {
      const [a, b] = [s.new('Adam', 0.1, 0.9, 0.999, EPS), s.new('Adam', 0.02, 0.8, 0.99, EPS)];
      const [p, q] = [d.vector(3), d.vector(3)];
      for (const [g] of gradients(d, [3], 4)) {
        s.call(a, 'step', [p], [g ?? []]);
        s.call(b, 'step', [q], [(g ?? []).map((x) => 3 * x)]);
      }
      const late = s.new('Adam', 0.1, 0.9, 0.999, EPS);
      s.call(late, 'step', [p], [[1, -2, 3]]);
    },
  }),
  session('A gradient of zero', {
    id: 'zero-gradient',
    points: 7,
    script: (s) => {
      const adam = s.new('Adam', 0.1);
      const params = s.call(adam, 'step', [[1, -2], [0.5]], [[0, 0], [0]]);
      s.call(adam, 'step', params, [[0, 0], [0]]);
    },
  }),
  custom('The size of the gradient does not matter', {
    id: 'scale-invariance',
    points: 8,
    *run(d) {
      const cases = Array.from({ length: 4 }, () => ({ params: tensors(d, [3]), grads: gradients(d, [3], STEPS) }));
      const outcomes = yield cases.flatMap(({ params, grads }) => [
        training(params, grads),
        training(
          params,
          grads.map((tensor) => tensor.map((row) => row.map((g) => 10 * g))),
        ),
      ]);
      return tally(
        cases.map((_, index) => {
          const [one, ten] = [path(outcomes[2 * index]), path(outcomes[2 * index + 1])];
          if (one.length !== STEPS || ten.length !== STEPS) return 'The training stopped before its last step.';
          return allClose(ten, one, 'T3')
            ? ''
            : 'Gradients ten times as large led to another path. Adam divides their size out.';
        }),
      );
    },
  }),
  custom('The opposite gradient takes the opposite path', {
    id: 'sign-symmetry',
    points: 7,
    *run(d) {
      const cases = Array.from({ length: 4 }, () => gradients(d, [2], STEPS));
      const outcomes = yield cases.flatMap((grads) => [
        training([[0, 0]], grads),
        training(
          [[0, 0]],
          grads.map((tensor) => tensor.map((row) => row.map((g) => -g))),
        ),
      ]);
      return tally(
        cases.map((grads, index) => {
          const [there, back] = [path(outcomes[2 * index]), path(outcomes[2 * index + 1])];
          if (there.length !== STEPS || back.length !== STEPS) return 'The training stopped before its last step.';
          const mirrored = back.map((tensor) => tensor.map((row) => row.map((x) => -x)));
          if (!allClose(mirrored, there, 'T3')) return 'Flipping the sign of every gradient did not mirror the path.';
          const downhill = there[0]?.[0]?.every((x, i) => x * (grads[0]?.[0]?.[i] ?? 0) < 0) ?? false;
          return downhill ? '' : 'The first step does not go against the gradient.';
        }),
      );
    },
  }),
  session('Old parameters stay what they were', {
    id: 'old-parameters',
    points: 5,
    cases: 3,
    script: (s, d) => {
      const [adam, other] = [s.new('Adam', 0.1, 0.9, 0.999, EPS), s.new('Adam', 0.1, 0.9, 0.999, EPS)];
      const [first = [], second = []] = gradients(d, [2, 3], 2);
      const once = s.call(adam, 'step', tensors(d, [2, 3]), first);
      s.call(adam, 'step', once, second);
      // A step without gradient shows what `once` holds by now.
      s.call(other, 'step', once, [
        [0, 0],
        [0, 0, 0],
      ]);
    },
  }),
  custom('Arguments stay as they were, the answer is new', {
    id: 'purity',
    points: 5,
    *run(d) {
      const cases = Array.from({ length: 3 }, () => ({ params: tensors(d, [2, 3]), grads: gradients(d, [2, 3], 3) }));
      const outcomes = yield cases.map(({ params, grads }) => training(params, grads));
      return tally(
        outcomes.map((outcome) => {
          const seen = values(outcome);
          if (seen.length === 0 || seen.some(({ kind }) => kind !== 'value')) return 'A step gave no tensors back.';
          if (seen.some((step) => step.kind === 'value' && step.mutated?.includes(0))) {
            return 'step changed the parameters that were passed in. Return new arrays instead.';
          }
          if (seen.some((step) => step.kind === 'value' && step.mutated?.length)) {
            return 'step changed the gradients that were passed in.';
          }
          return seen.some((step) => step.kind === 'value' && step.shares)
            ? 'What step returned contains an array that was passed in. Return new arrays instead.'
            : '';
        }),
      );
    },
  }),
]);
