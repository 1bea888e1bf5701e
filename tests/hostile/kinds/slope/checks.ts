/** Checks with a callback: what is answered, and how often and where the function was called. */
import { defineChecks } from '@/lib/exercise';

export default defineChecks<typeof import('./solution')>({ tier: 'T2' }, ({ callback, close, custom }) => [
  close('The worked example', {
    id: 'worked-example',
    points: 20,
    open: true,
    call: ['slope', callback((x: number) => x * x), 3, 0.5],
    want: 6,
  }),
  close('Slopes', {
    id: 'slopes',
    points: 40,
    cases: 6,
    call: (d) => ['slope', callback((x: number) => x * x * x - x), d.uniform(-2, 2), 0.125],
  }),
  custom('Two calls', {
    id: 'two-calls',
    points: 40,
    *run(d) {
      const xs = [d.uniform(0, 1), d.uniform(1, 2), d.uniform(2, 3)];
      const f = callback((x: number) => x * x * x);
      const outcomes = yield xs.map((x) => [{ op: 'call' as const, name: 'slope', args: [f, x, 0.25] }]);
      let pass = 0;
      for (const [i, outcome] of outcomes.entries()) {
        const [step] = outcome.kind === 'ran' ? outcome.steps : [];
        const calls = step?.kind === 'value' ? (step.calls?.[0] ?? []) : [];
        const at = calls.map(({ args }) => args[0]).toSorted((a, b) => Number(a) - Number(b));
        const x = xs[i] ?? 0;
        if (at.length === 2 && at[0] === x - 0.25 && at[1] === x + 0.25) pass += 1;
      }
      return { pass, of: xs.length, message: 'Call the function twice: at x + h and at x − h.' };
    },
  }),
]);
