/** Checks of the test course's only exercise. */
import { defineChecks } from '@/lib/exercise';
import type * as Solution from './solution';

export default defineChecks<typeof Solution>({ tier: 'T1' }, (kit) => [
  kit.close('A known number', { id: 'known', points: 4, open: true, call: ['double', 3], want: 6 }),
  kit.close('Random numbers', { id: 'random', points: 6, cases: 10, call: (d) => ['double', d.uniform(5, 99)] }),
]);
