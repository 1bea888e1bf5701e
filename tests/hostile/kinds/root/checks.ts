/** Checks of numbers and of errors that are asked for. */
import { defineChecks } from '@/lib/exercise';

export default defineChecks<typeof import('./solution')>({ tier: 'T1' }, ({ close, throws }) => [
  close('The worked example', { id: 'worked-example', points: 20, open: true, call: ['root', 9], want: 3 }),
  close('Roots', { id: 'roots', points: 40, cases: 6, call: (d) => ['root', d.uniform(2, 9)] }),
  throws('Refuses', { id: 'refuses', points: 40, cases: 3, call: (d) => ['root', d.uniform(-9, -2)] }),
]);
