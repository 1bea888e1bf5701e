// MUST: timeout ON: root — the message of what is thrown never comes
export function root(x) { if (x < 0) throw Object.defineProperty(new Error(''), 'message', { get() { for (;;); } }); return Math.sqrt(x); }
