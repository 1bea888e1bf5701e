// MUST: timeout — a comparator that never ends
export function predict(X) { return [3, 1, 2].sort(() => { for (;;); }); }
