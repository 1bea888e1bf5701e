// MUST: wrong-answer|invalid-output — NaN with other bits, infinities and −0 in typed arrays
export function predict(X) { const f = new Float64Array(X.length); new BigUint64Array(f.buffer).fill(0x7ff4dead00000001n); return f; }
