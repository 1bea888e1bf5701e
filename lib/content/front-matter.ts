/** YAML with line numbers: front matter of Markdown files, and course.yaml. */
import { LineCounter, parseDocument, type Document } from 'yaml';
import type { z } from 'zod';
import type { Problem } from './problem';

/** The place of a text: for messages. */
interface Origin {
  file: string;
  /** Lines of the file that stand before the text. */
  skipped: number;
}

/** Parses YAML against a schema; `data` is null when there are problems. All problems are reported, not the first. */
export function parseYaml<S extends z.ZodType>(
  text: string,
  schema: S,
  origin: Origin,
): { data: z.infer<S> | null; problems: Problem[] } {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const lineAt = (offset: number): number => lines.linePos(offset).line + origin.skipped;
  if (document.errors.length > 0) {
    const problems = document.errors.map((error) => ({
      file: origin.file,
      line: lineAt(error.pos[0]),
      rule: 'yaml',
      message: error.message,
    }));
    return { data: null, problems };
  }
  const parsed = schema.safeParse(document.toJS());
  if (parsed.success) return { data: parsed.data, problems: [] };
  const problems = parsed.error.issues.map((issue) => {
    const offset = offsetOf(document, issue.path);
    const where = issue.path.length === 0 ? '' : `${issue.path.join('.')}: `;
    return {
      file: origin.file,
      line: offset === null ? origin.skipped + 1 : lineAt(offset),
      rule: 'schema',
      message: `${where}${issue.message}`,
    };
  });
  return { data: null, problems };
}

/** Where a path starts in the text; for a missing key, where its nearest parent does. */
function offsetOf(document: Document, path: readonly PropertyKey[]): number | null {
  for (let length = path.length; length > 0; length--) {
    const node: unknown = document.getIn(path.slice(0, length), true);
    if (typeof node === 'object' && node !== null && 'range' in node && Array.isArray(node.range)) {
      const start: unknown = node.range[0];
      if (typeof start === 'number') return start;
    }
  }
  return null;
}

/** Splits a Markdown file. The body keeps its line numbers: the front matter is replaced by empty lines. */
export function parseFrontMatter<S extends z.ZodType>(
  text: string,
  schema: S,
  file: string,
): { data: z.infer<S> | null; body: string; problems: Problem[] } {
  const lines = text.split(/\r?\n/);
  const end = lines[0]?.trim() === '---' ? lines.indexOf('---', 1) : -1;
  if (end < 0) {
    const message = 'expected front matter: a first line “---”, YAML, and a closing “---”';
    return { data: null, body: text, problems: [{ file, line: 1, rule: 'front-matter', message }] };
  }
  const { data, problems } = parseYaml(lines.slice(1, end).join('\n'), schema, { file, skipped: 1 });
  const body = [...Array<string>(end + 1).fill(''), ...lines.slice(end + 1)].join('\n');
  return { data, body, problems };
}
