// MUST: timeout — an element that never comes
export function predict(X) { return Object.defineProperty([1, 2], 1, { get() { for (;;); } }); }
