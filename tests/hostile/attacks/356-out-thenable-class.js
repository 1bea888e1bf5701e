// MUST: invalid-output|wrong-answer|timeout — an array with a then that never settles
export function predict(X) { const out = [1]; out.then = () => {}; return { then(ok) { ok(out); } }; }
