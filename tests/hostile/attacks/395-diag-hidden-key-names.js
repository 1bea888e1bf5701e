// MUST: wrong-answer|invalid-output ON: loss — keys that look alike, of control characters
export function loss(w, x, y) { return { 'l\u043ess': 1, loss: 2, 'gra\u200bd': [1], grad: [0, 0, 0], '\u0000': 3, '\u202e': 4 }; }
