// MUST: wrong-answer|pass ON: scale — two views of one buffer, one of them kept and changed
let kept; export function scale(x, k) { const out = new Float64Array(x.length); kept?.fill(7); for (let i = 0; i < x.length; i++) out[i] = k * x[i]; kept = out; return out; }
