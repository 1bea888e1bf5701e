// MUST: memory-limit|timeout|runtime-error — a Map that grows
const map = new Map();
export function predict() { for (let i = 0; ; i++) map.set(i, i); }
