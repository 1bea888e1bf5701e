/** Reads a docstring: text, formulas (indented lines) and the tags of TSDoc. Indentation is kept, which TypeScript's own reader drops. */

export interface Docstring {
  readonly about: readonly RawBlock[];
  readonly params: readonly { readonly name: string; readonly text: string }[];
  readonly returns: string | null;
  readonly throws: readonly string[];
  readonly see: readonly string[];
  readonly examples: readonly string[];
}

export type RawBlock =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'list'; readonly items: readonly string[] }
  | { readonly kind: 'formula'; readonly text: string };

interface Tag {
  name: string;
  /** The rest of the tag's own line, then the lines up to the next tag. */
  lines: string[];
}

/** @param comment the whole comment, from `/**` to its end */
export function parseDocstring(comment: string): Docstring {
  const { head, tags } = splitTags(linesOf(comment));
  const texts = (name: string): string[] => tags.filter((tag) => tag.name === name).map(({ lines }) => flow(lines));
  return {
    about: readBlocks(head),
    params: texts('param').map(readParam),
    returns: texts('returns')[0] ?? null,
    throws: texts('throws'),
    see: texts('see'),
    examples: tags.filter(({ name }) => name === 'example').map(({ lines }) => readCode(lines)),
  };
}

/** The comment's lines without its stars. */
function linesOf(comment: string): string[] {
  return comment
    .replace(/^\s*\/\*\*[ \t]?/, '')
    .replace(/\s*\*\/\s*$/, '')
    .split('\n')
    .map((line, index) => (index === 0 ? line : line.replace(/^\s*\*? ?/, '')).trimEnd());
}

/** A line that begins with a tag of TSDoc opens one; inside an example, code may hold any `@` but those. */
function splitTags(lines: readonly string[]): { head: string[]; tags: Tag[] } {
  const head: string[] = [];
  const tags: Tag[] = [];
  // A short comment may hold its tag at the end of its only line.
  const split =
    lines.length === 1 ? lines.flatMap((line) => line.split(/\s+(?=@(?:returns?|throws|see|example)\b)/)) : lines;
  for (const line of split) {
    const [, name, rest] = /^@(param|returns?|throws|see|example)\b[ \t]*(.*)$/.exec(line) ?? [];
    if (name !== undefined) tags.push({ name: name === 'return' ? 'returns' : name, lines: [rest ?? ''] });
    else (tags.at(-1)?.lines ?? head).push(line);
  }
  return { head, tags };
}

function flow(lines: readonly string[]): string {
  return lines
    .map((line) => line.trim())
    .join(' ')
    .trim();
}

/** `@param x logits` or `@param x - logits`. */
function readParam(text: string): { name: string; text: string } {
  const [, name = '', rest = ''] = /^\[?([\w$.]+)\]?\s*(?:[-–:]\s+)?([^]*)$/.exec(text) ?? [];
  return { name, text: rest };
}

function readCode(lines: readonly string[]): string {
  const code = lines.filter((line) => !/^\s*```/.test(line));
  while (code[0]?.trim() === '') code.shift();
  while (code.at(-1)?.trim() === '') code.pop();
  const margin = Math.min(
    ...code.filter((line) => line.trim() !== '').map((line) => line.length - line.trimStart().length),
  );
  return code.map((line) => line.slice(Number.isFinite(margin) ? margin : 0)).join('\n');
}

const INDENTED = /^ {2,}\S/;
const ITEM = /^[-*•] +/;

/** Paragraphs are parted by empty lines; lines indented by two spaces or more are a formula, kept as they stand. */
function readBlocks(lines: readonly string[]): RawBlock[] {
  const blocks: RawBlock[] = [];
  let paragraph: string[] = [];
  let formula: string[] = [];
  let items: string[] = [];
  const flush = (): void => {
    if (paragraph.length > 0) blocks.push(...readParagraph(flow(paragraph)));
    if (items.length > 0) blocks.push({ kind: 'list', items });
    if (formula.length > 0) blocks.push({ kind: 'formula', text: dedent(formula) });
    paragraph = [];
    items = [];
    formula = [];
  };
  for (const line of lines) {
    if (line.trim() === '') {
      flush();
    } else if (INDENTED.test(line) && items.length > 0) {
      items.push(`${items.pop() ?? ''} ${line.trim()}`);
    } else if (INDENTED.test(line)) {
      if (formula.length === 0) flush();
      formula.push(line);
    } else if (ITEM.test(line)) {
      if (items.length === 0) flush();
      items.push(line.replace(ITEM, ''));
    } else {
      if (paragraph.length === 0) flush();
      paragraph.push(line);
    }
  }
  flush();
  return blocks;
}

const EQUATION = /^\S{1,4}(?:\[[^\]]*\])? [=←] /;
const MOST_WORDS = 9;

/**
 * `y = ln x; dx = dy/x: the words` is a formula with words after it, though it is written like a sentence; `Adam: m ← …` has some
 * before it.
 */
function readParagraph(text: string): RawBlock[] {
  const [before = ''] = /^[^:;.]*: (?=\S{1,4}(?:\[[^\]]*\])? [=←] )/.exec(text) ?? [];
  const lines: string[] = [];
  let rest = text.slice(before.length);
  while (EQUATION.test(rest)) {
    const line = firstEquation(rest);
    if (line.includes('`') || (line.match(/[A-Za-z]{3,}/g) ?? []).length > MOST_WORDS) break;
    lines.push(line.replace(/\.$/, ''));
    rest = rest.slice(line.length).replace(/^[;.:] /, '');
  }
  if (lines.length === 0) return [{ kind: 'text', text }];
  const blocks: RawBlock[] = [{ kind: 'formula', text: lines.join('\n') }];
  if (before !== '') blocks.unshift({ kind: 'text', text: before.trim() });
  // A letter alone is a variable, which stays as it is.
  const sentence = rest.replace(/^[a-z](?=[a-z])/, (letter) => letter.toUpperCase());
  if (sentence !== '') blocks.push({ kind: 'text', text: sentence });
  return blocks;
}

/** Up to a semicolon, or to the end of a sentence or the colon before words; what stands in brackets belongs together. */
function firstEquation(text: string): string {
  for (const { index } of text.matchAll(/; |[.:] (?=[A-Za-z])/g)) {
    const line = text.slice(0, index);
    if ((line.match(/[([]/g) ?? []).length === (line.match(/[)\]]/g) ?? []).length) return line;
  }
  return text;
}

function dedent(lines: readonly string[]): string {
  const margin = Math.min(...lines.map((line) => line.length - line.trimStart().length));
  const text = lines.map((line) => line.slice(margin)).join('\n');
  // Equations side by side get a line each: there is less room on a phone.
  return text.replace(/([;,]) {2,}/g, '$1\n');
}
