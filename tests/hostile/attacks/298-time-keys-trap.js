// MUST: timeout|invalid-output — a proxy whose keys never come
export function predict() { return new Proxy({}, { ownKeys() { for (;;); } }); }
