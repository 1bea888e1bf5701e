/** Our engine in Node: eager and recorded on float64, recorded on float32 and WebAssembly. */
import { js } from '@/lib/engine';
import { openWasm } from '@/lib/engine/backends/wasm';
import { engine } from './engine';
import type { Contender } from './rounds';
import type { Workload } from './workloads';

export function engineInNode(workload: Workload): Contender[] {
  // Walking the tape costs the same whatever the sizes: it shows where they are small.
  const small = workload.kind !== 'matmul' && workload.model === 'tiny';
  return [
    ...(small ? [engine('engine f64, eager', () => js('f64'), workload)] : []),
    engine('engine f64', () => js('f64'), workload),
    engine('engine f32', () => js('f32'), workload),
    engine('engine wasm', openWasm, workload),
  ];
}
