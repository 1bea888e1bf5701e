// MUST: wrong-answer ON: norm — a division by a function, which looks like a block
export function norm(x) { for (const v of x) void v; let h = 0; void (function () {} / (h = Math.hypot(...x)) / 1); return h; }
