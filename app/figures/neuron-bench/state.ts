/** The neuron bench as data: two inputs, two weights, a bias, an activation. Server and browser draw from it. */
import { ACTIVATION_NAMES, ACTIVATIONS, activate, type Activation } from '../parts/activations';
import { clamp, fixed, probability, tenth } from '../parts/numbers';

export const DIALS = ['x1', 'w1', 'x2', 'w2', 'b'] as const;
export type Dial = (typeof DIALS)[number];

export type BenchState = Record<Dial, number> & { g: Activation };

/** How far each dial turns, both ways. */
export const REACH: Record<Dial, number> = { x1: 2, x2: 2, w1: 3, w2: 3, b: 3 };

/** The sum can't leave [−15, 15]; the axis shows a little more. */
export const AXIS = 16;

export const START: BenchState = { x1: -1, w1: 3, x2: 2, w2: -2, b: 1, g: 'sigmoid' };

interface Term {
  name: 'wx1' | 'wx2' | 'b';
  value: number;
  /** Where on the axis the term begins and ends when terms are laid end to end. */
  from: number;
  to: number;
}

export interface Outcome {
  terms: Term[];
  z: number;
  y: number;
}

export function work(state: BenchState): Outcome {
  const first = tidy(state.w1 * state.x1);
  const second = tidy(state.w2 * state.x2);
  const z = tidy(first + second + state.b);
  return {
    terms: [
      { name: 'wx1', value: first, from: 0, to: first },
      { name: 'wx2', value: second, from: first, to: first + second },
      { name: 'b', value: state.b, from: first + second, to: z },
    ],
    z,
    y: activate(state.g, z),
  };
}

/** Dials hold tenths, so products hold hundredths; the dust of floating point would make z = 0 look like a miss. */
function tidy(value: number): number {
  return Math.round(value * 100) / 100 + 0;
}

export function turn(state: BenchState, dial: Dial, value: number): BenchState {
  return { ...state, [dial]: tenth(clamp(value, -REACH[dial], REACH[dial])) };
}

/** Range of the curve's panel: low and high end of ŷ. */
export function panel(g: Activation): { low: number; high: number; ticks: number[] } {
  switch (g) {
    case 'sigmoid':
    case 'step':
      return { low: -0.12, high: 1.12, ticks: [0, 0.5, 1] };
    case 'tanh':
      return { low: -1.24, high: 1.24, ticks: [-1, 0, 1] };
    case 'relu':
      return { low: -1.8, high: 16.8, ticks: [0, 5, 10, 15] };
  }
}

/** What the figure shows now, in words. */
export function describe(state: BenchState): string {
  const { terms, z, y } = work(state);
  const [first, second] = terms;
  return (
    `Inputs ${fixed(state.x1, 1)} and ${fixed(state.x2, 1)}, weights ${fixed(state.w1, 1)} and ${fixed(state.w2, 1)}, ` +
    `bias ${fixed(state.b, 1)}. The terms are ${fixed(first?.value ?? 0)}, ${fixed(second?.value ?? 0)} and ${fixed(state.b)}; ` +
    `their sum z is ${fixed(z)}. With ${ACTIVATION_NAMES[state.g]} the output is ${probability(y)}.`
  );
}

/** `-1,3,2,-2,1,sigmoid`: the dials in order, then the activation. */
export function encode(state: BenchState): string {
  return [...DIALS.map((dial) => String(state[dial])), state.g].join(',');
}

export function decode(text: string): BenchState | null {
  const parts = text.split(',');
  const g = ACTIVATIONS.find((name) => name === parts[DIALS.length]);
  const values = parts.slice(0, DIALS.length).map((part) => (part.trim() === '' ? NaN : Number(part)));
  if (g === undefined || parts.length !== DIALS.length + 1 || !values.every(Number.isFinite)) return null;
  return DIALS.reduce((state, dial, index) => turn(state, dial, values[index] ?? 0), { ...START, g });
}
