// MUST: runtime-error — marks on marks, three hundred of them on one letter
export function predict() { throw new RangeError('a' + '\u0301'.repeat(300) + '\ud83d'.repeat(100)); }
