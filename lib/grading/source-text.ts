/** Source with comments and strings removed, for rules on what a solution may use. */
import type { Failure } from '../diagnosis/failure';
import type { PlainRule } from './plan';
import { Slashes } from './slashes';

/**
 * Comments become a space, strings and regular expressions lose their contents; places in `${…}` stay. Names are written
 * plainly, whether they had escapes in them or stood in quotes: `Math['m' + 'ax']` becomes `Math.max`.
 */
export function bareSource(source: string): string {
  return readSource(source).bare;
}

/** @returns also whether a slash stands where types without a semicolon before it could make it either. */
function readSource(source: string): { bare: string; isDoubtful: boolean } {
  const slashes = new Slashes();
  let bare = '';
  let isDoubtful = false;
  let isOnNewLine = false;
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
        slashes.addMark('${', false);
        bare += '${';
        i += 2;
        return;
      } else i += 1;
    }
    const text = source.slice(start, i);
    if (source[start - 1] === '`' && isName(text)) bare += `${NAME}${text}`;
    bare += '`';
    slashes.addValue();
    i += 1;
  };
  if (/^\uFEFF?#!/.test(source)) i = endOfLine(source, 0);
  while (i < source.length) {
    const char = source[i] ?? '';
    if (LINE_END.test(char)) {
      isOnNewLine = true;
      bare += char;
      i += 1;
      continue;
    }
    if (/\s/.test(char)) {
      bare += char;
      i += 1;
      continue;
    }
    if (source.startsWith('//', i)) {
      i = endOfLine(source, i);
      continue;
    }
    if (source.startsWith('/*', i)) {
      const end = source.indexOf('*/', i + 2);
      isOnNewLine ||= LINE_END.test(source.slice(i, end === -1 ? source.length : end));
      i = end === -1 ? source.length : end + 2;
      bare += ' ';
      continue;
    }
    if (char === '"' || char === "'") {
      const end = endOfQuoted(source, i, char);
      const text = plainEscapes(source.slice(i + 1, end - 1));
      bare += isName(text) ? `${char}${NAME}${text}${char}` : char + char;
      slashes.addValue();
      i = end;
    } else if (char === '/' && !slashes.divides) {
      i = endOfQuoted(source, i, '/');
      bare += '/ /';
      slashes.addValue();
    } else if (char === '`') {
      bare += char;
      i += 1;
      skipTemplate();
    } else if (char === '}' && templates.at(-1) === depth) {
      templates.pop();
      slashes.addMark(char, isOnNewLine);
      bare += char;
      i += 1;
      skipTemplate();
    } else {
      const [token = char] = TOKEN.exec(source.slice(i, i + LONGEST_TOKEN)) ?? [];
      const plain = plainEscapes(token);
      if (WORD.test(plain)) slashes.addWord(plain === token ? plain : '\\');
      else {
        isDoubtful ||= char === '/' && isOnNewLine && /['"`]/.test(source.slice(i, endOfLine(source, i)));
        slashes.addMark(token, isOnNewLine);
      }
      if (char === '{') depth += 1;
      if (char === '}') depth -= 1;
      if (char !== NAME) bare += plain;
      i += token.length;
    }
    isOnNewLine = false;
  }
  return { bare: withPlainNames(bare), isDoubtful };
}

function endOfLine(source: string, from: number): number {
  let i = from;
  while (i < source.length && !LINE_END.test(source[i] ?? '')) i += 1;
  return i;
}

const LINE_END = /[\n\r\u2028\u2029]/;
/** A name with or without escapes, a mark of several characters, or one character. */
const TOKEN =
  /^(?:(?:[\w$\u{80}-\u{10ffff}]|\\u\{[\da-fA-F]{1,6}\}|\\u[\da-fA-F]{4})+|=>|\?\.(?!\d)|\?\?=?|\+\+|--|\.\.\.|!==?|[^])/u;
const LONGEST_TOKEN = 4096;
const WORD = /^[\w$\u{80}-\u{10ffff}]/u;
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
  const { bare, isDoubtful } = readSource(source);
  const withAliases = bare + takenOutOfMath(bare);
  const isIn = (text: string, { pattern, flags }: PlainRule): boolean =>
    new RegExp(pattern, flags.replace(/[gy]/g, '')).test(text);
  const broken = [
    ...rules.must.filter((rule) => !isIn(bare, rule)),
    ...rules.mustNot.filter((rule) => isIn(withAliases, rule)),
  ].map(({ says }) => says);
  // What can't be read can't be found free of something either.
  if (broken.length === 0 && rules.mustNot.length > 0) {
    if (isDoubtful) broken.push(DOUBTFUL);
    else if (HIDDEN.some((pattern) => pattern.test(bare))) broken.push(UNREADABLE);
  }
  return broken.map((says) => ({ kind: 'source', says }));
}

const DOUBTFUL =
  'A line begins with “/”, and whether it divides can’t be told. Put it at the end of the line before: this exercise has rules on what your code may use.';
const UNREADABLE =
  'Write built-in functions by their names, as in Math.sqrt(x): this exercise has rules on what your code may use, and a name that is put together or handed around can’t be checked.';

/** `{ max: m } = Math` uses Math.max, too. */
function takenOutOfMath(bare: string): string {
  const lists = [...bare.matchAll(/\{([^{}]*)\}\s*=\s*Math\b(?!\s*[.?[])/g)].map(([, list = '']) => list);
  return lists
    .flatMap((list) => [...list.matchAll(/(?:^|,)\s*([\w$]+)/g)])
    .map(([, name]) => ` Math.${name}`)
    .join('');
}

/** Ways to a built-in function past its name. */
const HIDDEN: readonly RegExp[] = [
  // Math as a value, but for its parts by name and for taking such parts out.
  /(?<!\.\s*)\bMath\b(?!\s*(?:\.|\?\.\s*[\w$]))(?<!\{[\w$\s,:]*\}\s*=\s*Math)/,
  /\b(?:globalThis|Reflect|eval|Function)\b/,
  /\.\s*constructor\b|\[\s*["'`]?constructor/,
];
