// MUST: runtime-error — an error whose name is a hundred thousand letters
class E extends Error {} Object.defineProperty(E.prototype, 'name', { value: 'N'.repeat(100000) + '\u202e' });
export function predict() { throw new E('x'.repeat(100000)); }
