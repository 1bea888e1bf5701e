// MUST: wrong-answer ON: scale — writes into the argument and gives a view of it
export function scale(x, k) { for (let i = 0; i < x.length; i++) x[i] *= k; return x.subarray(0); }
