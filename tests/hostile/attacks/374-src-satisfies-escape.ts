// MUST: pass — satisfies, as const and ! in a row, with a regular expression behind them
const o = { a: 1 } as const satisfies Record<string, number>;
const n = o.a! / 1, r = /[`'"]/.test('`');
export function predict(X: number[][], w: number[], b: number): number[] { return X.map((x) => x.reduce((s, v, i) => s + v * (w[i] ?? 0), b)); }
void n; void r;
