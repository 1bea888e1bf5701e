/** What one recorded step asks of WebGPU: the same on every card, so the only honest speed to demand without one. */
import { beforeAll, describe, expect, it } from 'vitest';
import { openWebGpu } from '@/lib/engine/backends/webgpu';
import { missing, nodeGpu } from '@/lib/engine/backends/webgpu/node-gpu.suite';
import { countCalls } from '../bench/engine/count-calls';
import { engine } from '../bench/engine/engine';
import { CALLS, CALLS_OF_ALL } from '../bench/engine/gates';
import type { Counter } from '../bench/engine/rounds';
import { nameOf, type ModelName } from '../bench/engine/workloads';

const STEPS = 10;

describe.skipIf(missing !== undefined)(`a step on WebGPU${missing ? `: ${missing}` : ''}`, () => {
  let counter: Counter;
  beforeAll(async () => {
    await nodeGpu();
    counter = countCalls();
  });

  it.each(['tiny', 'mlp', 'cnn'] satisfies ModelName[])('of the %s net takes few calls', async (model) => {
    const workload = { kind: 'train', model } as const;
    const open = async () => openWebGpu({ gpu: await nodeGpu(), allowFallbackAdapter: true });
    const task = await engine('engine webgpu', open, workload).open();
    if (typeof task === 'string') throw new Error(task);
    expect(await task.probe()).toBeGreaterThan(0);

    const before = { ...counter() };
    for (let i = 0; i < STEPS; i++) await task.run();
    const after = { ...counter() };
    await task.settle();

    const most = { ...CALLS_OF_ALL, ...CALLS[nameOf(workload)] };
    for (const [kind, limit] of Object.entries(most)) {
      const calls = (after[kind]! - before[kind]!) / STEPS;
      expect(calls, kind).toBeLessThanOrEqual(limit);
      if (kind === 'dispatches' || kind === 'submits') expect(calls, kind).toBeGreaterThan(0);
    }
  });
});
