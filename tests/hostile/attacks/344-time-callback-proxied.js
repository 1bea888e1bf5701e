// MUST: timeout|runtime-error|invalid-output ON: slope — answers a proxy of the callback whose traps never end
export function slope(f) { return new Proxy(f, { get() { for (;;); }, ownKeys() { for (;;); } }); }
