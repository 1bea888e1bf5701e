// MUST: pass — every end of line that there is
const a = 1;
const b2 = 2;const c = 3; const d = 4; 
export function predict(X: number[][], w: number[], b: number): number[] { return X.map((x) => x.reduce((s, v, i) => s + v * (w[i] ?? 0), b)); }
void [a, b2, c, d];
