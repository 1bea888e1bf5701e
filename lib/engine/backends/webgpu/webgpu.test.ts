import { describe } from 'vitest';
import { conformance, FLOAT32, type Tolerances } from '../conformance.suite';
import { openWebGpu } from '.';
import { missing, nodeGpu } from './node-gpu.suite';

// Sums of k float32 products in float32: about k·2⁻²⁴.
const TOLERANCES: Tolerances = { ...FLOAT32, gemm: 5e-5, fold: 5e-5, reduce: 5e-5 };

describe.skipIf(missing !== undefined)(`WebGPU in Node${missing ? `: ${missing}` : ''}`, () => {
  const open = async () => openWebGpu({ gpu: await nodeGpu(), allowFallbackAdapter: true });
  conformance('WebGPU, each call alone', open, { tolerance: TOLERANCES });
});
