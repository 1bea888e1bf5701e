/** k nearest neighbours: the probe that asks whether points of a class lie together. */
import type { Points } from '../datasets/dataset';

/**
 * For each query the class that most of its k nearest training points have, by Euclidean distance. In a tie the class of the
 * nearest of them wins.
 *
 * @see Cover, Hart, Nearest neighbor pattern classification (1967)
 * @example knn(moons({ seed: 'demo' }), { x: Float64Array.of(0, 1), shape: [1, 2] }, 5)
 */
export function knn(train: Points & { readonly y: Float64Array }, queries: Points, k = 5): Float64Array {
  const n = train.x.length / train.shape[0]!;
  const rows = Array.from({ length: train.shape[0]! }, (_, i) => i);
  return Float64Array.from({ length: queries.shape[0]! }, (_, q) => {
    const distance = Float64Array.from(rows, (i) => {
      let sum = 0;
      for (let j = 0; j < n; j++) sum += (train.x[i * n + j]! - queries.x[q * n + j]!) ** 2;
      return sum;
    });
    const votes = new Map<number, number>();
    for (const i of rows.toSorted((a, b) => distance[a]! - distance[b]!).slice(0, k)) {
      votes.set(train.y[i]!, (votes.get(train.y[i]!) ?? 0) + 1);
    }
    // A map keeps the order in which its keys came: the nearest first, which a tie therefore keeps.
    return [...votes].reduce((best, vote) => (vote[1] > best[1] ? vote : best))[0];
  });
}

/**
 * Share of queries whose class `knn` finds: how well a representation keeps classes together.
 *
 * @example knnAccuracy(moons({ seed: 'demo' }), moons({ seed: 'demo', split: 'test' }))
 */
export function knnAccuracy(
  train: Points & { readonly y: Float64Array },
  test: Points & { readonly y: Float64Array },
  k = 5,
): number {
  const found = knn(train, test, k);
  return found.filter((label, i) => label === test.y[i]).length / found.length;
}
