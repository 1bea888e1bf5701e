/** All backends there are here, for tests that run on each. */
import { afterAll, beforeAll, describe, it } from 'vitest';
import { js, type Backend } from '@/lib/engine';
import { openWasm } from '@/lib/engine/backends/wasm';
import { openWebGpu } from '@/lib/engine/backends/webgpu';
import { missing, nodeGpu } from '@/lib/engine/backends/webgpu/node-gpu.suite';

export interface Place {
  name: string;
  open: () => Promise<Backend>;
  /** Why it can't run here. */
  missing?: string | undefined;
}

export const FLOAT32: readonly Place[] = [
  { name: 'JavaScript float32', open: async () => js('f32') },
  { name: 'WebAssembly', open: async () => openWasm() },
  { name: 'WebGPU', open: async () => openWebGpu({ gpu: await nodeGpu(), allowFallbackAdapter: true }), missing },
];
export const ALL: readonly Place[] = [{ name: 'JavaScript float64', open: async () => js('f64') }, ...FLOAT32];

/** Tests for each of the places. The backend is open while they run. */
export function onEach(
  places: readonly Place[],
  tests: (on: { readonly name: string; readonly backend: Backend }) => void,
): void {
  describe.each(places)('$name', ({ name, open, missing: reason }) => {
    if (reason !== undefined) {
      it.skip(reason);
      return;
    }
    let backend: Backend;
    beforeAll(async () => {
      backend = await open();
    });
    afterAll(() => backend.close());
    tests({
      name,
      get backend() {
        return backend;
      },
    });
  });
}
