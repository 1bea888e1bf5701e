/** Places in plain data: `grad[1][0]`, `[0][1].W`, read and written alike everywhere. */
import { isRecord, isTyped, itemsOf } from '../exercise/tolerance';
import type { Data } from '../script/script';

export type Path = readonly (string | number)[];

/** `grad[1][0]` → ['grad', 1, 0]. */
export function parsePath(text: string): Path {
  const parts: (string | number)[] = [];
  const pattern = /\[(\d+)\]|\.?([A-Za-z_$][\w$]*)/y;
  while (pattern.lastIndex < text.length) {
    const start = pattern.lastIndex;
    const match = pattern.exec(text);
    if (!match) throw new Error(`"${text}" is no place: expected something like grad[1][0], stopped at ${start}`);
    parts.push(match[1] === undefined ? (match[2] ?? '') : Number(match[1]));
  }
  return parts;
}

/** ['grad', 1, 0] → `grad[1][0]`. */
export function formatPath(path: Path): string {
  return path.reduce<string>(
    (text, part) => (typeof part === 'number' ? `${text}[${part}]` : text === '' ? part : `${text}.${part}`),
    '',
  );
}

/** What stands there; undefined when there is no such place. */
export function readPath(value: Data, path: Path): Data {
  return path.reduce<Data>((at, part) => {
    if (typeof part === 'number') return itemsOf(at)?.[part];
    return isRecord(at) && Object.hasOwn(at, part) ? at[part] : undefined;
  }, value);
}

/** A copy that shares nothing with `value`. */
export function copyOf(value: Data): Data {
  if (Array.isArray(value)) return value.map((item: Data) => copyOf(item));
  if (isTyped(value)) return value.slice();
  if (!isRecord(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, copyOf(item)]));
}

/** Sets the number at `path` in place: for copies of one's own. */
export function setNumber(value: Data, path: Path, x: number): void {
  let at: unknown = value;
  for (let i = 0; i < path.length - 1; i++) at = (at as Record<string | number, unknown>)[path[i] ?? ''];
  (at as Record<string | number, unknown>)[path.at(-1) ?? ''] = x;
}

/** The places of all numbers in nested data, in order. */
export function numberPlaces(value: Data, from: Path = []): Path[] {
  if (typeof value === 'number') return [from];
  const items = itemsOf(value);
  if (items) return items.flatMap((item, i) => numberPlaces(item, [...from, i]));
  return isRecord(value) ? Object.keys(value).flatMap((key) => numberPlaces(value[key], [...from, key])) : [];
}
