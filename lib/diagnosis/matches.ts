/** Whether two answers are the same answer: looser than a grade, since it explains rather than scores. NaN matches NaN. */
import { allowedError, isRecord, itemsOf, largest, type Tolerance } from '../exercise/tolerance';
import type { Data } from '../script/script';

/** At least T2, so that another way to write the same slip is still recognised. */
export function loosened(tolerance: Tolerance): Tolerance {
  return { rtol: Math.max(tolerance.rtol, 1e-8), atol: Math.max(tolerance.atol, 1e-10), relativeTo: 'array' };
}

export function matches(a: Data, b: Data, tolerance: Tolerance): boolean {
  return walk(a, b, tolerance, null);
}

function walk(a: Data, b: Data, tolerance: Tolerance, scale: number | null): boolean {
  if (typeof b === 'number') {
    if (typeof a !== 'number') return false;
    if (!Number.isFinite(a) || !Number.isFinite(b)) return Object.is(a, b);
    return Math.abs(a - b) <= allowedError(a, b, scale ?? Math.abs(b), tolerance);
  }
  const items = itemsOf(b);
  if (items) {
    const others = itemsOf(a);
    const inner = scale ?? largest(b);
    return others?.length === items.length && items.every((item, i) => walk(others[i], item, tolerance, inner));
  }
  if (isRecord(b)) {
    return (
      isRecord(a) &&
      Object.entries(b).every(([key, item]) => Object.hasOwn(a, key) && walk(a[key], item, tolerance, null))
    );
  }
  return a === b;
}

/** Every number through `f`; everything else as it is. */
export function mapNumbers(value: Data, f: (x: number) => number): Data {
  if (typeof value === 'number') return f(value);
  const items = itemsOf(value);
  if (items) return items.map((item) => mapNumbers(item, f));
  if (isRecord(value))
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, mapNumbers(item, f)]));
  return value;
}

/** All numbers of nested data, in order. */
export function numbersOf(value: Data): number[] {
  if (typeof value === 'number') return [value];
  const items = itemsOf(value);
  if (items) return items.flatMap(numbersOf);
  return isRecord(value) ? Object.values(value).flatMap(numbersOf) : [];
}

/** Rows and columns exchanged; undefined unless it is a matrix. */
export function transposed(value: Data): Data {
  const rows = itemsOf(value)?.map(itemsOf);
  if (!rows || rows.length === 0) return undefined;
  const width = rows[0]?.length;
  if (width === undefined || rows.some((row) => row?.length !== width)) return undefined;
  return Array.from({ length: width }, (_, j) => rows.map((row) => row?.[j]));
}
