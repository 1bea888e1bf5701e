/** Checks of a class: what a session of several steps gives. */
import { defineChecks } from '@/lib/exercise';

export default defineChecks<typeof import('./solution')>({ tier: 'T1' }, ({ session }) => [
  session('The worked example', {
    id: 'worked-example',
    points: 20,
    open: true,
    script: (s) => {
      const momentum = s.new('Momentum', 0.5, 0.9);
      s.call(momentum, 'step', [1, 2], [2, 4]);
      s.get(momentum, 'v');
    },
  }),
  session('Runs', {
    id: 'runs',
    points: 80,
    cases: 6,
    script: (s, d) => {
      const n = d.int(2, 4);
      const momentum = s.new('Momentum', d.uniform(0.1, 0.5), d.uniform(0.5, 0.9));
      s.call(momentum, 'step', d.vector(n), d.vector(n));
      for (let i = 0; i < 3; i++) s.call(momentum, 'step', s.last() ?? d.vector(n), d.vector(n));
      s.get(momentum, 'v');
    },
  }),
]);
