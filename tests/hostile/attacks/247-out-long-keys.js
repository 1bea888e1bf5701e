// MUST: invalid-output|wrong-answer ON: loss — keys of ten thousand characters
export function loss(w) { return { ['k'.repeat(1e4)]: 1, loss: 8, grad: w }; }
