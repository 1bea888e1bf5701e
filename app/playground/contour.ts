/** The line on which a map is zero: marching squares, cells between the middles of neighbouring pixels. */

/** Flat list of segments x0, y0, x1, y1 in units of the picture's width. */
export function zeroLine(map: Int8Array, size: number): number[] {
  const out: number[] = [];
  const value = (row: number, col: number): number => (map[row * size + col] as number) + 0.5;
  /** Where between `a` at 0 and `b` at 1 zero lies. */
  const cross = (a: number, b: number): number => a / (a - b);
  for (let row = 0; row < size - 1; row++) {
    for (let col = 0; col < size - 1; col++) {
      const a = value(row, col);
      const b = value(row, col + 1);
      const c = value(row + 1, col + 1);
      const d = value(row + 1, col);
      const above = a > 0;
      if (above === b > 0 && above === c > 0 && above === d > 0) continue;
      const ends: number[] = [];
      if (above !== b > 0) ends.push(col + cross(a, b), row);
      if (b > 0 !== c > 0) ends.push(col + 1, row + cross(b, c));
      if (c > 0 !== d > 0) ends.push(col + cross(d, c), row + 1);
      if (d > 0 !== above) ends.push(col, row + cross(a, d));
      for (let i = 0; i + 3 < ends.length; i += 4) {
        out.push(...ends.slice(i, i + 4).map((at) => (at + 0.5) / size));
      }
    }
  }
  return out;
}
