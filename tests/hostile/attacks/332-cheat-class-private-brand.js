// MUST: wrong-answer|runtime-error|invalid-output ON: momentum — the constructor gives another object, with private fields
export class Momentum { #v = [1]; v = []; constructor() { return { step: (w) => w, v: [0, 0] }; } step(w) { return w; } }
