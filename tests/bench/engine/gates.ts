/** The bar: how many times as fast as whom. A stretch is told, and costs nothing when missed. */
import { nameOf, type Workload } from './workloads';

export interface Gate {
  workload: string;
  place: 'node' | 'chromium';
  ours: Ours;
  rival: string;
  /** At least this many times as fast. */
  atLeast: number;
  stretch?: true;
}

/** Our contenders: one step at a time with a tape, or recorded and replayed, on each backend. */
export type Ours = 'engine f64, eager' | 'engine f64' | 'engine f32' | 'engine wasm' | 'engine webgpu';

const train = (model: 'tiny' | 'mlp' | 'cnn' | 'rnn' | 'embedding') => nameOf({ kind: 'train', model });
const forward = (model: 'tiny' | 'mlp' | 'cnn') => nameOf({ kind: 'forward', model });
const MATMUL = nameOf({ kind: 'matmul', size: 512 });

const node = (workload: string, ours: Ours, ratios: Record<string, number>): Gate[] =>
  Object.entries(ratios).map(([rival, atLeast]) => ({ workload, place: 'node', ours, rival, atLeast }));
const chromium = (workload: string, ratios: Record<string, number>): Gate[] =>
  Object.entries(ratios).map(([rival, atLeast]) => {
    return { workload, place: 'chromium', ours: 'engine webgpu', rival, atLeast };
  });
const stretch = (gates: Gate[]): Gate[] => gates.map((gate) => ({ ...gate, stretch: true }));

export const GATES: readonly Gate[] = [
  ...node(train('tiny'), 'engine f64, eager', { 'tfjs cpu': 10, 'plain loops': 0.5 }),
  ...node(train('tiny'), 'engine f64', { 'tfjs cpu': 20, 'jax-js wasm': 20, 'plain loops': 0.8 }),
  ...node(train('mlp'), 'engine wasm', { 'tfjs wasm': 5, 'jax-js wasm': 1.2, 'tfjs cpu': 30, OpenBLAS: 0.2 }),
  ...stretch(node(train('mlp'), 'engine wasm', { 'jax-js wasm': 1.5 })),
  ...node(train('mlp'), 'engine f64', { 'tfjs cpu': 5, 'tfjs wasm': 0.9 }),
  ...node(train('cnn'), 'engine wasm', { 'tfjs cpu': 100, 'jax-js wasm': 10 }),
  ...node(forward('cnn'), 'engine wasm', { 'tfjs cpu': 8, 'tfjs wasm': 0.4 }),
  ...stretch(node(forward('cnn'), 'engine wasm', { 'tfjs wasm': 1 })),
  ...stretch(node(forward('mlp'), 'engine wasm', { 'tfjs wasm': 1 })),
  ...node(MATMUL, 'engine wasm', { 'tfjs wasm': 1, OpenBLAS: 0.3 }),
  ...node(MATMUL, 'engine f64', { 'tfjs cpu': 4 }),
  ...chromium(train('tiny'), { 'tfjs webgpu': 100, 'jax-js webgpu': 10 }),
  ...chromium(train('mlp'), { 'tfjs webgpu': 10, 'jax-js webgpu': 1.5 }),
  ...chromium(train('cnn'), { 'tfjs webgpu': 10, 'jax-js webgpu': 1.5 }),
  ...chromium(MATMUL, { 'tfjs webgpu': 4, 'jax-js webgpu': 1.5 }),
];

/** The first step, building and compiling included, as a share of the time that TensorFlow.js takes. */
export const FIRST_STEP = { rival: 'tfjs webgpu', atMost: 0.3 } as const;

/** Calls of WebGPU in one step once recorded: the same on every machine. */
export const CALLS: Record<string, Record<string, number>> = {
  [train('tiny')]: { dispatches: 10 },
  [train('mlp')]: { dispatches: 14 },
  [train('cnn')]: { dispatches: 30 },
};
export const CALLS_OF_ALL = { submits: 1, buffers: 0, bindGroups: 0, writes: 2 } as const;

/** What runs in Chromium besides Node: where the launches are the work, and the largest product a page would ask for. */
export const IN_CHROMIUM: readonly Workload[] = [
  { kind: 'train', model: 'tiny' },
  { kind: 'train', model: 'mlp' },
  { kind: 'train', model: 'cnn' },
  { kind: 'matmul', size: 512 },
];
