// MUST: invalid-output|memory-limit|timeout — a proxy with a million keys
export function predict() { return new Proxy({}, { ownKeys: () => Array.from({ length: 1e6 }, (_, i) => "k" + i), getOwnPropertyDescriptor: () => ({ value: 1, enumerable: true, configurable: true }) }); }
