// MUST: wrong-answer|runtime-error ON: root — the error of the starter where an error is asked for
export function root(x) { if (x < 0) throw new Error('Not written yet: the root'); return Math.sqrt(x); }
