// MUST: timeout ON: root — a thrown proxy whose prototype never comes
export function root(x) { if (x < 0) throw new Proxy(new Error('x'), { getPrototypeOf() { for (;;); } }); return Math.sqrt(x); }
