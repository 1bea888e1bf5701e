/** Tells whether what was passed to a program still is what it was. */
import { hasOwn, isArray, keysOf, same, typedArrayLength, typedArrayName } from './primordials';

/** Whether a live value still is what the wire said; callbacks and references are taken as unchanged. */
export function isUnchanged(wire: unknown, live: unknown): boolean {
  if (typeof wire === 'string') return same(wire === 'NaN' ? NaN : wire === '+Inf' ? Infinity : -Infinity, live);
  if (typeof wire === 'number' || typeof wire === 'boolean') return same(wire, live);
  if (typeof wire !== 'object' || wire === null) return live === null;
  if (isArray(wire)) return isArray(live) && isListUnchanged(wire, live, wire.length);
  const record = wire as Record<string, unknown>;
  if (hasOwn(record, 'o')) return areFieldsUnchanged(record.o as Record<string, unknown>, live);
  if (hasOwn(record, 'd')) {
    const numbers = record.d as unknown[];
    return typedArrayName(live) !== undefined && isListUnchanged(numbers, live as unknown[], typedArrayLength(live));
  }
  if (hasOwn(record, 's')) return record.s === live;
  return !hasOwn(record, 'u') || live === undefined;
}

function areFieldsUnchanged(fields: Record<string, unknown>, live: unknown): boolean {
  if (typeof live !== 'object' || live === null) return false;
  const keys = keysOf(fields);
  if (keysOf(live).length !== keys.length) return false;
  for (let i = 0; i < keys.length; i++) {
    const key = keys[i] ?? '';
    if (!hasOwn(live, key) || !isUnchanged(fields[key], (live as Record<string, unknown>)[key])) return false;
  }
  return true;
}

function isListUnchanged(wire: unknown[], live: unknown[], length: number): boolean {
  if (live.length !== wire.length || length !== wire.length) return false;
  for (let i = 0; i < wire.length; i++) {
    const item = wire[i];
    if (typeof item !== 'number') {
      if (!isUnchanged(item, live[i])) return false;
      continue;
    }
    const now = live[i];
    // Never NaN; −0 is another number than 0. Not by Object.is: a call for each number of all arguments.
    if (item !== now || (item === 0 && 1 / item !== 1 / now)) return false;
  }
  return true;
}
