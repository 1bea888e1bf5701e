// MUST: runtime-error — an export that is only a type: nothing is there when it is run
export type predict = (X: number[][]) => number[];
