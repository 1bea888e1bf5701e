// MUST: pass|runtime-error — auto-accessors, private names, static blocks and satisfies
class A { static #x = 1; static { A.#x satisfies number; } declare y: number; }
abstract class B<const T extends readonly unknown[]> { abstract z: T; }
export function predict(X, w, b) { return X.map((x) => x.reduce((s, v, i) => s + v * w[i], b)); }
