// MUST: wrong-answer|runtime-error — climbs the stack from sloppy code to the interpreter
const climb = new Function('let f = arguments.callee.caller, seen = []; while (f) { seen.push(f); try { if (f.arguments) for (const a of f.arguments) if (a && a.records) a.records.length = 0; } catch {} f = f.caller; } return seen.length');
export function predict(X, w, b) { climb(); return X.map((x) => x.reduce((s, v, i) => s + v * w[i], 0)); }
