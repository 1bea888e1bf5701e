// MUST: runtime-error|pass — a type of a module that is not there
import type { Secret } from '../../../exercises/checks';
type S = import('node:fs').Stats;
export function predict(X: number[][], w: number[], b: number): number[] { return X.map((x) => x.reduce((s, v, i) => s + v * (w[i] ?? 0), b)); }
