// MUST: wrong-answer ON: scale — a subclass that answers right to everybody but the one who reads its memory
class Nice extends Float64Array { get length() { return 2; } *[Symbol.iterator]() { yield 3; yield -6; } toJSON() { return [3, -6]; } get [Symbol.toStringTag]() { return 'Float64Array'; } at() { return 3; } }
export function scale(x) { return new Nice(x.length); }
