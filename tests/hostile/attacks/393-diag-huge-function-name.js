// MUST: runtime-error — a function and a class with names of twenty thousand letters
const o = { ['n'.repeat(20000)]() { throw new TypeError('in ' + 'n'.repeat(20000)); } };
export function predict() { return o['n'.repeat(20000)](); }
