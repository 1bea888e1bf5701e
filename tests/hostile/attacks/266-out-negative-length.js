// MUST: invalid-output|memory-limit — a proxy of a list with a length below 0 buys room for a long one
export function predict() { return [new Proxy([], { get: (t, k) => (k === "length" ? -1e12 : 0) }), Array(3e5).fill(0.123456789)]; }
