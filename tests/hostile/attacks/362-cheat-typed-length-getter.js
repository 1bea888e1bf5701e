// MUST: wrong-answer|invalid-output|pass ON: scale — own properties length and BYTES_PER_ELEMENT that lie
export function scale(x, k) { const out = new Float64Array(0); Object.defineProperty(out, 'length', { get: () => x.length }); Object.defineProperty(out, 'buffer', { get: () => x.buffer }); return out; }
