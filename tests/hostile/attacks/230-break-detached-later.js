// MUST: pass|wrong-answer ON: scale — detaches what it returned, in a microtask
export function scale(x, k) { const out = x.map((v) => k * v); Promise.resolve().then(() => out.buffer.transfer()); return out; }
