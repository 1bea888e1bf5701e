/** Verdicts quote what students write, throw and print; this takes out what would steer the reader's terminal or eye. */

/** Control characters but for line ends and tabs, and marks that turn the direction of reading. */
const UNSEEN = /(?![\n\t])\p{Cc}|\p{Bidi_Control}/gu;

/** The same verdict with U+FFFD in place of such characters, in all of its texts. */
export function legible<T>(value: T): T {
  return mapped(value) as T;
}

function mapped(value: unknown): unknown {
  if (typeof value === 'string') return value.replace(UNSEEN, '\uFFFD');
  if (Array.isArray(value)) return value.map(mapped);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, mapped(item)]));
}
