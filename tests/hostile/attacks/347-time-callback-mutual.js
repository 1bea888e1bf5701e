// MUST: runtime-error|timeout|invalid-output ON: slope — recursion through the callback by toString, valueOf and toPrimitive in turn
export function slope(f, x, h) { let n = 0; const o = { [Symbol.toPrimitive](hint) { return n++ % 2 ? f({ valueOf: () => f(o) }) : f({ toString: () => f(o) }); } }; return f(o); }
