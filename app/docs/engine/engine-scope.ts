/** Every public name of the engine: what an example may use. The doors of `lib/content/reference/doors.ts`, all in one record. */
import * as engine from '@/lib/engine';
import * as choose from '@/lib/engine/backends/choose';
import * as js from '@/lib/engine/backends/js';
import * as wasm from '@/lib/engine/backends/wasm';
import * as webgpu from '@/lib/engine/backends/webgpu';
import * as datasets from '@/lib/engine/datasets';
import * as methods from '@/lib/engine/methods';
import * as random from '@/lib/engine/random';

export const ENGINE: Readonly<Record<string, unknown>> = {
  ...engine,
  ...choose,
  ...js,
  ...wasm,
  ...webgpu,
  ...random,
  ...datasets,
  ...methods,
};
