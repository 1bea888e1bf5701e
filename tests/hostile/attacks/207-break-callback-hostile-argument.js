// MUST: wrong-answer|invalid-output|runtime-error ON: slope — the function it was given is called with something that throws when it is read
export function slope(f, x, h) { try { f({ get a() { throw 1; }, valueOf: () => x }); } catch { /* on */ } return (f(x + h) - f(x - h)) / (2 * h); }
