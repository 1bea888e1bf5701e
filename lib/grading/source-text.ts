/** Source with comments and strings removed, for rules on what a solution may use. */
import type { Failure } from '../diagnosis/failure';
import type { PlainRule } from './plan';

/** How a slash after `)` or `}` is read, where only a full parser could tell: as a division, or as a regular expression. */
type Reading = 'division' | 'expression';

/**
 * Comments become a space, strings and regular expressions lose their contents; places in `${…}` stay. Names are written
 * plainly, whether they had escapes in them or stood in quotes: `Math['m' + 'ax']` becomes `Math.max`.
 */
export function bareSource(source: string, reading: Reading = 'division'): string {
  const bare = new Bare();
  let i = 0;
  /** Depths of braces at which a template's `${` was opened. */
  const templates: number[] = [];
  let depth = 0;
  const skipTemplate = (): void => {
    const start = i;
    while (i < source.length && source[i] !== '`') {
      if (source[i] === '\\') i += 2;
      else if (source.startsWith('${', i)) {
        templates.push(depth);
        bare.add('${');
        i += 2;
        return;
      } else i += 1;
    }
    const text = source.slice(start, i);
    if (source[start - 1] === '`' && isName(text)) bare.add(`${NAME}${text}`);
    bare.add('`');
    i += 1;
  };
  while (i < source.length) {
    const char = source[i] ?? '';
    if (source.startsWith('//', i)) {
      while (i < source.length && !LINE_END.test(source[i] ?? '')) i += 1;
    } else if (source.startsWith('/*', i)) {
      const end = source.indexOf('*/', i + 2);
      i = end === -1 ? source.length : end + 2;
      bare.add(' ');
    } else if (char === '"' || char === "'") {
      const end = endOfQuoted(source, i, char);
      const text = plainEscapes(source.slice(i + 1, end - 1));
      bare.add(isName(text) ? `${char}${NAME}${text}${char}` : char + char);
      i = end;
    } else if (char === '/' && bare.beginsExpression(source, i, reading)) {
      i = endOfQuoted(source, i, '/');
      bare.add('/ /');
    } else if (char === '`') {
      bare.add(char);
      i += 1;
      skipTemplate();
    } else if (char === '}' && templates.at(-1) === depth) {
      templates.pop();
      bare.add(char);
      i += 1;
      skipTemplate();
    } else if (char === '\\') {
      const escape = ESCAPE.exec(source.slice(i, i + 12))?.[0] ?? char;
      bare.add(plainEscapes(escape));
      i += escape.length;
    } else {
      if (char === '{') depth += 1;
      if (char === '}') depth -= 1;
      if (char !== NAME) bare.add(char);
      i += 1;
    }
  }
  return withPlainNames(bare.text);
}

const LINE_END = /[\n\r\u2028\u2029]/;
const ESCAPE = /^\\(?:u\{[\da-fA-F]{1,6}\}|u[\da-fA-F]{4}|x[\da-fA-F]{2})/;
/** Marks a string that is a name, until it is clear whether it stands for a property. */
const NAME = '\uE000';

const isName = (text: string): boolean => /^[\w$]{1,100}$/.test(text);

function plainEscapes(text: string): string {
  if (!text.includes('\\')) return text;
  return text.replace(/\\(?:u\{([\da-fA-F]{1,6})\}|u([\da-fA-F]{4})|x([\da-fA-F]{2}))/g, (all, ...codes: unknown[]) => {
    const point = Number.parseInt(String(codes[0] ?? codes[1] ?? codes[2]), 16);
    return point <= 0x10ffff ? String.fromCodePoint(point) : all;
  });
}

/** Names in quotes become properties where they stand for some, and empty strings elsewhere. */
function withPlainNames(bare: string): string {
  if (!bare.includes(NAME)) return bare;
  return bare
    .replace(/(["'`])\s*\+\s*["'`]\uE000/g, (all, _quote, at: number) =>
      JOINED.test(bare.slice(Math.max(0, at - 101), at)) ? '' : all,
    )
    .replace(
      /([\w$)\]}]\s*)(\?\.\s*)?\[\s*["'`]\uE000([\w$]+)["'`]\s*\]/g,
      (_all, before: string, optional: unknown, name: string) =>
        `${before}${optional === undefined ? '.' : '?.'}${name}`,
    )
    .replace(/([{,]\s*)["'`]\uE000([\w$]+)["'`](\s*:)/g, '$1$2$3')
    .replace(/(["'`])\uE000[\w$]+(["'`])/g, '$1$2');
}

const JOINED = /\uE000[\w$]*$/;

/** After these words a slash begins a regular expression, though it stands behind a letter. */
const BEFORE_VALUE = new Set(
  'return typeof case in of delete void throw new instanceof else do yield await'.split(' '),
);

/** What is left so far, with an eye on its last token. */
class Bare {
  text = '';
  private last = '';
  private word = '';
  private isWordOpen = false;

  add(piece: string): void {
    this.text += piece;
    for (const char of piece) {
      const isLetter = /[\w$]/.test(char);
      if (isLetter) this.word = this.isWordOpen ? this.word + char : char;
      this.isWordOpen = isLetter;
      if (!/\s/.test(char)) this.last = this.last.slice(-1) + char;
    }
  }

  /** After a value a slash divides; anywhere else it begins a regular expression. */
  beginsExpression(source: string, at: number, reading: Reading): boolean {
    const end = this.last.at(-1) ?? '';
    if (/[\w$]/.test(end)) return BEFORE_VALUE.has(this.word);
    // `i++ / n`: nothing can be added to a regular expression.
    if (end === ']' || end === '"' || end === "'" || end === '`' || this.last === '++' || this.last === '--')
      return false;
    if (end !== ')' && end !== '}') return true;
    return reading === 'expression' && source[endOfQuoted(source, at, '/') - 1] === '/';
  }
}

function endOfQuoted(source: string, start: number, quote: string): number {
  let inClass = false;
  for (let i = start + 1; i < source.length; i++) {
    const char = source[i] ?? '';
    if (char === '\\') i += 1;
    else if (char === '\n' || char === '\r') return i;
    else if (quote === '/' && LINE_END.test(char)) return i;
    else if (quote === '/' && char === '[') inClass = true;
    else if (quote === '/' && char === ']') inClass = false;
    else if (char === quote && !inClass) return i + 1;
  }
  return source.length;
}

/** One failure per broken rule. */
export function brokenRules(
  source: string,
  rules: { must: readonly PlainRule[]; mustNot: readonly PlainRule[] },
): Failure[] {
  const bare = bareSource(source);
  // What must not stand there may stand in neither reading.
  const readings = [bare, bareSource(source, 'expression')];
  const isIn = (text: string, { pattern, flags }: PlainRule): boolean =>
    new RegExp(pattern, flags.replace(/[gy]/g, '')).test(text);
  return [
    ...rules.must.filter((rule) => !isIn(bare, rule)),
    ...rules.mustNot.filter((rule) => readings.some((text) => isIn(text, rule))),
  ].map(({ says }) => ({
    kind: 'source',
    says,
  }));
}
