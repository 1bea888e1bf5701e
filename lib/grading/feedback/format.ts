/** Numbers and arrays for readers: enough digits to see the difference, no more. */
import { isTyped, itemsOf } from '../../exercise/tolerance';
import type { Arg } from '../../script/script';

const DIGITS = 7;
const LINE = 72;
const MOST = 1600;

/** Seven significant digits, without trailing zeros; exponents where the plain form would be long. */
export function formatNumber(x: number, digits = DIGITS): string {
  if (!Number.isFinite(x)) return Number.isNaN(x) ? 'NaN' : x > 0 ? 'Infinity' : '-Infinity';
  if (Number.isInteger(x) && Math.abs(x) < 1e15) return String(x);
  return String(Number(x.toPrecision(digits)));
}

/** Two numbers that differ, with as many digits as it takes to see that they do. */
export function formatPair(got: number, want: number): { got: string; want: string } {
  for (let digits = DIGITS; digits < 17; digits += 2) {
    const pair = { got: formatNumber(got, digits), want: formatNumber(want, digits) };
    if (pair.got !== pair.want) return pair;
  }
  return { got: String(got), want: String(want) };
}

/** Data as one would type it: `[[3, 1, -3]]`, rows aligned below each other when they don't fit on a line. */
export function formatData(value: Arg, indent = 0): string {
  const text = layOut(value, indent);
  return text.length <= MOST ? text : `${text.slice(0, MOST)} …`;
}

function layOut(value: Arg, indent: number): string {
  if (typeof value === 'number') return formatNumber(value);
  if (typeof value === 'string') return JSON.stringify(value);
  if (value === undefined || value === null || typeof value === 'boolean') return String(value);
  const items: readonly Arg[] | undefined = Array.isArray(value) ? (value as readonly Arg[]) : itemsOf(value);
  if (items) return layOutList(items, indent, isTyped(value) ? value.constructor.name : '');
  if ('$callback' in value && typeof value.$callback === 'string') return value.$callback;
  if ('$step' in value) return `(result of step ${Number(value.$step) + 1})`;
  const fields = Object.entries(value as { readonly [key: string]: Arg });
  const line = `{ ${fields.map(([key, item]) => `${key}: ${layOut(item, 0)}`).join(', ')} }`;
  if (fields.length === 0) return '{}';
  if (line.length + indent <= LINE && !line.includes('\n')) return line;
  const pad = ' '.repeat(indent + 2);
  return `{ ${fields.map(([key, item]) => `${key}: ${layOut(item, indent + 4 + key.length)}`).join(`,\n${pad}`)} }`;
}

function layOutList(items: readonly Arg[], indent: number, typed: string): string {
  const open = typed === '' || typed === 'Float64Array' ? '[' : `${typed} [`;
  const numbers = items.every((item) => typeof item === 'number');
  if (numbers) {
    const cells = items.map((item) => layOut(item, 0));
    const line = `${open}${cells.join(', ')}]`;
    return line.length + indent <= LINE * 2 ? line : wrap(cells, indent + open.length, open);
  }
  const line = `${open}${items.map((item) => layOut(item, 0)).join(', ')}]`;
  if (line.length + indent <= LINE && !line.includes('\n')) return line;
  const rows = matrixRows(items) ?? items.map((item) => layOut(item, indent + open.length));
  return `${open}${rows.join(`,\n${' '.repeat(indent + open.length)}`)}]`;
}

/** Rows of numbers with their columns aligned. */
function matrixRows(items: readonly Arg[]): string[] | undefined {
  const rows = items.map((item) => itemsOf(item)?.map((x) => (typeof x === 'number' ? formatNumber(x) : undefined)));
  if (rows.some((row) => !row || row.includes(undefined))) return undefined;
  const widths: number[] = [];
  for (const row of rows) row?.forEach((cell, j) => (widths[j] = Math.max(widths[j] ?? 0, cell?.length ?? 0)));
  return rows.map((row) => `[${(row ?? []).map((cell, j) => (cell ?? '').padStart(widths[j] ?? 0)).join(', ')}]`);
}

function wrap(cells: readonly string[], indent: number, open: string): string {
  const lines: string[] = [''];
  for (const cell of cells) {
    const last = lines[lines.length - 1] ?? '';
    if (last !== '' && last.length + cell.length + indent > LINE) lines.push(cell);
    else lines[lines.length - 1] = last === '' ? cell : `${last}, ${cell}`;
  }
  return `${open}${lines.join(`,\n${' '.repeat(indent)}`)}]`;
}

/** Arguments by the names that the reference gives them: `Z = [[3, 1, -3]]`, one a line. */
export function formatArguments(names: readonly string[], args: readonly Arg[]): string {
  const lines = args.map((arg, i) => {
    const name = `${names[i] ?? `argument ${i + 1}`} = `;
    return name + formatData(arg, name.length);
  });
  const flat = lines.join('   ');
  return flat.length <= LINE && !flat.includes('\n') ? flat : lines.join('\n');
}

/** A call as code: `opt.step([1, 2], [0.1, 0.2])`. */
export function formatCall(callee: string, args: readonly Arg[]): string {
  return `${callee}(${args.map((arg) => formatData(arg)).join(', ')})`;
}

/** `1 case`, `3 cases`. */
export function count(n: number, one: string): string {
  return `${n} ${one}${n === 1 ? '' : 's'}`;
}

/** Points and scores are kept to two decimals. */
export function toCents(points: number): number {
  return Math.round((points + Number.EPSILON) * 100) / 100;
}
