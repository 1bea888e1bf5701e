/** Turns a live value of the student's realm into wire text, or says why it is no plain data. Caps everything. */
import {
  addToSet,
  EXOTIC,
  hasOwn,
  isArray,
  keysOf,
  NewSet,
  prototypeOf,
  quote,
  same,
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

export interface LiveEncoder {
  /** @throws Refusal, or whatever a getter of the value throws */
  encode(value: unknown): string;
  /** Whether something encoded so far was in `passed`. */
  readonly shares: boolean;
}

/** One encoder serves one step: its caps count over all that it encodes. */
export function createLiveEncoder(passed: Passed | null): LiveEncoder {
  let nodes = 0;
  let characters = 0;
  let shares = false;
  // As long as they get from the start, since setters of Array.prototype hear of new items.
  const ancestors: unknown[] = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0];
  const path: (string | number)[] = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0];

  const count = (n: number): void => {
    nodes += n;
    if (!(nodes <= MAX_NODES)) throw new Refusal(`more than ${MAX_NODES} values`);
  };

  const place = (depth: number): string => {
    let at = '';
    for (let i = 0; i < depth; i++) at += typeof path[i] === 'number' ? `[${path[i]}]` : `.${path[i]}`;
    return at === '' ? '' : ` at ${at}`;
  };

  const notePassed = (value: unknown): void => {
    if (passed !== null && setHas(passed, value)) shares = true;
  };

  const typedArray = (value: object, name: string, depth: number): string => {
    const letters = typedLetters(name);
    if (letters === undefined) throw new Refusal(`a ${name}${place(depth)}`);
    const length = typedArrayLength(value);
    count(length);
    notePassed(typedArrayBuffer(value));
    const items = value as Float64Array;
    let out = '';
    for (let i = 0; i < length; i++) out += (i > 0 ? ',' : '') + encodeNumber(items[i]);
    return `{"a":"${letters}","d":[${out}]}`;
  };

  const list = (value: unknown[], depth: number): string => {
    const length: unknown = value.length;
    // A proxy of an array has the length that it says.
    if (typeof length !== 'number' || !(length >= 0)) throw new Refusal(`an array without a length${place(depth)}`);
    count(length);
    let out = '';
    for (let i = 0; i < length; i++) {
      const item = value[i];
      if (i > 0) out += ',';
      if (typeof item === 'number') {
        out += encodeNumber(item);
      } else {
        path[depth] = i;
        out += encode(item, depth + 1);
      }
    }
    return `[${out}]`;
  };

  const fields = (value: object, depth: number): string => {
    const exotic = exoticName(value);
    if (exotic !== undefined) throw new Refusal(exotic + place(depth));
    const keys = keysOf(value);
    if (keys.length > MAX_KEYS) throw new Refusal(`an object with more than ${MAX_KEYS} keys${place(depth)}`);
    count(keys.length);
    let out = '';
    for (let i = 0; i < keys.length; i++) {
      const key = keys[i] ?? '';
      if (key.length > MAX_KEYS || key === '__proto__') throw new Refusal(`an unusual key${place(depth)}`);
      path[depth] = key;
      out += `${i > 0 ? ',' : ''}${quote(key)}:${encode((value as Record<string, unknown>)[key], depth + 1)}`;
    }
    return `{"o":{${out}}}`;
  };

  const object = (value: object, depth: number): string => {
    if (depth > MAX_DEPTH) throw new Refusal(`nested more than ${MAX_DEPTH} deep`);
    for (let i = 0; i < depth; i++)
      if (ancestors[i] === value) throw new Refusal(`something that contains itself${place(depth)}`);
    notePassed(value);
    const name = typedArrayName(value);
    if (name !== undefined) return typedArray(value, name, depth);
    ancestors[depth] = value;
    return isArray(value) ? list(value, depth) : fields(value, depth);
  };

  const string = (value: string, depth: number): string => {
    characters += value.length;
    if (value.length > MAX_STRING) throw new Refusal(`a string longer than ${MAX_STRING}${place(depth)}`);
    if (characters > MAX_TEXT) throw new Refusal(`more than ${MAX_TEXT >> 20} MB of text`);
    return `{"s":${quote(value)}}`;
  };

  const encode = (value: unknown, depth: number): string => {
    count(1);
    if (typeof value === 'number') return encodeNumber(value);
    if (typeof value === 'boolean') return value ? 'true' : 'false';
    if (typeof value === 'string') return string(value, depth);
    if (typeof value === 'undefined') return '{"u":0}';
    if (typeof value === 'object') return value === null ? 'null' : object(value, depth);
    throw new Refusal((typeof value === 'bigint' ? 'a BigInt' : `a ${typeof value}`) + place(depth));
  };

  return {
    encode: (value) => encode(value, 0),
    get shares() {
      return shares;
    },
  };
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

/** Whether a live value still is what the wire said; callbacks and references are taken as unchanged. */
export function isUnchanged(wire: unknown, live: unknown): boolean {
  if (typeof wire === 'string') return same(wire === 'NaN' ? NaN : wire === '+Inf' ? Infinity : -Infinity, live);
  if (typeof wire === 'number' || typeof wire === 'boolean') return same(wire, live);
  if (typeof wire !== 'object' || wire === null) return live === null;
  if (isArray(wire)) return isArray(live) && isListUnchanged(wire, live, wire.length);
  const record = wire as Record<string, unknown>;
  if (hasOwn(record, 's')) return record.s === live;
  if (hasOwn(record, 'u')) return live === undefined;
  if (hasOwn(record, 'd')) {
    const numbers = record.d as unknown[];
    return typedArrayName(live) !== undefined && isListUnchanged(numbers, live as unknown[], typedArrayLength(live));
  }
  if (!hasOwn(record, 'o')) return true;
  if (typeof live !== 'object' || live === null) return false;
  const fields = record.o as Record<string, unknown>;
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
    if (typeof item === 'number' ? !same(item, live[i]) : !isUnchanged(item, live[i])) return false;
  }
  return true;
}

function encodeNumber(x: number | undefined): string {
  // Every number of every answer comes by here: x − x is 0 for finite numbers.
  if (x !== undefined && x - x === 0) return x === 0 && 1 / x < 0 ? '-0' : `${x}`;
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
  for (let i = 0; prototype !== null && i < MAX_PROTOTYPES; i++) {
    for (let j = 0; j < EXOTIC.length; j++) {
      const entry = EXOTIC[j];
      if (entry !== undefined && entry[0] === prototype) return entry[1];
    }
    prototype = prototypeOf(prototype);
  }
  return undefined;
}
