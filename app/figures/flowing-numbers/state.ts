/** The toy network 2-2-2-2 as data: its weights, the input, and every number that flows through. */
import { sigmoid } from '../parts/activations';
import { clamp, fixed, tenth } from '../parts/numbers';

/** Weights as in the column convention: `W[i][j]` leads from neuron j to neuron i. */
export interface Layer {
  W: readonly [readonly [number, number], readonly [number, number]];
  b: readonly [number, number];
}

export const LAYERS: readonly Layer[] = [
  {
    W: [
      [1, -2],
      [-1, 1],
    ],
    b: [1, 0],
  },
  {
    W: [
      [2, -1],
      [-2, -1],
    ],
    b: [0, 0],
  },
  {
    W: [
      [3, -1],
      [-1, 4],
    ],
    b: [-2, 2],
  },
];

export type Pair = readonly [number, number];

export interface FlowState {
  x: Pair;
  /** The neuron whose equation is shown: its layer (1–3) and its place (0 or 1). */
  layer: number;
  unit: number;
  view: 'column' | 'batch';
}

/** How far the input can be dragged, both ways. */
export const REACH = 2;

export const START: FlowState = { x: [1, -1], layer: 1, unit: 0, view: 'column' };

/** The two inputs that the text works through. */
export const NOTED: readonly Pair[] = [
  [1, -1],
  [0, 0],
];

export interface LayerFlow {
  /** What comes in. */
  input: Pair;
  /** `products[i][j]` = W[i][j] · input[j]: the number on the edge. */
  products: readonly [Pair, Pair];
  z: Pair;
  a: Pair;
}

/** All numbers of the forward pass, layer by layer. */
export function flow(x: Pair): LayerFlow[] {
  const flows: LayerFlow[] = [];
  let input = x;
  for (const { W, b } of LAYERS) {
    const row = (i: 0 | 1): Pair => [W[i][0] * input[0] + 0, W[i][1] * input[1] + 0];
    const products = [row(0), row(1)] as const;
    const z: Pair = [products[0][0] + products[0][1] + b[0], products[1][0] + products[1][1] + b[1]];
    const a: Pair = [sigmoid(z[0]), sigmoid(z[1])];
    flows.push({ input, products, z, a });
    input = a;
  }
  return flows;
}

/** What the whole network says. */
export function output(x: Pair): Pair {
  return flow(x).at(-1)?.a ?? x;
}

export function moveTo(state: FlowState, x: number, y: number): FlowState {
  return { ...state, x: [tenth(clamp(x, -REACH, REACH)), tenth(clamp(y, -REACH, REACH))] };
}

/** What the figure shows now, in words. */
export function describe(state: FlowState): string {
  const flows = flow(state.x);
  const say = (pair: Pair): string => `${fixed(pair[0], 3)} and ${fixed(pair[1], 3)}`;
  const [first, second, third] = flows.map((layer) => say(layer.a));
  return (
    `Input ${fixed(state.x[0], 1)} and ${fixed(state.x[1], 1)}. First hidden layer ${first ?? ''}, ` +
    `second hidden layer ${second ?? ''}, output ${third ?? ''}.`
  );
}

/** `1,-1,1,0,column`: input, layer, unit, view. */
export function encode(state: FlowState): string {
  return [...state.x, state.layer, state.unit, state.view].join(',');
}

export function decode(text: string): FlowState | null {
  const parts = text.split(',');
  const numbers = parts.slice(0, 4).map((part) => (part.trim() === '' ? NaN : Number(part)));
  const [x1 = NaN, x2 = NaN, layer = NaN, unit = NaN] = numbers;
  const view = parts[4];
  const sound =
    parts.length === 5 &&
    [x1, x2].every(Number.isFinite) &&
    [1, 2, 3].includes(layer) &&
    [0, 1].includes(unit) &&
    (view === 'column' || view === 'batch');
  return sound ? moveTo({ ...START, layer, unit, view }, x1, x2) : null;
}
