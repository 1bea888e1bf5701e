// MUST: timeout|memory-limit|runtime-error — spreads an iterator without an end
export function predict(X) { return [...{ *[Symbol.iterator]() { for (;;) yield 1; } }]; }
