/** The backends that this browser has, opened once each, with the words that say which one runs and why. */
import { js, type Backend } from '@/lib/engine';
import { openWasm } from '@/lib/engine/backends/wasm';
import { openWebGpu } from '@/lib/engine/backends/webgpu';
import type { BackendReport } from './messages';
import { paramCount } from './net';
import { batchSize, type BackendChoice, type Settings } from './settings';
import type { Opened } from './trainer';
import { count } from './words';

interface Offers {
  missing: Partial<Record<BackendChoice, string>>;
  software: boolean;
}

const OPENERS = {
  f64: async () => js('f64'),
  f32: async () => js('f32'),
  wasm: () => openWasm(),
  // Slower than everything else where it is software, and said to be so; but a choice.
  webgpu: () => openWebGpu({ allowFallbackAdapter: true }),
} satisfies Record<Exclude<BackendChoice, 'auto'>, () => Promise<Backend>>;

const opened = new Map<BackendChoice, Promise<Backend>>();

function open(kind: keyof typeof OPENERS): Promise<Backend> {
  const known = opened.get(kind);
  if (known !== undefined) return known;
  const opening = OPENERS[kind]();
  opened.set(kind, opening);
  // What failed or was lost may be tried again.
  const forget = (): void => {
    if (opened.get(kind) === opening) opened.delete(kind);
  };
  void opening.then((backend) => backend.lost.then(forget), forget);
  return opening;
}

/** Never rejects: what this browser lacks is replaced by JavaScript float64, and the report says so. */
export async function openFor(choice: BackendChoice, settings: Settings): Promise<Opened> {
  const kind = choice === 'auto' ? 'f64' : choice;
  try {
    const backend = await open(kind);
    return { backend, report: { name: backend.name, why: await reason(choice, settings), note: null } };
  } catch (error) {
    const backend = await open('f64');
    const note = `${error instanceof Error ? error.message : String(error)}.`;
    return { backend, report: { name: backend.name, why: 'It runs everywhere.', note } };
  }
}

async function reason(choice: BackendChoice, settings: Settings): Promise<BackendReport['why']> {
  switch (choice) {
    case 'auto':
      return `A step of this net is about ${count(stepFlops(settings))} operations: too few for WebAssembly or a GPU to pay.`;
    case 'f64':
      return 'Gives the same numbers on every machine, to the last bit.';
    case 'f32':
      return 'Rounds to 24 bits, as a GPU does.';
    case 'wasm':
      return 'SIMD in float32; it pays from large batches on.';
    case 'webgpu':
      return (await gpuKind()) === 'software'
        ? 'A software adapter: no graphics card behind it, and slower than the others.'
        : 'Every step is sent to the graphics card; a net this small leaves it waiting.';
  }
}

/** Forward, backward and update: six operations for each parameter and point, to one significant digit. */
function stepFlops(settings: Settings): number {
  return Number((6 * paramCount(settings) * batchSize(settings)).toPrecision(1));
}

async function gpuKind(): Promise<'none' | 'software' | 'hardware'> {
  const gpu = (navigator as Navigator & { gpu?: GPU }).gpu;
  const adapter = (await gpu?.requestAdapter().catch(() => null)) ?? null;
  if (adapter === null) return 'none';
  return adapter.info.isFallbackAdapter || adapter.info.architecture === 'swiftshader' ? 'software' : 'hardware';
}

export async function listOffers(): Promise<Offers> {
  const kind = await gpuKind();
  return {
    missing: kind === 'none' ? { webgpu: 'This browser has no WebGPU, or offers no adapter.' } : {},
    software: kind === 'software',
  };
}
