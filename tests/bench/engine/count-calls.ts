/** Counts calls of WebGPU by standing between: dispatches, submits, and what is made on the way. */
import type { Counter } from './rounds';

const COUNTED = [
  ['GPUComputePassEncoder', 'dispatchWorkgroups', 'dispatches'],
  ['GPUQueue', 'submit', 'submits'],
  ['GPUQueue', 'writeBuffer', 'writes'],
  ['GPUDevice', 'createBuffer', 'buffers'],
  ['GPUDevice', 'createBindGroup', 'bindGroups'],
] as const;

type Method = (...args: unknown[]) => unknown;

/** From now on. Where WebGPU isn't, everything stays 0. */
export function countCalls(): Counter {
  const counts: Record<string, number> = {};
  const classes = globalThis as unknown as Record<string, { prototype: Record<string, Method> } | undefined>;
  for (const [owner, method, kind] of COUNTED) {
    counts[kind] = 0;
    const prototype = classes[owner]?.prototype;
    const original = prototype?.[method];
    if (!prototype || !original) continue;
    prototype[method] = function counted(this: unknown, ...args: unknown[]) {
      counts[kind] = (counts[kind] ?? 0) + 1;
      return original.apply(this, args);
    };
  }
  return () => counts;
}
