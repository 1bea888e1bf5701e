/** The wire form of scripts and observations: JSON in which every value keeps its kind, and strict reading of it. */
import type { Arg, Callback, Data, LoadOutcome, Observation, Script, Step, StepRef } from './script';

/** A text that is not of the wire form. Observations come from code nobody trusts, so this is never a surprise. */
export class WireError extends Error {
  constructor(expected: string, at: string) {
    super(`wire: expected ${expected} at ${at === '' ? 'the top' : at}`);
    this.name = 'WireError';
  }
}

/** The typed arrays of plain data, by their letters on the wire. */
const TYPED = { f64: Float64Array, f32: Float32Array, i32: Int32Array, u8: Uint8Array } as const;
type TypedName = keyof typeof TYPED;

const MAX_DEPTH = 64;

export function encodeData(value: Data): string {
  return encode(value, 0);
}

/** Like `encodeData`; callbacks and references to earlier steps may stand at any depth. */
export function encodeArg(arg: Arg): string {
  return encode(arg, 0);
}

export function encodeScript(script: Script): string {
  let text = '[';
  for (let i = 0; i < script.length; i++) {
    const step = script[i];
    if (step) text += (i > 0 ? ',' : '') + encodeStep(step);
  }
  return `${text}]`;
}

/** @throws WireError */
export function decodeData(text: string): Data {
  return readData(parse(text), '', 0);
}

/**
 * Reads what an interpreter wrote for one script.
 * @throws WireError
 */
export function decodeSteps(text: string): Observation[] {
  const list = parse(text);
  if (!Array.isArray(list)) throw new WireError('a list of observations', '');
  return list.map((item: unknown, index) => readObservation(item, `[${index}]`));
}

/**
 * Reads what an interpreter wrote about loading a submission.
 * @throws WireError
 */
export function decodeLoad(text: string): LoadOutcome {
  const record = readRecord(parse(text), '');
  if (record.k === 'l') return { kind: 'loaded', notes: [] };
  const observation = readObservation(record, '');
  if (observation.kind !== 'threw') throw new WireError('loaded or threw', '');
  return observation;
}

/** One step as it stands in the text of a script. Texts are put together by adding to them rather than by joining lists, which would copy them at each level. */
export function encodeStep(step: Step): string {
  if (step.op === 'moved') {
    const { like, at, to, read } = step;
    return `{"op":"moved","like":${like},"at":${JSON.stringify(at)},"to":${encodeNumber(to)},"read":${JSON.stringify(read)}}`;
  }
  let text = `{"op":"${step.op}"`;
  if ('on' in step) text += `,"on":${step.on}`;
  if ('name' in step) text += `,"name":${JSON.stringify(step.name)}`;
  if ('source' in step) text += `,"source":${JSON.stringify(step.source)}`;
  if ('args' in step) text += `,"args":${encodeItems(step.args, 0)}`;
  return `${text}}`;
}

function encodeItems(items: readonly Arg[], depth: number): string {
  let text = '[';
  for (let i = 0; i < items.length; i++) text += (i > 0 ? ',' : '') + encode(items[i], depth);
  return `${text}]`;
}

function encode(value: Arg, depth: number): string {
  if (depth > MAX_DEPTH) throw new WireError(`data nested at most ${MAX_DEPTH} deep`, '');
  if (typeof value === 'number') return encodeNumber(value);
  if (typeof value === 'boolean') return value ? 'true' : 'false';
  if (typeof value === 'string') return `{"s":${JSON.stringify(value)}}`;
  if (typeof value === 'undefined') return '{"u":0}';
  if (typeof value === 'object') return value === null ? 'null' : encodeObject(value, depth);
  throw new WireError(`plain data, not a ${typeof value}`, '');
}

function encodeObject(value: Exclude<Arg, null | undefined | boolean | number | string>, depth: number): string {
  if (isList(value)) {
    return isPlainNumbers(value, depth) ? JSON.stringify(value) : encodeItems(value, depth + 1);
  }
  if (isTyped(value)) {
    return `{"a":"${typedName(value)}","d":${encodeObject(Array.from(value), 0)}}`;
  }
  if (isCallback(value)) return `{"cb":${JSON.stringify(value.$callback)}}`;
  if (isStepRef(value)) return `{"r":${value.$step}}`;
  const fields = Object.entries(value).map(([key, item]) => `${JSON.stringify(key)}:${encode(item, depth + 1)}`);
  return `{"o":{${fields.join(',')}}}`;
}

/** Whether these are numbers that JSON has, or lists of them: then one built-in call writes all, several times as fast as we could. */
function isPlainNumbers(list: readonly Arg[], depth: number): boolean {
  for (let i = 0; i < list.length; i++) {
    const item = list[i];
    if (typeof item === 'number') {
      // x − x is 0 for finite numbers, and JSON has no −0.
      if (item - item !== 0 || (item === 0 && 1 / item < 0)) return false;
    } else if (!Array.isArray(item) || depth >= MAX_DEPTH || !isPlainNumbers(item as readonly Arg[], depth + 1)) {
      return false;
    }
  }
  return true;
}

function encodeNumber(x: number): string {
  if (Number.isFinite(x)) return Object.is(x, -0) ? '-0' : String(x);
  return Number.isNaN(x) ? '"NaN"' : x > 0 ? '"+Inf"' : '"-Inf"';
}

function isList(value: object): value is readonly Arg[] {
  return Array.isArray(value);
}

function isTyped(value: object): value is Float64Array | Float32Array | Int32Array | Uint8Array {
  return ArrayBuffer.isView(value);
}

function typedName(value: object): TypedName {
  for (const name of ['f64', 'f32', 'i32', 'u8'] as const) if (value instanceof TYPED[name]) return name;
  throw new WireError('a Float64Array, Float32Array, Int32Array or Uint8Array', '');
}

function isCallback(value: object): value is Callback {
  return '$callback' in value && typeof value.$callback === 'string';
}

function isStepRef(value: object): value is StepRef {
  return '$step' in value && typeof value.$step === 'number';
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new WireError('JSON', '');
  }
}

type WireRecord = Readonly<Record<string, unknown>>;

function readRecord(value: unknown, at: string): WireRecord {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new WireError('an object', at);
  return value as WireRecord;
}

function own(record: WireRecord, key: string): unknown {
  return Object.hasOwn(record, key) ? record[key] : undefined;
}

function readData(value: unknown, at: string, depth: number): Data {
  if (depth > MAX_DEPTH) throw new WireError(`data nested at most ${MAX_DEPTH} deep`, at);
  if (typeof value === 'number' || typeof value === 'boolean' || value === null) return value;
  if (typeof value === 'string') return readSpecialNumber(value, at);
  if (Array.isArray(value)) {
    const list = value as Data[];
    // In place: it was parsed for nobody else, and rows of numbers, the bulk of all data, stay as they are.
    for (let i = 0; i < list.length; i++) {
      const item = list[i];
      if (typeof item !== 'number') list[i] = readData(item, `${at}[${i}]`, depth + 1);
    }
    return list;
  }
  const record = readRecord(value, at);
  const keys = Object.keys(record);
  if (keys.length === 1) {
    if (keys[0] === 's') return readText(record.s, at);
    if (keys[0] === 'u') return undefined;
    if (keys[0] === 'o') return readFields(readRecord(record.o, at), at, depth);
  }
  if (keys.length === 2 && Object.hasOwn(record, 'a') && Object.hasOwn(record, 'd')) return readTyped(record, at);
  throw new WireError('plain data', at);
}

function readFields(record: WireRecord, at: string, depth: number): Data {
  const fields: Record<string, Data> = {};
  for (const key of Object.keys(record)) {
    // A key that would set the prototype of the object being built.
    if (key === '__proto__') throw new WireError('another key than __proto__', at);
    fields[key] = readData(record[key], `${at}.${key}`, depth + 1);
  }
  return fields;
}

function readTyped(record: WireRecord, at: string): Data {
  const name = record.a;
  if (name !== 'f64' && name !== 'f32' && name !== 'i32' && name !== 'u8') throw new WireError('a typed array', at);
  if (!Array.isArray(record.d)) throw new WireError('the numbers of a typed array', at);
  const items: unknown[] = record.d;
  const typed = new TYPED[name](items.length);
  for (let i = 0; i < items.length; i++) typed[i] = readNumber(items[i], `${at}[${i}]`);
  return typed;
}

function readNumber(value: unknown, at: string): number {
  if (typeof value === 'number') return value;
  if (typeof value === 'string') return readSpecialNumber(value, at);
  throw new WireError('a number', at);
}

function readSpecialNumber(text: string, at: string): number {
  if (text === 'NaN') return NaN;
  if (text === '+Inf') return Infinity;
  if (text === '-Inf') return -Infinity;
  throw new WireError('a number', at);
}

function readText(value: unknown, at: string): string {
  if (typeof value !== 'string') throw new WireError('a string', at);
  return value;
}

function readIndex(value: unknown, at: string): number {
  if (typeof value !== 'number' || !Number.isInteger(value) || value < 0) throw new WireError('an index', at);
  return value;
}

function readObservation(value: unknown, at: string): Observation {
  const record = readRecord(value, at);
  switch (own(record, 'k')) {
    case 'v':
      return readValue(record, at);
    case 'i':
      return { kind: 'instance' };
    case 't': {
      const place =
        own(record, 'l') === undefined
          ? {}
          : { line: readIndex(record.l, `${at}.line`), column: readIndex(own(record, 'c'), `${at}.column`) };
      return { kind: 'threw', name: readText(own(record, 'n'), at), message: readText(own(record, 'm'), at), ...place };
    }
    case 'x':
      return { kind: 'invalid', why: readText(own(record, 'w'), at) };
    case 'm':
      return { kind: 'missing', name: readText(own(record, 'n'), at), found: readText(own(record, 'f'), at) };
    case 's':
      return { kind: 'skipped' };
    default:
      throw new WireError('an observation', at);
  }
}

function readValue(record: WireRecord, at: string): Observation {
  const mutated = own(record, 'm');
  const shares = own(record, 'h');
  const calls = own(record, 'c');
  if (!Object.hasOwn(record, 'v')) throw new WireError('a value', at);
  return {
    kind: 'value',
    value: readData(record.v, '', 0),
    ...(mutated === undefined ? {} : { mutated: readList(mutated, at).map((index) => readIndex(index, at)) }),
    ...(shares === 1 ? { shares: true } : {}),
    ...(calls === undefined ? {} : { calls: readList(calls, at).map((one) => readCalls(one, at)) }),
  };
}

function readCalls(value: unknown, at: string): { args: readonly Data[]; result: Data }[] {
  return readList(value, at).map((call) => {
    const pair = readList(call, at);
    if (pair.length !== 2) throw new WireError('arguments and result', at);
    return { args: readList(pair[0], at).map((arg) => readData(arg, at, 0)), result: readData(pair[1], at, 0) };
  });
}

function readList(value: unknown, at: string): unknown[] {
  if (!Array.isArray(value)) throw new WireError('a list', at);
  return value;
}
