/** Types that a signature names but no door exports: readers can't look them up, so their text takes their place. */

/** Longer ones stay a name. */
const MOST = 110;

/** @param texts of the types by name, without those that have entries of their own */
export function spellOut(signature: string, texts: ReadonlyMap<string, string>): string {
  let spelt = signature.replace(/\b[a-z]\w*\.(?=[A-Z])/g, '');
  // Types are made of types; twice is as deep as anyone wants to read.
  for (let round = 0; round < 2; round++) {
    spelt = spelt.replace(
      /(?<![\w'"$.])([A-Z]\w*)(?![\w'"(<])(\[\])?/g,
      (whole, name: string, list: string | undefined) => {
        const text = texts.get(name);
        if (text === undefined || text.length > MOST || new RegExp(`\\b${name}\\b`).test(text)) return whole;
        return list !== undefined && / [|&] /.test(text) ? `(${text})[]` : `${text}${list ?? ''}`;
      },
    );
  }
  return spelt;
}
