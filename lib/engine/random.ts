/** Counter-based random numbers (Threefry-2x32-20) in named streams: the same bits in every engine, in any order. */
import { cosTurns, log } from './math';

const ROTATIONS = [13, 15, 26, 6, 17, 29, 16, 24] as const;

/**
 * One block of Threefry-2x32 with 20 rounds: key (k0, k1), counter (c0, c1) → two unsigned 32-bit words.
 *
 * @see Salmon, Moraes, Dror, Shaw, Parallel random numbers: as easy as 1, 2, 3 (2011); vectors of Random123
 * @example
 * threefry(0, 0, 0, 0).map((word) => word.toString(16))
 */
export function threefry(k0: number, k1: number, c0: number, c1: number): [number, number] {
  const key = [k0 | 0, k1 | 0, 0x1bd11bda ^ k0 ^ k1];
  let x = (c0 + k0) | 0;
  let y = (c1 + k1) | 0;
  for (let round = 0; round < 20; round++) {
    const rotation = ROTATIONS[round % 8]!;
    x = (x + y) | 0;
    y = ((y << rotation) | (y >>> (32 - rotation))) ^ x;
    if (round % 4 === 3) {
      const injection = (round + 1) / 4;
      x = (x + key[injection % 3]!) | 0;
      y = (y + key[(injection + 1) % 3]! + injection) | 0;
    }
  }
  return [x >>> 0, y >>> 0];
}

/** A sequence of numbers that depends on its seed and name only. */
export interface Stream {
  /** Unsigned 32-bit word. */
  word(): number;
  /** Uniform in [0, 1) with 53 random bits: for float64 draws. */
  uniform(): number;
  /** Uniform in [0, 1) with 24 random bits: what float32 and WGSL can hold. */
  uniform24(): number;
  /** Standard normal (Box–Muller with our own log and cos; one of the two values is used, so that draws don't pair up). */
  normal(): number;
  /** Integer in [0, bound), without bias (rejection). */
  below(bound: number): number;
}

/**
 * The Threefry key of a stream.
 *
 * @example
 * keyOf('seed', 'init/dense1.w')
 */
export function keyOf(seed: string, name: string): [number, number] {
  return absorb(absorb([0x67726164, 0x75732e31], seed), name);
}

/**
 * The stream called `name` of `seed`. Adding a stream never changes another one.
 *
 * @example
 * const s = stream('seed', 'dice');
 * Array.from({ length: 6 }, () => s.below(6) + 1)
 */
export function stream(seed: string, name: string): Stream {
  const [k0, k1] = keyOf(seed, name);
  let counter = 0;
  let spare: number | undefined;

  const block = (): [number, number] => {
    const words = threefry(k0, k1, counter >>> 0, Math.floor(counter / 2 ** 32));
    counter += 1;
    return words;
  };
  const word = (): number => {
    if (spare !== undefined) {
      const kept = spare;
      spare = undefined;
      return kept;
    }
    const [first, second] = block();
    spare = second;
    return first;
  };
  const uniform = (): number => {
    // Not destructured: that takes the array's iterator, for every number of every input.
    const words = block();
    return ((words[0] >>> 5) * 2 ** 26 + (words[1] >>> 6)) * 2 ** -53;
  };

  return {
    word,
    uniform,
    uniform24: () => (word() >>> 8) * 2 ** -24,
    normal: () => {
      const radius = Math.sqrt(-2 * log(1 - uniform()));
      return radius * cosTurns(uniform());
    },
    below: (bound) => {
      const limit = 2 ** 32 - (2 ** 32 % bound);
      for (;;) {
        const candidate = word();
        if (candidate < limit) return candidate % bound;
      }
    },
  };
}

/**
 * Puts `items` in random order, in place, each order equally likely (Fisher–Yates).
 *
 * @see Durstenfeld, Algorithm 235: Random permutation (1964)
 * @example shuffle([1, 2, 3, 4, 5], stream('demo', 'cards'))
 */
export function shuffle<T>(items: T[], s: Stream): T[] {
  for (let i = items.length - 1; i > 0; i--) {
    const j = s.below(i + 1);
    [items[i], items[j]] = [items[j]!, items[i]!];
  }
  return items;
}

/** Folds a text into a key: two code units a word, length first, so that `a`+`bc` and `ab`+`c` differ. */
function absorb(key: [number, number], text: string): [number, number] {
  let [k0, k1] = threefry(key[0], key[1], text.length, 0x9e3779b9);
  for (let i = 0; i < text.length; i += 4) {
    const unit = (j: number): number => (i + j < text.length ? text.charCodeAt(i + j) : 0);
    [k0, k1] = threefry(k0, k1, (unit(0) << 16) | unit(1), (unit(2) << 16) | unit(3));
  }
  return [k0, k1];
}
