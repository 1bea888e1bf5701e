// MUST: pass|runtime-error — abstract, declare, override, this types and unique symbols
declare global { var HOST: unique symbol; }
abstract class A { abstract f(this: this): asserts this is A; declare x: number; }
export function predict(X: number[][], w: number[], b: number): number[] { return X.map((x) => x.reduce((s, v, i) => s + v * (w[i] ?? 0), b)); }
void A;
