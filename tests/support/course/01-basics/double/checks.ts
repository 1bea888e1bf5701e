/** Checks of the test course's only exercise. */
import { defineChecks } from '@/lib/exercise';

export default defineChecks<typeof import('./solution')>({ tier: 'T1' }, ({ close }) => [
  close('A known number', { id: 'known', points: 4, open: true, call: ['double', 3], want: 6 }),
  close('Random numbers', { id: 'random', points: 6, cases: 10, call: (d) => ['double', d.uniform(5, 99)] }),
]);
