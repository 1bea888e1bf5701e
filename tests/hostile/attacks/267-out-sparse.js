// MUST: invalid-output — the longest list there is, empty
export function predict() { const out = []; out.length = 2 ** 32 - 1; return out; }
