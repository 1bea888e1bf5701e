/** When two result documents are the same, and where they differ first. */

export interface Difference {
  /** `checks[2].diagnosis.got` */
  at: string;
  /** As JSON, cut where it is long; null where there is nothing at that place. */
  stored: string | null;
  now: string | null;
}

/** How long grading took is the one thing in a result that nobody can repeat. */
const TIMINGS: ReadonlySet<string> = new Set(['ms']);
const MOST_CHARS = 200;

/**
 * The bytes that are compared: everything in the document but its timings, as JSON without spaces, the names of each object
 * in code point order, since the database keeps no order of its own.
 */
export function canonicalResult(document: unknown): string {
  return canonical(withoutTimings(document));
}

/** Undefined when the canonical forms are the same byte for byte. */
export function firstDifference(stored: unknown, now: unknown): Difference | undefined {
  return canonicalResult(stored) === canonicalResult(now)
    ? undefined
    : differ(withoutTimings(stored), withoutTimings(now), '');
}

/** One value that is not what it should be, as a difference. */
export function differenceAt(at: string, stored: unknown, now: unknown): Difference {
  return { at, stored: shown(stored), now: shown(now) };
}

function withoutTimings(document: unknown): unknown {
  if (!isRecord(document)) return document;
  return Object.fromEntries(Object.entries(document).filter(([name]) => !TIMINGS.has(name)));
}

function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map((item) => canonical(item)).join(',')}]`;
  if (!isRecord(value)) return JSON.stringify(value);
  const names = namesOf(value);
  return `{${names.map((name) => `${JSON.stringify(name)}:${canonical(value[name])}`).join(',')}}`;
}

function differ(stored: unknown, now: unknown, at: string): Difference {
  if (Array.isArray(stored) && Array.isArray(now)) {
    const length = Math.max(stored.length, now.length);
    for (let i = 0; i < length; i++) {
      if (canonicalOf(stored[i]) !== canonicalOf(now[i])) return differ(stored[i], now[i], `${at}[${i}]`);
    }
  } else if (isRecord(stored) && isRecord(now)) {
    for (const name of new Set([...namesOf(stored), ...namesOf(now)])) {
      if (canonicalOf(stored[name]) === canonicalOf(now[name])) continue;
      return differ(stored[name], now[name], at === '' ? name : `${at}.${name}`);
    }
  }
  return differenceAt(at, stored, now);
}

const canonicalOf = (value: unknown): string | undefined => (value === undefined ? undefined : canonical(value));

/** Names that have a value, in the same order everywhere; locales play no part in it. */
function namesOf(value: Record<string, unknown>): string[] {
  return Object.keys(value)
    .filter((name) => value[name] !== undefined)
    .toSorted((a, b) => (a < b ? -1 : 1));
}

function shown(value: unknown): string | null {
  if (value === undefined) return null;
  const text = canonical(value);
  return text.length > MOST_CHARS ? `${text.slice(0, MOST_CHARS)}…` : text;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
