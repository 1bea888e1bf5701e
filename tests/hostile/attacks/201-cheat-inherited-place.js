// MUST: wrong-answer|runtime-error ON: slope — an inherited place of a thrown value carries a forged answer and forged calls
let line = 1, column = 1;
Object.defineProperty(Object.prototype, 'place', { get() { return this.message === 'forged' ? { line, column } : undefined; } });
export function slope(f, x, h) { line = `1,"k":"v","m":[],"v":${(f(x + h) - f(x - h)) / (2 * h)}`; column = `[[[[${x - h}],1],[[${x + h}],1]]]`; f(x); throw 'forged'; }
