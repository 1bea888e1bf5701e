/** Turns a live value of the student's realm into wire text, or says why it is no plain data. Caps everything. */
import {
  addToSet,
  bareList,
  EXOTIC,
  isArray,
  keysOf,
  NewSet,
  objectPrototype,
  prototypeOf,
  quote,
  setHas,
  typedArrayBuffer,
  typedArrayLength,
  typedArrayName,
} from './primordials';

export const MAX_NODES = 200_000;
export const MAX_TEXT = 4 << 20;
const MAX_DEPTH = 8;
const MAX_STRING = 10_000;
const MAX_KEYS = 64;
const MAX_PROTOTYPES = 16;
const { MAX_VALUE: LARGEST } = Number;

/** Why a value can't be told: a short phrase for the student. */
export class Refusal extends Error {
  readonly #brand = true;

  /** Not by `instanceof`: `Symbol.hasInstance` of Error, and so of this class, is for student code to set. */
  static is(error: unknown): error is Refusal {
    return typeof error === 'object' && error !== null && #brand in error && error.#brand;
  }
}

/** Objects and buffers that were passed in; results must not contain them. */
export type Passed = Set<unknown>;
export const newPassed = (): Passed => new NewSet();

/** What is known of the values of one step: the caps count over all that is encoded of it. */
export interface Encoding {
  readonly passed: Passed | null;
  /** Whether something encoded so far was in `passed`. */
  shares: boolean;
  nodes: number;
  characters: number;
  /** As long as they get from the start, since setters of Array.prototype hear of new items. */
  readonly ancestors: unknown[];
  readonly path: (string | number)[];
}

export function newEncoding(passed: Passed | null): Encoding {
  return {
    passed,
    shares: false,
    nodes: 0,
    characters: 0,
    ancestors: [0, 0, 0, 0, 0, 0, 0, 0, 0, 0],
    path: [0, 0, 0, 0, 0, 0, 0, 0, 0, 0],
  };
}

/** @throws Refusal, or whatever a getter of the value throws */
export function encodeLive(encoding: Encoding, value: unknown): string {
  return encode(encoding, value, 0);
}

function encode(encoding: Encoding, value: unknown, depth: number): string {
  count(encoding, 1);
  if (typeof value === 'number') return encodeNumber(value);
  if (typeof value === 'object') return value === null ? 'null' : encodeObject(encoding, value, depth);
  if (typeof value === 'boolean') return value ? 'true' : 'false';
  if (typeof value === 'string') return encodeText(encoding, value, depth);
  if (typeof value === 'undefined') return '{"u":0}';
  throw new Refusal((typeof value === 'bigint' ? 'a BigInt' : `a ${typeof value}`) + place(encoding, depth));
}

function encodeObject(encoding: Encoding, value: object, depth: number): string {
  if (depth > MAX_DEPTH) throw new Refusal(`nested more than ${MAX_DEPTH} deep`);
  const { ancestors } = encoding;
  for (let i = 0; i < depth; i++)
    if (ancestors[i] === value) throw new Refusal(`something that contains itself${place(encoding, depth)}`);
  notePassed(encoding, value);
  const isList = isArray(value);
  const name = isList ? undefined : typedArrayName(value);
  if (name !== undefined) return encodeTyped(encoding, value, { name, depth });
  ancestors[depth] = value;
  return isList ? encodeList(encoding, value, depth) : encodeFields(encoding, value, depth);
}

function encodeTyped(encoding: Encoding, value: object, { name, depth }: { name: string; depth: number }): string {
  const letters = typedLetters(name);
  if (letters === undefined) throw new Refusal(`a ${name}${place(encoding, depth)}`);
  const length = typedArrayLength(value);
  count(encoding, length);
  notePassed(encoding, typedArrayBuffer(value));
  const items = value as Float64Array;
  const numbers = takeList(length);
  let isPlain = true;
  for (let i = 0; i < length; i++) {
    const item = items[i] ?? NaN;
    numbers[i] = item;
    if (!(item <= LARGEST && item >= -LARGEST) || (item === 0 && 1 / item < 0)) isPlain = false;
  }
  const text = isPlain ? quote(numbers) : `[${encodeNumbers(numbers, length)}]`;
  giveBack(numbers, length);
  return `{"a":"${letters}","d":${text}}`;
}

function encodeList(encoding: Encoding, value: unknown[], depth: number): string {
  const length: unknown = value.length;
  // A proxy of an array has the length that it says.
  if (typeof length !== 'number' || !(length >= 0)) {
    throw new Refusal(`an array without a length${place(encoding, depth)}`);
  }
  count(encoding, length);
  const numbers = takeList(length);
  let isPlain = true;
  for (let i = 0; i < length; i++) {
    const item = value[i];
    if (typeof item !== 'number') {
      const before = encodeNumbers(numbers, i);
      giveBack(numbers, length);
      return encodeRest(encoding, value, { before, item, from: i, length, depth });
    }
    numbers[i] = item;
    // Not a call for each number, nor a difference, which is an object while nothing has been optimised. JSON has no −0.
    if (!(item <= LARGEST && item >= -LARGEST) || (item === 0 && 1 / item < 0)) isPlain = false;
  }
  const text = isPlain ? quote(numbers) : `[${encodeNumbers(numbers, length)}]`;
  giveBack(numbers, length);
  return text;
}

/** A list whose items aren't all numbers: `item` at `from` is the first other one, and `before` the text of those before. */
function encodeRest(
  encoding: Encoding,
  value: unknown[],
  { before, item, from, length, depth }: { before: string; item: unknown; from: number; length: number; depth: number },
): string {
  const { path } = encoding;
  let out = before;
  for (let i = from; i < length; i++) {
    if (i > 0) out += ',';
    path[depth] = i;
    out += encode(encoding, i === from ? item : value[i], depth + 1);
  }
  return `[${out}]`;
}

function encodeFields(encoding: Encoding, value: object, depth: number): string {
  const exotic = exoticName(value);
  if (exotic !== undefined) throw new Refusal(exotic + place(encoding, depth));
  const keys = keysOf(value);
  if (keys.length > MAX_KEYS) throw new Refusal(`an object with more than ${MAX_KEYS} keys${place(encoding, depth)}`);
  count(encoding, keys.length);
  let out = '';
  for (let i = 0; i < keys.length; i++) {
    const key = keys[i] ?? '';
    if (key.length > MAX_KEYS || key === '__proto__') throw new Refusal(`an unusual key${place(encoding, depth)}`);
    encoding.path[depth] = key;
    const item = encode(encoding, (value as Record<string, unknown>)[key], depth + 1);
    out += `${i > 0 ? ',' : ''}${quote(key)}:${item}`;
  }
  return `{"o":{${out}}}`;
}

function encodeText(encoding: Encoding, value: string, depth: number): string {
  encoding.characters += value.length;
  if (value.length > MAX_STRING) throw new Refusal(`a string longer than ${MAX_STRING}${place(encoding, depth)}`);
  if (encoding.characters > MAX_TEXT) throw new Refusal(`more than ${MAX_TEXT >> 20} MB of text`);
  return `{"s":${quote(value)}}`;
}

function count(encoding: Encoding, n: number): void {
  encoding.nodes += n;
  if (!(encoding.nodes <= MAX_NODES)) throw new Refusal(`more than ${MAX_NODES} values`);
}

function place({ path }: Encoding, depth: number): string {
  let at = '';
  for (let i = 0; i < depth; i++) at += typeof path[i] === 'number' ? `[${path[i]}]` : `.${path[i]}`;
  return at === '' ? '' : ` at ${at}`;
}

function notePassed(encoding: Encoding, value: unknown): void {
  if (encoding.passed !== null && setHas(encoding.passed, value)) encoding.shares = true;
}

/**
 * Lists to copy numbers into, by their length, so that one built-in call writes them all: in a realm where nothing has been
 * optimised yet, it takes a fraction of the time. One that is in use is not here, since reading the next item may run code
 * that has another list encoded.
 */
const spare = bareList() as (unknown[] | undefined)[];
const MOST_SPARE = 64;

function takeList(length: number): unknown[] {
  if (length > MOST_SPARE) return bareList();
  const list = spare[length];
  spare[length] = undefined;
  return list ?? bareList();
}

function giveBack(list: unknown[], length: number): void {
  if (length <= MOST_SPARE) spare[length] = list;
}

/** The first ones of a list, with those that JSON lacks. */
function encodeNumbers(numbers: unknown[], length: number): string {
  let out = '';
  for (let i = 0; i < length; i++) out += (i > 0 ? ',' : '') + encodeNumber(numbers[i] as number);
  return out;
}

/** Adds an object and everything in it; `limit` guards against trees too large to be worth it. */
export function addPassed(passed: Passed, value: unknown, depth: number): void {
  if (typeof value !== 'object' || value === null || depth > MAX_DEPTH || setHas(passed, value)) return;
  addToSet(passed, value);
  if (typedArrayName(value) !== undefined) {
    addToSet(passed, typedArrayBuffer(value));
  } else if (isArray(value)) {
    for (let i = 0; i < value.length; i++) addPassed(passed, value[i], depth + 1);
  } else {
    const keys = keysOf(value);
    for (let i = 0; i < keys.length; i++)
      addPassed(passed, (value as Record<string, unknown>)[keys[i] ?? ''], depth + 1);
  }
}

function encodeNumber(x: number): string {
  if (x - x === 0) return x === 0 && 1 / x < 0 ? '-0' : `${x}`;
  return x !== x ? '"NaN"' : x === Infinity ? '"+Inf"' : '"-Inf"';
}

function typedLetters(name: string): string | undefined {
  switch (name) {
    case 'Float64Array':
      return 'f64';
    case 'Float32Array':
      return 'f32';
    case 'Int32Array':
      return 'i32';
    case 'Uint8Array':
      return 'u8';
    default:
      return undefined;
  }
}

function exoticName(value: object): string | undefined {
  let prototype = prototypeOf(value);
  // Nearly always so, and nothing can be put behind it.
  if (prototype === objectPrototype) return undefined;
  for (let i = 0; prototype !== null && i < MAX_PROTOTYPES; i++) {
    for (let j = 0; j < EXOTIC.length; j++) {
      const entry = EXOTIC[j];
      if (entry !== undefined && entry[0] === prototype) return entry[1];
    }
    prototype = prototypeOf(prototype);
  }
  return undefined;
}
