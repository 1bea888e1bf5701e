// MUST: timeout|runtime-error ON: momentum — Symbol.toPrimitive of an instance never ends
export class Momentum { v = []; [Symbol.toPrimitive]() { for (;;); } step(w) { return w.map((x) => x - this); } }
