// MUST: wrong-answer ON: slope — a setter on Array.prototype gets hold of the record of calls and rewrites it
let at = [0, 0];
Object.defineProperty(Array.prototype, 0, { set(v) {
  if (v !== null && typeof v === 'object' && 'calls' in v) Object.defineProperty(v, 'calls', { get: () => `[[${at[0]}],1],[[${at[1]}],1]`, set() {} });
  Object.defineProperty(this, 0, { value: v, writable: true, enumerable: true, configurable: true });
} });
export function slope(f, x, h) { at = [x - h, x + h]; f(x); return (f(x + h) - f(x - h)) / (2 * h); }
