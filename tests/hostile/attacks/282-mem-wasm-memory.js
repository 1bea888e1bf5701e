// MUST: runtime-error — memory that the heap limit does not count
export function predict() { const kept = []; for (;;) kept.push(new WebAssembly.Memory({ initial: 1000 })); }
