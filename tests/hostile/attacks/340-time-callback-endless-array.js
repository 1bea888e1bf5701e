// MUST: timeout|runtime-error|invalid-output|wrong-answer|memory-limit ON: slope — calls the callback with an array that grows under it
export function slope(f, x, h) { const a = [x]; a[Symbol.toPrimitive] = () => { a.push(...a); return x; }; for (let i = 0; i < 40; i++) f(a); return 0; }
