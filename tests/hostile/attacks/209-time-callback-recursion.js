// MUST: runtime-error|timeout|invalid-output ON: slope — calls itself through an argument that the callback adds up
export function slope(f, x, h) { const o = { valueOf: () => f(o) }; return f(o); }
