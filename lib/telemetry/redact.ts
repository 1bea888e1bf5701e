/** Takes out of a log line what is personal, secret or a student's: by the names of fields, and by what texts look like. */

const REDACTED = '[redacted]';
/** Fields that are nobody's business in a log, whatever they hold. */
const PRIVATE =
  /^(e?mail|(user|full|display|first|last|given|family)_?name|name|login|password|passwd|hash|token|\w*_token|secret|cookies?|set-cookie|authorization|headers?|credentials|source|body|params|parameters|query|result|text|draft|verdict|user|person|profile|claims|session)$/i;
/** An error's code is a word; a program is not. */
const WORD = /^[\w.:-]{1,64}$/;

const TEXTS: readonly [RegExp, string][] = [
  [/[^\s@"'<>(){}=,:;[\]]+@[^\s@"'<>(){}=,:;[\]]+\.[^\s@"'<>(){}=,:;[\]]+/g, '[e-mail]'],
  [/\b([a-z][a-z+]*:\/\/)[^\s/@]+@/gi, '$1[redacted]@'],
  [/\b(bearer|basic)\s+[\w.~+/=-]+/gi, `$1 ${REDACTED}`],
  [/\beyJ[\w-]+\.[\w-]*\.[\w.-]*/g, '[token]'],
  // PostgreSQL quotes the values of a row that it refuses.
  [/\)=\([^)]*\)/g, ')=([redacted])'],
];
const MOST_CHARS = 2000;
const MOST_DEPTH = 5;

export function redact(value: unknown, depth = 0): unknown {
  if (typeof value === 'string') return redactText(value);
  if (typeof value !== 'object' || value === null || value instanceof Date) return value;
  if (depth > MOST_DEPTH) return REDACTED;
  if (value instanceof Error) return redactError(value, depth);
  if (Array.isArray(value)) return value.slice(0, 100).map((item) => redact(item, depth + 1));
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key, isPrivate(key, item) ? REDACTED : redact(item, depth + 1)]),
  );
}

export function redactText(text: string): string {
  const cut = text.length > MOST_CHARS ? `${text.slice(0, MOST_CHARS)}…` : text;
  return TEXTS.reduce((said, [pattern, words]) => said.replace(pattern, words), cut);
}

function isPrivate(key: string, value: unknown): boolean {
  if (value === null || value === undefined || typeof value === 'boolean') return false;
  if (key === 'code') return typeof value !== 'number' && !(typeof value === 'string' && WORD.test(value));
  return PRIVATE.test(key);
}

/** What an error says of itself; not the fields that its maker hung on it, which hold queries and their parameters. */
function redactError(error: Error, depth: number): object {
  const { name, message, stack, cause } = error;
  const code: unknown = 'code' in error ? error.code : undefined;
  const ours = name !== 'DrizzleQueryError';
  return {
    type: name,
    message: ours ? redactText(message) : 'a query failed',
    ...(typeof code === 'string' && WORD.test(code) ? { code } : {}),
    ...(stack ? { stack: redactText(framesOf(stack)) } : {}),
    ...(cause === undefined ? {} : { cause: redact(cause, depth + 1) }),
  };
}

/** A stack begins with the message, which has been dealt with. */
function framesOf(stack: string): string {
  return stack
    .split('\n')
    .filter((line) => /^\s+at /.test(line))
    .join('\n');
}
