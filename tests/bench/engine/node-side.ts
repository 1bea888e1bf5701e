/** One workload in Node: everybody who can do it there, in one process. */
import path from 'node:path';
import * as jx from '@jax-js/jax';
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import * as ort from 'onnxruntime-web';
import { jax } from './jax';
import { plainLoops } from './loops';
import { onnxruntime } from './onnxruntime';
import { openblas } from './openblas';
import { engineInNode } from './engine-node';
import { alternate, type Measured, type Pace } from './rounds';
import { tf } from './tensorflow';
import { tfjs } from './tfjs';
import type { Workload } from './workloads';

export async function measureInNode(workload: Workload, pace: Pace, only: readonly string[]): Promise<Measured[]> {
  setWasmPaths(`${path.resolve('node_modules/@tensorflow/tfjs-backend-wasm/dist')}${path.sep}`);
  await jx.init('wasm');

  const all = [
    ...engineInNode(workload),
    plainLoops(workload),
    openblas(workload),
    tfjs(tf, 'cpu', workload),
    tfjs(tf, 'wasm', workload),
    jax(jx, 'wasm', workload),
    onnxruntime(ort, workload),
  ];
  return await alternate(only.length === 0 ? all : all.filter(({ name }) => only.includes(name)), pace);
}
