// MUST: timeout ON: loss — a then getter that never ends
export function loss(w) { return { loss: 0, grad: w, get then() { for (;;); } }; }
