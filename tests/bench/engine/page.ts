/** The bench's page in Chromium: WebGPU on the software adapter, everybody with a device of their own. */
import * as jx from '@jax-js/jax';
import '@tensorflow/tfjs-backend-webgpu';
import { countCalls } from './count-calls';
import { engineInPage } from './engine-page';
import { jax } from './jax';
import { alternate, type Measured, type Pace } from './rounds';
import { tf } from './tensorflow';
import { tfjs } from './tfjs';
import type { Workload } from './workloads';

async function measure(workload: Workload, pace: Pace, only: readonly string[]): Promise<Measured[]> {
  const counter = countCalls();
  await jx.init('webgpu');
  const all = [...engineInPage(workload), tfjs(tf, 'webgpu', workload), jax(jx, 'webgpu', workload)];
  return await alternate(only.length === 0 ? all : all.filter(({ name }) => only.includes(name)), pace, counter);
}

Object.assign(globalThis, { measure });
