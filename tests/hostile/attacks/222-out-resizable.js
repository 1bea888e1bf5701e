// MUST: pass|wrong-answer ON: scale — a length-tracking array on a resizable buffer, cut later
export function scale(x, k) { const buffer = new ArrayBuffer(8 * x.length, { maxByteLength: 1 << 20 }); const out = new Float64Array(buffer);
  for (let i = 0; i < x.length; i++) out[i] = k * x[i]; Promise.resolve().then(() => buffer.resize(0)); return out; }
