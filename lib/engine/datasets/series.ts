/** Sequences: waves to continue, and bits to remember. */
import { sinTurns } from '../math';
import type { Stream } from '../random';
import { type Dataset, draw, type DrawOptions } from './dataset';

interface SeriesOptions extends DrawOptions {
  /** Steps of a sequence. */
  readonly length?: number;
}

/** Makes the wave of one sequence: its value at step t. */
const WAVES = {
  sines: (s: Stream, noise: number) => {
    const [short, long] = [8 + 8 * s.uniform(), 20 + 20 * s.uniform()];
    const [start1, start2] = [s.uniform(), s.uniform()];
    let drift = 0;
    return (t: number) => {
      drift = 0.7 * drift + noise * s.normal();
      return sinTurns(start1 + t / short) + 0.5 * sinTurns(start2 + t / long) + drift;
    };
  },
  ar: (s: Stream, noise: number) => {
    let [last, before] = [0, 0];
    const next = (): number => {
      [last, before] = [1.54 * last - 0.9 * before + noise * s.normal(), last];
      return last;
    };
    // Lets the start from zero fade: the roots have modulus √0.9.
    for (let t = 0; t < 100; t++) next();
    return next;
  },
  sawtooth: (s: Stream, noise: number) => {
    const [period, start] = [6 + 8 * s.uniform(), s.uniform()];
    return (t: number) => {
      const turns = start + t / period;
      return 2 * (turns - Math.floor(turns)) - 1 + noise * s.normal();
    };
  },
};

/**
 * Waves with the next value as target at each step: x is [count, length, 1], y is [count, length], y[t] = x[t + 1].
 *
 * - `sines`: two sines of random period (8–16 and 20–40) and phase, plus drift d[t] = 0.7·d[t−1] + ε
 * - `ar`: x[t] = 1.54·x[t−1] − 0.9·x[t−2] + ε, which swings with a period of about 10
 * - `sawtooth`: rises from −1 to 1 in 6–14 steps and falls at once, plus ε
 *
 * ε has deviation `noise` (0.05).
 *
 * @example waves({ seed: 'demo', kind: 'sawtooth', count: 1, length: 5 }).x
 */
export function waves(options: SeriesOptions & { readonly kind: keyof typeof WAVES }): Dataset {
  const { kind, noise = 0.05, length = 50 } = options;
  const sample = (s: Stream): { x: number[]; y: number[] } => {
    const wave = WAVES[kind](s, noise);
    const values = Array.from({ length: length + 1 }, (_, t) => wave(t));
    return { x: values, y: values.slice(1) };
  };
  const recipe = { name: `${kind}@1`, count: 200, shape: [length, 1], targetShape: [length], classes: 0, sample };
  return draw(recipe, options);
}

/**
 * Random bits; the target at step t is the exclusive or of the two bits `delay` (3) and `delay` + 1 steps before, bits before
 * the start being 0. x is [count, length, 1], y is [count, length].
 *
 * @example delayedXor({ seed: 'demo', delay: 1, count: 1, length: 8 }).y
 */
export function delayedXor(options: SeriesOptions & { readonly delay?: number }): Dataset {
  const { delay = 3, length = 30 } = options;
  const sample = (s: Stream): { x: number[]; y: number[] } => {
    const bits = Array.from({ length }, () => s.below(2));
    const bit = (t: number): number => bits[t] ?? 0;
    return { x: bits, y: bits.map((_, t) => bit(t - delay) ^ bit(t - delay - 1)) };
  };
  const recipe = { name: 'delayed-xor@1', count: 200, shape: [length, 1], targetShape: [length], classes: 2, sample };
  return draw(recipe, options);
}

/**
 * Random symbols as one-hot rows; the target at step t is the symbol of `delay` (5) steps before, 0 before there is one.
 * x is [count, length, symbols], y is [count, length].
 *
 * @see Arjovsky, Shah, Bengio, Unitary evolution recurrent neural networks (2016), §5.1
 * @example copyTask({ seed: 'demo', delay: 2, count: 1, length: 8 }).y
 */
export function copyTask(options: SeriesOptions & { readonly delay?: number; readonly symbols?: number }): Dataset {
  const { delay = 5, symbols = 4, length = 30 } = options;
  const sample = (s: Stream): { x: number[]; y: number[] } => {
    const said = Array.from({ length }, () => s.below(symbols));
    const x = said.flatMap((symbol) => Array.from({ length: symbols }, (_, k) => (k === symbol ? 1 : 0)));
    return { x, y: said.map((_, t) => said[t - delay] ?? 0) };
  };
  const shape = [length, symbols];
  return draw({ name: 'copy@1', count: 200, shape, targetShape: [length], classes: symbols, sample }, options);
}
