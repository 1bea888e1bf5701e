// MUST: runtime-error|pass — types of modules that no submission may load
import type { Stats } from 'node:fs';
type S = Stats | import('node:child_process').ChildProcess;
export function predict(X: number[][], w: number[], b: number): number[] { return X.map((x) => x.reduce((s, v, i) => s + v * (w[i] ?? 0), b)); }
