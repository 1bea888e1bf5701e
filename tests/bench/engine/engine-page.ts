/** Our engine in the browser, on WebGPU. */
import { openWebGpu } from '@/lib/engine/backends/webgpu';
import { engine } from './engine';
import type { Contender } from './rounds';
import type { Workload } from './workloads';

export const engineInPage = (workload: Workload): Contender[] => [
  engine('engine webgpu', () => openWebGpu({ allowFallbackAdapter: true }), workload),
];
