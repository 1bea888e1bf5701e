/** Short texts of the grader, cut into plain words, `code` and $formulas$. */

export interface ProsePart {
  kind: 'text' | 'code' | 'math';
  text: string;
}

const PIECE = /`([^`\n]+)`|\$([^$\n]+)\$/g;

export function proseParts(text: string): ProsePart[] {
  const parts: ProsePart[] = [];
  let end = 0;
  for (const match of text.matchAll(PIECE)) {
    if (match.index > end) parts.push({ kind: 'text', text: text.slice(end, match.index) });
    const [, code, math] = match;
    if (code !== undefined) parts.push({ kind: 'code', text: code });
    else if (math !== undefined) parts.push({ kind: 'math', text: math });
    end = match.index + match[0].length;
  }
  if (end < text.length) parts.push({ kind: 'text', text: text.slice(end) });
  return parts;
}
