/** Breaks a long signature where a formatter would: one parameter, or one alternative of a union, a line. */

const WIDTH = 76;

export function foldSignature(text: string): string {
  if (text.length <= WIDTH) return text;
  if (text.startsWith('type ')) return foldUnion(text);
  const start = text.indexOf('(') + 1;
  if (start === 0) return text;
  const { parts, end } = splitOutside(text, start, ',');
  if (parts.length === 0) return text;
  return `${text.slice(0, start)}\n${parts.map((part) => `  ${part},`).join('\n')}\n${text.slice(end)}`;
}

function foldUnion(text: string): string {
  const start = text.indexOf(' = ') + 3;
  const { parts } = splitOutside(text, start, '|');
  return parts.length < 2 ? text : `${text.slice(0, start - 1)}\n${parts.map((part) => `  | ${part}`).join('\n')}`;
}

/** Cuts at separators that stand in no bracket; ends where a bracket closes that was not opened since `start`. */
function splitOutside(text: string, start: number, separator: string): { parts: string[]; end: number } {
  const parts: string[] = [];
  let depth = 0;
  let from = start;
  let end = text.length;
  for (let i = start; i < text.length; i++) {
    const sign = text[i] ?? '';
    if ('([{<'.includes(sign)) depth += 1;
    // The arrow of a function type closes nothing.
    else if (')]}>'.includes(sign) && !(sign === '>' && text[i - 1] === '=')) depth -= 1;
    if (depth < 0) {
      end = i;
      break;
    }
    if (sign === separator && depth === 0) {
      parts.push(text.slice(from, i));
      from = i + 1;
    }
  }
  parts.push(text.slice(from, end));
  return { parts: parts.map((part) => part.trim()).filter((part) => part !== ''), end };
}
