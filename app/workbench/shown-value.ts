/** A value that the judge printed, read back into rows and fields so that it can be set as aligned columns. */

export type Shown =
  | { kind: 'grid'; rows: string[][]; /** 0: a number, 1: a list, 2: a matrix. */ rank: 0 | 1 | 2 }
  | { kind: 'record'; fields: { name: string; value: Shown }[] }
  | { kind: 'text'; text: string };

type Node = string | Node[] | { fields: [string, Node][] };

/** Anything that isn't a number, a list, a matrix or a record of those stays text. */
export function readShown(text: string): Shown {
  const trimmed = text.trim();
  const node = parse(trimmed);
  return (node === undefined ? undefined : shownOf(node)) ?? { kind: 'text', text: trimmed };
}

function shownOf(node: Node): Shown | undefined {
  if (typeof node === 'string') return { kind: 'grid', rank: 0, rows: [[node]] };
  if (Array.isArray(node)) {
    if (node.length === 0) return undefined;
    if (node.every((item) => typeof item === 'string')) return { kind: 'grid', rank: 1, rows: [node] };
    const rows = node.map((item) =>
      Array.isArray(item) && item.every((cell) => typeof cell === 'string') ? item : item === '…' ? ['…'] : undefined,
    );
    return rows.every((row) => row !== undefined) ? { kind: 'grid', rank: 2, rows } : undefined;
  }
  const fields = node.fields.map(([name, item]) => ({ name, value: shownOf(item) }));
  const known = fields.flatMap(({ name, value }) => (value ? [{ name, value }] : []));
  return known.length === fields.length && known.length > 0 ? { kind: 'record', fields: known } : undefined;
}

const TOKEN = /\s*([[\]{},]|[A-Za-z_$][\w$]*\s*:|"[^"]*"\s*:|[^\s[\]{},"]+)/y;

/** A small reader for `{ loss: 2.1, grad: [[1, −2], …] }`; undefined for anything else. */
function parse(text: string): Node | undefined {
  if (text.length > 20_000) return undefined;
  const tokens: string[] = [];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < text.length) {
    const match = TOKEN.exec(text);
    const token = match?.[1];
    if (token === undefined) return undefined;
    tokens.push(token);
  }
  let at = 0;
  const value = (depth: number): Node | undefined => {
    const token = tokens[at++];
    if (token === undefined || depth > 4) return undefined;
    if (token === '[') return list(depth);
    if (token === '{') return record(depth);
    return isAtom(token) ? token : undefined;
  };
  const list = (depth: number): Node | undefined => {
    const items: Node[] = [];
    while (tokens[at] !== ']') {
      const item = value(depth + 1);
      if (item === undefined) return undefined;
      items.push(item);
      if (tokens[at] === ',') at++;
      else if (tokens[at] !== ']') return undefined;
    }
    at++;
    return items;
  };
  const record = (depth: number): Node | undefined => {
    const fields: [string, Node][] = [];
    while (tokens[at] !== '}') {
      const key = tokens[at++];
      if (!key?.endsWith(':')) return undefined;
      const item = value(depth + 1);
      if (item === undefined) return undefined;
      fields.push([key.slice(0, -1).trim().replaceAll('"', ''), item]);
      if (tokens[at] === ',') at++;
      else if (tokens[at] !== '}') return undefined;
    }
    at++;
    return { fields };
  };
  const node = value(0);
  return at === tokens.length ? node : undefined;
}

const ATOM =
  /^(?:[-−+]?(?:\d[\d,_]*\.?\d*|\.\d+)(?:[eE][-−+]?\d+)?|[-−+]?(?:NaN|Infinity|Inf|∞)|true|false|null|undefined|…)$/;
const isAtom = (token: string): boolean => ATOM.test(token);

/** Where two grids differ: `row,column` of each differing cell, in reading order. */
export function differences(got: readonly string[][], want: readonly string[][]): string[] {
  const places: string[] = [];
  for (const [i, row] of got.entries()) {
    for (const [j, cell] of row.entries()) if (want[i]?.[j] !== cell) places.push(`${i},${j}`);
  }
  return places;
}

/** The judge's path (`grad[1][0]`, `[2]`) as a field name and a cell of its grid. */
export function readPath(path: string, rank: 0 | 1 | 2): { field: string; cell: string } {
  const indices = [...path.matchAll(/\[(\d+)\]/g)].map((match) => match[1] ?? '0');
  const field = /^\.?([A-Za-z_$][\w$]*)/.exec(path)?.[1] ?? '';
  if (rank === 2) return { field, cell: `${indices.at(-2) ?? 0},${indices.at(-1) ?? 0}` };
  return { field, cell: `0,${rank === 1 ? (indices.at(-1) ?? 0) : 0}` };
}
