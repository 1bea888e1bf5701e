// MUST: pass|runtime-error — code that looks like another, by marks of direction
const a = 1; /* ‮ } ⁦if (false)⁩ ⁦ begin */
export function predict(X: number[][], w: number[], b: number): number[] { return X.map((x) => x.reduce((s, v, i) => s + v * (w[i] ?? 0), b)); }
void a;
