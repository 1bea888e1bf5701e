// MUST: memory-limit|timeout|runtime-error ON: scale — eight megabytes again and again
const kept = new Map();
export function scale(x) { for (let i = 0; ; i++) kept.set(i, new Float64Array(1e6).fill(i)); }
