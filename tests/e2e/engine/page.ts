/** The engine in a page: what Node's tests ask, asked in a browser. */
import { js, type Backend } from '@/lib/engine';
import { openWasm } from '@/lib/engine/backends/wasm';
import { openWebGpu } from '@/lib/engine/backends/webgpu';
import { countCalls } from '@/tests/bench/engine/count-calls';
import { hashOf, train, TRAINING_RUNS, type Trained } from '@/tests/engine/training-runs';

const counter = countCalls();

async function open(kind: Backend['kind']): Promise<Backend> {
  if (kind === 'js') return js('f64');
  return kind === 'wasm' ? openWasm() : await openWebGpu({ allowFallbackAdapter: true });
}

async function trained(name: string, kind: Backend['kind'], steps: number): Promise<Trained & { backend: string }> {
  const run = TRAINING_RUNS.find((one) => one.name === name);
  if (!run) throw new Error(`there is no run called ${name}`);
  const backend = await open(kind);
  try {
    return { ...(await train(run, backend, steps)), backend: backend.name };
  } finally {
    backend.close();
  }
}

/** As `trained` in float64, hashed here. */
const hashed = async (name: string, steps: number): Promise<string> =>
  hashOf((await trained(name, 'js', steps)).params);

const tests = { trained, hashed, calls: counter };
export type EngineTests = typeof tests;
Object.assign(globalThis, { tests });
