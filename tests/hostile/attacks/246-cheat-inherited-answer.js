// MUST: wrong-answer|invalid-output ON: loss — the answer stands on Object.prototype
Object.prototype.loss = 8; Object.prototype.grad = [12, 4];
export function loss() { return {}; }
