/** What keys do in an example's editor, as pure functions of its text: what to insert instead of the key. */

/** What stands in the field, and what is selected. */
export interface Field {
  readonly text: string;
  readonly from: number;
  readonly to: number;
}

const INDENT = '  ';

/** A new line begins where the line before it does, one step further after an opening bracket. */
export function onEnter({ text, from }: Field): string {
  const line = text.slice(text.lastIndexOf('\n', from - 1) + 1, from);
  const [margin = ''] = /^ */.exec(line) ?? [];
  return `\n${margin}${/[([{]\s*$/.test(line) ? INDENT : ''}`;
}

/** Spaces up to the next even column. */
export function onTab({ text, from }: Field): string {
  const column = from - (text.lastIndexOf('\n', from - 1) + 1);
  return INDENT.slice(column % INDENT.length);
}
