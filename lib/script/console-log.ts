/** Keeps the first 8 KiB of what student code prints. */
import { append, isArray, keysOf, sliceText, text, typedArrayLength, typedArrayName } from './primordials';

const MAX_LOG = 8192;
const MAX_LINE = 1000;
const MAX_DEPTH = 3;
const MAX_ITEMS = 50;

export interface ConsoleLog {
  read(): string;
}

/** Replaces every method of a console: the usual five and `table` are kept as text, all others do nothing. */
export function captureConsole(target: object): ConsoleLog {
  let kept = '';
  const methods = target as Record<string, unknown>;
  const log = (...args: unknown[]): void => {
    if (kept.length >= MAX_LOG) return;
    let line = '';
    for (let i = 0; i < args.length && line.length < MAX_LINE; i++) line += (i > 0 ? ' ' : '') + show(args[i]);
    kept = sliceText(`${kept}${sliceText(line, 0, MAX_LINE)}\n`, 0, MAX_LOG);
  };
  for (const name of Object.getOwnPropertyNames(target)) {
    if (typeof methods[name] === 'function') methods[name] = isPrinting(name) ? log : () => undefined;
  }
  return { read: () => kept };
}

function isPrinting(name: string): boolean {
  return ['log', 'info', 'warn', 'error', 'debug', 'table'].includes(name);
}

function show(value: unknown): string {
  try {
    return typeof value === 'string' ? sliceText(value, 0, MAX_LINE) : inspect(value, 0);
  } catch {
    return '[a value that could not be shown]';
  }
}

function inspect(value: unknown, depth: number): string {
  if (typeof value === 'string') return `'${sliceText(value, 0, MAX_LINE)}'`;
  if (typeof value === 'function') return '[function]';
  if (typeof value === 'bigint') return `${value}n`;
  if (typeof value !== 'object' || value === null) return text(value);
  if (depth >= MAX_DEPTH) return isArray(value) ? '[…]' : '{…}';
  const typed = typedArrayName(value);
  const array = isArray(value) || typed !== undefined;
  const keys = array ? [] : keysOf(value);
  const length = typed !== undefined ? typedArrayLength(value) : isArray(value) ? value.length : keys.length;
  const parts: unknown[] = [];
  let size = 0;
  for (let i = 0; i < length; i++) {
    if (i >= MAX_ITEMS || size > MAX_LINE) {
      append(parts, '…');
      break;
    }
    const key = array ? i : (keys[i] ?? '');
    const shown = inspect((value as Record<string | number, unknown>)[key], depth + 1);
    size += shown.length;
    append(parts, array ? shown : `${key}: ${shown}`);
  }
  return array ? `${typed ?? ''}[${joinText(parts)}]` : `{ ${joinText(parts)} }`;
}

function joinText(parts: unknown[]): string {
  let joined = '';
  for (let i = 0; i < parts.length; i++) joined += (i > 0 ? ', ' : '') + text(parts[i]);
  return joined;
}
