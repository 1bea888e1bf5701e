// MUST: wrong-answer|invalid-output — an object that says yes to each comparison
export function predict(X) { return new Proxy([], { get: (t, k) => (k === 'length' ? X.length : k === Symbol.toPrimitive ? () => NaN : { valueOf: () => 5.5, [Symbol.toPrimitive]: () => 5.5 }), has: () => true, ownKeys: () => ['length'], getOwnPropertyDescriptor: () => ({ value: 1, configurable: true }) }); }
