// MUST: runtime-error|memory-limit|timeout|invalid-output ON: slope — hands the callback a number of sixteen million letters
export function slope(f, x, h) { const s = '9'.repeat(2 ** 24); for (let i = 0; i < 100; i++) f(s + i); return 0; }
