// MUST: invalid-output — a getter that runs out of stack while the answer is read
const o = { get a() { return o.a; } };
export function predict() { return o; }
