// MUST: runtime-error|wrong-answer|invalid-output ON: momentum — a constructor that gives a list with a method
export class Momentum { constructor() { return Object.assign([], { v: [], step: (w) => w }); } }
