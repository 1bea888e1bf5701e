// MUST: invalid-output|wrong-answer|runtime-error ON: scale — a proxy around the right typed array
export function scale(x, k) { return new Proxy(x.map((v) => k * v), {}); }
