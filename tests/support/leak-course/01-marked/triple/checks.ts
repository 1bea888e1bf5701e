/** Hidden checks whose numbers are replaced by random ones before each test: they may show up nowhere. */
import { defineChecks } from '@/lib/exercise';

export default defineChecks<typeof import('./solution')>({ tier: 'T1' }, ({ close }) => [
  close('A known number', { id: 'known', points: 25, open: true, call: ['triple', 2], want: 6 }),
  close('A number whose answer the reference gives', { id: 'derived', points: 25, call: ['triple', 11111111] }),
  close('A number whose answer is written down', {
    id: 'given',
    points: 25,
    call: ['triple', 22222222],
    want: 66666666,
  }),
  close('Numbers near another', { id: 'drawn', points: 25, cases: 5, call: (d) => ['triple', 55555555 + d.int(0, 9)] }),
]);
