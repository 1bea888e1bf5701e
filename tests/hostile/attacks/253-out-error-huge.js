// MUST: pass|memory-limit|timeout ON: root — an error with megabytes of message, name, stack and causes
export function root(x) { if (x < 0) { const e = new Error('m'.repeat(2e7)); e.name = 'n'.repeat(1e7); e.stack = 's'.repeat(1e7); e.cause = e; throw new AggregateError(Array(1e5).fill(e), 'x', { cause: e }); } return Math.sqrt(x); }
