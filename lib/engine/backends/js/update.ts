/** One optimizer step over flat vectors; the formulas stand at `UpdateCall`. */
import type { Floats, Rule, UpdateCall } from '../../backend';

interface Flat {
  readonly p: Floats;
  readonly g: Floats;
  readonly s: Floats;
  readonly u: Floats;
  readonly size: number;
  readonly hyper: Float64Array;
}

const LOOPS: Record<Rule, (flat: Flat) => void> = {
  sgd: ({ p, g, size, hyper }) => {
    const rate = hyper[0]!;
    for (let i = 0; i < size; i++) p[i]! -= rate * g[i]!;
  },
  momentum: ({ p, g, s, size, hyper }) => {
    const [rate, a] = [hyper[0]!, hyper[1]!];
    for (let i = 0; i < size; i++) {
      s[i] = a * s[i]! - rate * g[i]!;
      p[i]! += s[i]!;
    }
  },
  nesterov: ({ p, g, s, size, hyper }) => {
    const [rate, a] = [hyper[0]!, hyper[1]!];
    for (let i = 0; i < size; i++) {
      s[i] = a * s[i]! - rate * g[i]!;
      p[i]! += a * s[i]! - rate * g[i]!;
    }
  },
  adagrad: ({ p, g, s, size, hyper }) => {
    const [rate, epsilon] = [hyper[0]!, hyper[3]!];
    for (let i = 0; i < size; i++) {
      s[i]! += g[i]! * g[i]!;
      p[i]! -= (rate * g[i]!) / (Math.sqrt(s[i]!) + epsilon);
    }
  },
  adadelta: ({ p, g, s, u, size, hyper }) => {
    const [rate, a, epsilon] = [hyper[0]!, hyper[1]!, hyper[3]!];
    for (let i = 0; i < size; i++) {
      s[i] = a * s[i]! + (1 - a) * g[i]! * g[i]!;
      const delta = (g[i]! * Math.sqrt(u[i]! + epsilon)) / Math.sqrt(s[i]! + epsilon);
      u[i] = a * u[i]! + (1 - a) * delta * delta;
      p[i]! -= rate * delta;
    }
  },
  rmsprop: ({ p, g, s, size, hyper }) => {
    const [rate, a, epsilon] = [hyper[0]!, hyper[1]!, hyper[3]!];
    for (let i = 0; i < size; i++) {
      s[i] = a * s[i]! + (1 - a) * g[i]! * g[i]!;
      p[i]! -= (rate * g[i]!) / (Math.sqrt(s[i]!) + epsilon);
    }
  },
  adam: (flat) => adam(flat, 0),
  adamw: (flat) => adam(flat, flat.hyper[0]! * flat.hyper[6]!),
};

function adam({ p, g, s, u, size, hyper }: Flat, decay: number): void {
  const [rate, a, b, epsilon] = [hyper[0]!, hyper[1]!, hyper[2]!, hyper[3]!];
  const [c, d] = [hyper[4]!, hyper[5]!];
  for (let i = 0; i < size; i++) {
    const mean = a * s[i]! + (1 - a) * g[i]!;
    const square = b * u[i]! + (1 - b) * g[i]! * g[i]!;
    s[i] = mean;
    u[i] = square;
    p[i] = p[i]! - decay * p[i]! - (rate * (mean / c)) / (Math.sqrt(square / d) + epsilon);
  }
}

export function bindUpdate({ rule, size, params, grads, s, u, hyper }: UpdateCall): () => void {
  const [p, g] = [params.data!, grads.data!];
  const flat = { p, g, s: s?.data ?? p, u: u?.data ?? p, size, hyper };
  const loop = LOOPS[rule];
  return () => loop(flat);
}
