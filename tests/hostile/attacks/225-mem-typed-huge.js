// MUST: runtime-error|memory-limit ON: scale — one typed array of a gigabyte
export function scale(x) { return new Float64Array(2 ** 27); }
