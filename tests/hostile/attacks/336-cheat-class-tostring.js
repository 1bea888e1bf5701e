// MUST: wrong-answer|invalid-output|runtime-error ON: momentum — a class that says of itself that it is none
export const Momentum = class { static toString() { return 'function native'; } static [Symbol.hasInstance]() { return true; } step(w, g) { return g; } get v() { return [NaN]; } };
