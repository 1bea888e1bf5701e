// MUST: invalid-output|timeout|runtime-error — a generator whose return never comes back
function* g() { try { yield 1; } finally { for (;;); } }
export function predict(X) { for (const x of g()) break; return []; }
