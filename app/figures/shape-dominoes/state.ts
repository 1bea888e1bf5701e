/** The shapes in the picture of a layer with three inputs and two neurons. */

export interface Domino {
  name: 'W' | 'x' | 'b' | 'z' | 'X' | 'WT' | 'Z' | 'bT';
  rows: number;
  columns: number;
}

type Line = readonly [Domino, Domino, Domino, Domino];

const INPUTS = 3;
const NEURONS = 2;
export const BATCH = 4;
/** Side of one entry, in em. */
export const SIDE = 1.5;

export const columnForm: Line = [
  { name: 'W', rows: NEURONS, columns: INPUTS },
  { name: 'x', rows: INPUTS, columns: 1 },
  { name: 'b', rows: NEURONS, columns: 1 },
  { name: 'z', rows: NEURONS, columns: 1 },
];

/** The bias is one row, added to every row of the product. */
export const rowForm: Line = [
  { name: 'X', rows: BATCH, columns: INPUTS },
  { name: 'WT', rows: INPUTS, columns: NEURONS },
  { name: 'bT', rows: 1, columns: NEURONS },
  { name: 'Z', rows: BATCH, columns: NEURONS },
];
