/** Every public name of the engine: what an example may use. The doors of `lib/content/reference/doors.ts`, all in one record. */
import * as engine from '@/lib/engine';
import * as datasets from '@/lib/engine/datasets';
import * as initializers from '@/lib/engine/initializers';
import * as random from '@/lib/engine/random';
import * as schedules from '@/lib/engine/schedules';
import * as weights from '@/lib/engine/weights';

export const ENGINE: Readonly<Record<string, unknown>> = {
  ...engine,
  ...random,
  ...schedules,
  ...initializers,
  ...weights,
  ...datasets,
};
