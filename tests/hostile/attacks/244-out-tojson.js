// MUST: invalid-output ON: loss — a toJSON method on the answer
export function loss(w) { return { loss: 8, grad: [12, 4], toJSON: () => ({ loss: 8, grad: [12, 4] }) }; }
