// MUST: wrong-answer ON: loss — NaN for every number
export function loss(w) { return { loss: NaN, grad: w.map(() => NaN) }; }
