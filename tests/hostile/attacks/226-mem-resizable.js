// MUST: memory-limit|timeout|runtime-error|crash ON: scale — a resizable buffer that grows outside of the heap
export function scale(x) { const b = new ArrayBuffer(0, { maxByteLength: 2 ** 32 }); const u = new Uint8Array(b); for (let n = 1; ; n++) { b.resize(n << 22); u.fill(1, (n - 1) << 22); } }
