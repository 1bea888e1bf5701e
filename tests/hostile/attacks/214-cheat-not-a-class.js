// MUST: runtime-error ON: momentum — an arrow function dressed up as a class
export const Momentum = (rate, beta) => ({ v: [], step: (w) => w });
Object.defineProperty(Momentum, Symbol.hasInstance, { value: () => true }); Momentum.prototype = {}; Momentum.toString = () => 'class Momentum {}';
