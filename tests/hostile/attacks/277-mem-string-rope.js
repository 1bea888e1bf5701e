// MUST: memory-limit|timeout|runtime-error — ropes of strings made flat
export function predict() { let kept = []; for (;;) { let s = "x".repeat(1e6) + Math.random(); s += s; kept.push(s.split("")); } }
