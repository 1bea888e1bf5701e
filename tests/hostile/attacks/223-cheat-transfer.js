// MUST: wrong-answer ON: scale — takes the memory of the argument away and gives it back as new
export function scale(x, k) { const out = new Float64Array(x.buffer.transfer()); for (let i = 0; i < out.length; i++) out[i] *= k; return out; }
