// MUST: pass — references and source maps in comments
/// <reference path="/etc/passwd" />
//# sourceMappingURL=file:///etc/passwd
export function predict(X: number[][], w: number[], b: number): number[] { return X.map((x) => x.reduce((s, v, i) => s + v * (w[i] ?? 0), b)); }
