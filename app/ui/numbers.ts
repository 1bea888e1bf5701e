/** Numbers as the interface writes them: grouped, without needless digits. */

const POINTS = new Intl.NumberFormat('en', { maximumFractionDigits: 1 });

/** Points: `100`, `62.5`, `1,700`. */
export function formatPoints(points: number): string {
  return POINTS.format(points);
}
