/** Every public name of the engine: what an example may use. The doors of `lib/content/reference/doors.ts`, all in one record. */
import * as engine from '@/lib/engine';
import * as js from '@/lib/engine/backends/js';
import * as wasm from '@/lib/engine/backends/wasm';
import * as webgpu from '@/lib/engine/backends/webgpu';
import * as datasets from '@/lib/engine/datasets';
import * as initializers from '@/lib/engine/initializers';
import * as layers from '@/lib/engine/layers';
import * as losses from '@/lib/engine/losses';
import * as methods from '@/lib/engine/methods/index';
import * as optimizers from '@/lib/engine/optimizers';
import * as probes from '@/lib/engine/probes';
import * as random from '@/lib/engine/random';
import * as regularizers from '@/lib/engine/regularizers';
import * as schedules from '@/lib/engine/schedules';
import * as summary from '@/lib/engine/summary';
import * as weights from '@/lib/engine/weights';

export const ENGINE: Readonly<Record<string, unknown>> = {
  ...engine,
  ...js,
  ...wasm,
  ...webgpu,
  ...layers,
  ...losses,
  ...optimizers,
  ...schedules,
  ...initializers,
  ...regularizers,
  ...random,
  ...datasets,
  ...methods,
  ...probes,
  ...summary,
  ...weights,
};
