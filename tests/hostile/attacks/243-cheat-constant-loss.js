// MUST: wrong-answer ON: loss — a constant loss has the gradient 0
export function loss(w) { return { loss: 8, grad: w.map(() => 0) }; }
