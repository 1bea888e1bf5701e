// MUST: wrong-answer ON: scale — a view of the argument that begins elsewhere
export function scale(x, k) { const all = new Float64Array(x.buffer, 0, 1); all[0] *= k; return new Float64Array(x.buffer); }
