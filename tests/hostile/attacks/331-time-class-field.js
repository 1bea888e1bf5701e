// MUST: timeout ON: momentum — a field that is computed for ever
export class Momentum { v = (() => { for (;;); })(); step(w) { return w; } }
