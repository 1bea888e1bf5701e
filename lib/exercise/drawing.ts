/** Makes the `Draw` of one case from its named stream. Numbers have seven decimal digits, so that what is shown is exact. */
import { stream } from '../engine/random';
import { decimal } from './decimal';
import type { Draw, Tensor } from './draw';

/** Draws for `name` (such as `softmax/random-batches/3`) of `seed`. */
export function drawing(seed: string, name: string): Draw {
  const random = stream(seed, name);
  const times = <T>(n: number, make: () => T): T[] => {
    const list: T[] = [];
    for (let i = 0; i < n; i++) list.push(make());
    return list;
  };

  const int = (low: number, high: number): number => low + random.below(high - low + 1);
  const normal = (mean = 0, sd = 1): number => decimal(mean + sd * random.normal());
  const vector = (n: number, sd = 1): number[] => times(n, () => normal(0, sd));
  const permutation = (n: number): number[] => {
    const order = Array.from({ length: n }, (_, i) => i);
    for (let i = n - 1; i > 0; i--) {
      const j = random.below(i + 1);
      const [a, b] = [order[i], order[j]];
      if (a === undefined || b === undefined) continue;
      order[i] = b;
      order[j] = a;
    }
    return order;
  };

  return {
    int,
    uniform: (low = 0, high = 1) => decimal(low + (high - low) * random.uniform()),
    normal,
    bool: () => random.below(2) === 1,
    pick: <T>(items: readonly T[]): T => {
      const item = items[random.below(items.length)];
      if (item === undefined && items.length === 0) throw new Error('pick: the list is empty');
      return item as T;
    },
    vector,
    matrix: (rows, columns, sd = 1) => times(rows, () => vector(columns, sd)),
    tensor: (shape, sd = 1): Tensor => {
      const size = shape.reduce((product, length) => product * length, 1);
      return { shape: [...shape], data: Float64Array.from(vector(size, sd)) };
    },
    labels: (count, classes) => times(count, () => random.below(classes)),
    permutation,
    gradients: (steps, n) => {
      // Each coordinate has a scale of its own, from 0.01 to 10, so that adaptive optimizers differ from plain ones.
      const scales = times(n, () => 10 ** int(-2, 1));
      return times(steps, () => scales.map((scale) => normal(0, scale)));
    },
  };
}
