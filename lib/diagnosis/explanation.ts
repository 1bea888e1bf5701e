/** What a diagnosis says, and of how many cases it speaks. */

/** A sentence or two that give no input and no output away: the same text stands on hidden checks. */
export interface Explanation {
  code: string;
  text: string;
}

export interface Extent {
  failing: number;
  cases: number;
}

/** `in all 25 failing cases`, `in 3 of 30 cases`; nothing when there is only one case. */
export function where({ failing, cases }: Extent): string {
  if (cases <= 1) return '';
  if (failing === cases) return cases === 2 ? ' in both cases' : ` in all ${cases} cases`;
  return ` in ${failing} of ${cases} cases`;
}
