/** Word vectors from the company words keep: skip-gram with negative sampling, and what can be asked of the result. */
import { exp, log } from '../math';
import { shuffle, stream } from '../random';
import { dot } from './tables';

/** log σ(z), without overflow at either end. */
const logSigmoid = (z: number): number => Math.min(z, 0) - log(1 + exp(-Math.abs(z)));

/**
 * Loss of one word with vector vc, one true neighbour uo and words uNeg that are not neighbours, and its gradients.
 *
 *   J = −log σ(uo·vc) − Σ_k log σ(−u_k·vc);   dJ/du = (σ(u·vc) − t)·vc, dJ/dvc = Σ (σ(u·vc) − t)·u, with t = 1 for uo, 0 for u_k
 *
 * @see Mikolov, Sutskever, Chen, Corrado, Dean, Distributed representations of words and phrases (2013), eq. 4
 * @example nsLoss([1, 0], [0.5, -1], [[-1, 0], [2, 1]]).loss
 */
export function nsLoss(
  vc: ArrayLike<number>,
  uo: ArrayLike<number>,
  uNeg: readonly ArrayLike<number>[],
): { loss: number; dvc: Float64Array; duo: Float64Array; dNeg: Float64Array[] } {
  const dvc = new Float64Array(vc.length);
  const [duo, ...dNeg] = [uo, ...uNeg].map((u, k) => {
    const du = new Float64Array(vc.length);
    addGradient(vc, u, k === 0 ? 1 : 0, { dvc, du });
    return du;
  });
  const loss = uNeg.reduce((sum, u) => sum - logSigmoid(-dot(u, vc)), -logSigmoid(dot(uo, vc)));
  return { loss, dvc, duo: duo!, dNeg };
}

/** Adds the gradient of one word u to dvc, and `scale` times its other one to du, which may be u itself. */
function addGradient(
  vc: ArrayLike<number>,
  u: ArrayLike<number>,
  target: 0 | 1,
  { dvc, du, scale = 1 }: { dvc: Float64Array; du: Float64Array; scale?: number },
): void {
  const slope = 1 / (1 + exp(-dot(u, vc))) - target;
  for (let i = 0; i < dvc.length; i++) {
    dvc[i]! += slope * u[i]!;
    du[i]! += scale * slope * vc[i]!;
  }
}

/**
 * Pairs (word, neighbour at most `window` places away), sentence by sentence.
 *
 * @example
 * skipGramPairs([[7, 8, 9]], 1)
 */
export function skipGramPairs(sentences: readonly (readonly number[])[], window: number): [number, number][] {
  return sentences.flatMap((ids) =>
    ids.flatMap((id, i) =>
      ids.flatMap((other, j): [number, number][] => (i !== j && Math.abs(i - j) <= window ? [[id, other]] : [])),
    ),
  );
}

/**
 * Trains a vector for each word by SGD on `nsLoss`, the rate falling to nothing. Words that are not neighbours are drawn with
 * probability ∝ frequency^¾.
 *
 * @returns one vector per word
 * @example word2vec(corpus({ seed: 'demo', count: 300 }), { seed: 'demo', epochs: 1 }).length
 */
export function word2vec(
  corpus: { readonly words: readonly string[]; readonly sentences: readonly (readonly number[])[] },
  options: { seed: string; size?: number; window?: number; negatives?: number; epochs?: number; rate?: number },
): Float64Array[] {
  const { seed, size = 16, window = 4, negatives = 5, epochs = 4, rate = 0.05 } = options;
  const init = stream(seed, 'word2vec/init');
  const v = corpus.words.map(() => Float64Array.from({ length: size }, () => (init.uniform() - 0.5) / size));
  const u = corpus.words.map(() => new Float64Array(size));
  const counts = new Float64Array(v.length);
  for (const id of corpus.sentences.flat()) counts[id]! += 1;
  // A list of words to draw from, each in proportion to its weight.
  const urn = Array.from(counts).flatMap((count, id) => new Array<number>(Math.ceil(exp(0.75 * log(count)))).fill(id));

  const pairs = skipGramPairs(corpus.sentences, window);
  const draws = stream(seed, 'word2vec/draws');
  const dvc = new Float64Array(size);
  for (let epoch = 0, seen = 0; epoch < epochs; epoch++) {
    for (const [centre, neighbour] of shuffle(pairs, draws)) {
      const eta = rate * (1 - seen++ / (epochs * pairs.length));
      const vc = v[centre]!;
      dvc.fill(0);
      for (let k = 0; k <= negatives; k++) {
        const other = k === 0 ? neighbour : urn[draws.below(urn.length)]!;
        if (k > 0 && other === neighbour) continue;
        // The step of u is taken at once: u += −η·du.
        addGradient(vc, u[other]!, k === 0 ? 1 : 0, { dvc, du: u[other]!, scale: -eta });
      }
      for (let i = 0; i < size; i++) vc[i]! -= eta * dvc[i]!;
    }
  }
  return v;
}

/**
 * The words whose vectors point most nearly the same way as `query`, by cosine, nearest first; zero vectors never.
 *
 * @example nearest([[1, 0], [0, 1], [2, 1]], [1, 0], { skip: [0] })
 */
export function nearest(
  vectors: readonly ArrayLike<number>[],
  query: ArrayLike<number>,
  options: { count?: number; skip?: readonly number[] } = {},
): number[] {
  const { count = 1, skip = [] } = options;
  const cosine = vectors.map((vector) => dot(vector, query) / Math.sqrt(dot(vector, vector) * dot(query, query)));
  const order = [...cosine.keys()].filter((id) => !skip.includes(id) && cosine[id]! >= -1);
  return order.sort((i, j) => cosine[j]! - cosine[i]!).slice(0, count);
}

/**
 * The word that is to c as b is to a: the nearest to v_b − v_a + v_c but a, b and c themselves.
 *
 * @see Mikolov, Yih, Zweig, Linguistic regularities in continuous space word representations (2013)
 * @example analogy([[1, 0], [1, 1], [2, 0], [2, 1.1]], [0, 1, 2])
 */
export function analogy(vectors: readonly ArrayLike<number>[], [a, b, c]: readonly [number, number, number]): number {
  const unit = (id: number): Float64Array => {
    const length = Math.sqrt(dot(vectors[id]!, vectors[id]!)) || 1;
    return Float64Array.from(vectors[id]!, (value) => value / length);
  };
  const [va, vb, vc] = [unit(a), unit(b), unit(c)];
  return nearest(
    vectors,
    va.map((value, i) => vb[i]! - value + vc[i]!),
    { skip: [a, b, c] },
  )[0]!;
}
