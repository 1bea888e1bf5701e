/** Values as text for people: tensors with their shape and rows under each other, numbers with a sensible number of digits. */

const MAX_DEPTH = 4;
const MAX_ITEMS = 24;
const MAX_ROWS = 12;
const DIGITS = 6;

interface TensorLike {
  readonly shape: readonly number[];
  readonly name?: string | undefined;
  data(): Promise<ArrayLike<number>>;
  dataSync(): ArrayLike<number>;
}

/** Numbers that had to be waited for. */
type Fetched = Map<TensorLike, ArrayLike<number>>;

/** Waits for numbers on a GPU, then writes. */
export async function showValue(value: unknown): Promise<string> {
  const fetched: Fetched = new Map();
  await fetchNumbers(value, fetched, 0);
  return typeof value === 'string' ? value : show(value, { depth: 0, fetched });
}

/** At once; numbers on a GPU are not shown. */
export function showNow(value: unknown): string {
  return typeof value === 'string' ? value : show(value, { depth: 0, fetched: new Map() });
}

async function fetchNumbers(value: unknown, fetched: Fetched, depth: number): Promise<void> {
  if (typeof value !== 'object' || value === null || depth > MAX_DEPTH || ArrayBuffer.isView(value)) return;
  if (isTensor(value)) {
    fetched.set(value, await value.data());
    return;
  }
  for (const part of Object.values(value).slice(0, MAX_ITEMS)) await fetchNumbers(part, fetched, depth + 1);
}

interface At {
  readonly depth: number;
  readonly fetched: Fetched;
}
const deeper = ({ depth, fetched }: At): At => ({ depth: depth + 1, fetched });

function show(value: unknown, at: At): string {
  switch (typeof value) {
    case 'number':
      return at.depth === 0 ? String(value) : formatNumber(value);
    case 'string':
      return JSON.stringify(value);
    case 'bigint':
      return `${String(value)}n`;
    case 'function':
      return describeFunction(value);
    case 'object':
      return value === null ? 'null' : showObject(value, at);
    case 'undefined':
    case 'boolean':
    case 'symbol':
      return String(value);
  }
}

function showObject(value: object, at: At): string {
  if (isTensor(value)) return showTensor(value, at.fetched.get(value) ?? numbersNow(value));
  if (ArrayBuffer.isView(value) && !(value instanceof DataView)) {
    const numbers = Array.from(value as unknown as ArrayLike<number>);
    return `${value.constructor.name}(${String(numbers.length)}) ${list(numbers.map(formatNumber))}`;
  }
  if (value instanceof Error) return `${value.name}: ${value.message}`;
  if (value instanceof Promise) return 'a promise: await it';
  if (at.depth >= MAX_DEPTH) return Array.isArray(value) ? '[…]' : '{…}';
  if (Array.isArray(value)) return showArray(value, at);
  if (value instanceof Map || value instanceof Set) {
    return `${value.constructor.name}(${String(value.size)}) ${showArray([...(value as Iterable<unknown>)], at)}`;
  }
  return showRecord(value, at);
}

function numbersNow(t: TensorLike): ArrayLike<number> | null {
  try {
    return t.dataSync();
  } catch {
    return null;
  }
}

function showArray(values: readonly unknown[], at: At): string {
  if (isMatrix(values)) return rows(values.map((row) => row.map(formatNumber)));
  const shown = values.slice(0, MAX_ITEMS + 1).map((one) => show(one, deeper(at)));
  if (shown.some((one) => one.includes('\n'))) return `[\n${indent(cut(shown, values.length).join(',\n'))}\n]`;
  return list(shown, values.length);
}

function showRecord(value: object, at: At): string {
  const type = (Object.getPrototypeOf(value) as object | null)?.constructor.name;
  if (value.toString !== Object.prototype.toString) return (value as { toString(): string }).toString();
  const entries = Object.entries(value).filter(([, part]) => typeof part !== 'function');
  const shown = entries.slice(0, MAX_ITEMS).map(([key, part]) => `${key}: ${show(part, deeper(at))}`);
  if (entries.length > MAX_ITEMS) shown.push('…');
  const name = type === undefined || type === 'Object' ? '' : `${type} `;
  const short = `${name}{ ${shown.join(', ')} }`;
  if (shown.length === 0) return `${name}{}`;
  return short.length <= 72 && !short.includes('\n') ? short : `${name}{\n${indent(shown.join(',\n'))}\n}`;
}

function isTensor(value: object): value is TensorLike {
  return (
    'shape' in value &&
    Array.isArray(value.shape) &&
    'data' in value &&
    typeof value.data === 'function' &&
    value.shape.every((length) => typeof length === 'number')
  );
}

function showTensor({ shape, name }: TensorLike, data: ArrayLike<number> | null): string {
  const head = `${name === undefined || name === '' ? 'Tensor' : `Tensor ${name}`} [${shape.join(', ')}]`;
  if (data === null) return `${head} on a GPU: await its data()`;
  const numbers = Array.from(data).map(formatNumber);
  if (shape.length === 0) return `${head} ${numbers[0] ?? ''}`;
  if (shape.length === 1) return `${head}\n${list(numbers)}`;
  const width = Math.max(0, ...numbers.slice(0, 4096).map((text) => text.length));
  return `${head}\n${nested(
    numbers.map((text) => text.padStart(width)),
    shape,
    1,
  )}`;
}

/** Nested brackets; from the second axis on, each row on a line of its own. */
function nested(numbers: readonly string[], shape: readonly number[], level: number): string {
  const [length = 0, ...rest] = shape;
  if (rest.length === 0) return list(numbers);
  const size = rest.reduce((product, n) => product * n, 1);
  const parts = Array.from({ length: Math.min(length, MAX_ROWS) }, (_, i) =>
    nested(numbers.slice(i * size, (i + 1) * size), rest, level + 1),
  );
  const more = length > MAX_ROWS ? `,\n${' '.repeat(level)}… ${String(length - MAX_ROWS)} more` : '';
  return `[${parts.join(`,\n${' '.repeat(level)}`)}${more}]`;
}

function isMatrix(values: readonly unknown[]): values is number[][] {
  return (
    values.length > 0 &&
    values.every((row) => Array.isArray(row) && row.length > 0 && row.every((x) => typeof x === 'number'))
  );
}

function rows(cells: readonly (readonly string[])[]): string {
  const width = Math.max(...cells.flat().map((text) => text.length));
  const lines = cells.slice(0, MAX_ROWS).map((row) => list(row.map((text) => text.padStart(width))));
  const more = cells.length > MAX_ROWS ? `,\n … ${String(cells.length - MAX_ROWS)} more` : '';
  return `[${lines.join(',\n ')}${more}]`;
}

function list(shown: readonly string[], length = shown.length): string {
  return `[${cut(shown, length).join(', ')}]`;
}

function cut(shown: readonly string[], length: number): string[] {
  return length <= MAX_ITEMS ? [...shown] : [...shown.slice(0, MAX_ITEMS), `… ${String(length - MAX_ITEMS)} more`];
}

function formatNumber(x: number): string {
  if (!Number.isFinite(x) || Number.isInteger(x)) return Object.is(x, -0) ? '-0' : String(x);
  return String(Number(x.toPrecision(DIGITS)));
}

function describeFunction(value: unknown): string {
  const { name } = value as { name: string };
  const kind = /^class\b/.test(String(value)) ? 'class' : 'function';
  return name === '' ? kind : `${kind} ${name}`;
}

function indent(text: string): string {
  return text.replace(/^/gm, '  ');
}
