/** Checks with rules on the source. */
import { defineChecks } from '@/lib/exercise';

export default defineChecks<typeof import('./solution')>({ tier: 'T1' }, ({ close, source }) => [
  close('The worked example', { id: 'worked-example', points: 20, open: true, call: ['norm', [3, 4]], want: 5 }),
  source('By hand', {
    id: 'by-hand',
    points: 40,
    must: [{ pattern: /\bfor\b/, says: 'Write a for loop.' }],
    mustNot: [{ pattern: /\bhypot\b/, says: 'Write the sum yourself rather than Math.hypot.' }],
  }),
  close('Vectors', { id: 'vectors', points: 40, cases: 6, call: (d) => ['norm', d.vector(d.int(2, 5))] }),
]);
