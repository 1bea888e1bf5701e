/** Checks with typed arrays as arguments and results. */
import { defineChecks } from '@/lib/exercise';

export default defineChecks<typeof import('./solution')>({ tier: 'T1' }, ({ close, pure }) => [
  close('The worked example', {
    id: 'worked-example',
    points: 20,
    open: true,
    call: ['scale', new Float64Array([1, -2]), 3],
    want: new Float64Array([3, -6]),
  }),
  close('Vectors', {
    id: 'vectors',
    points: 40,
    cases: 6,
    call: (d) => ['scale', new Float64Array(d.vector(d.int(2, 5))), d.uniform(2, 3)],
  }),
  pure('A new vector', {
    id: 'fresh',
    points: 40,
    cases: 2,
    call: (d) => ['scale', new Float64Array(d.vector(3)), d.uniform(2, 3)],
  }),
]);
