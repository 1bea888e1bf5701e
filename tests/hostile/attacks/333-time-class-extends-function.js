// MUST: timeout|runtime-error|wrong-answer ON: momentum — inherits from a function that replaces what is made by a loop of getters
function Base() { return new Proxy(function () {}, { get: (t, k, r) => (k === 'then' ? undefined : r), apply: (t, s, a) => { for (;;); } }); }
export class Momentum extends Base { step(w) { return w; } }
