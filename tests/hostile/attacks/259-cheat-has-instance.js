// MUST: wrong-answer|invalid-output ON: root — makes everything an instance of Error
Object.defineProperty(Error, Symbol.hasInstance, { value: () => true });
export function root(x) { return x < 0 ? { name: 'RangeError', get message() { throw { message: 'no' }; } } : Math.sqrt(x); }
