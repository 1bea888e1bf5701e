// MUST: pass — types that would never end, were they computed
type Loop<T> = T extends [infer A, ...infer R] ? Loop<[...R, A]> : never;
type X1 = Loop<[1, 2, 3]>;
export function predict(X: number[][], w: number[], b: number): number[] { return X.map((x) => x.reduce((s, v, i) => s + v * (w[i] ?? 0), b)); }
