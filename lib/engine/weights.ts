/** Weights as data that leave the engine: a JSON form, and safetensors for bytes. Written exactly, read strictly. */
import type { Floats } from './backend';
import { EngineError } from './errors';
import { formatShape, sizeOf } from './shape';

/** One tensor outside the engine: its name, its shape, and its numbers in row-major order (Float32Array or Float64Array). */
export interface StoredTensor {
  readonly name: string;
  readonly shape: readonly number[];
  readonly data: Floats;
}

/** The two types of numbers, and how a `DataView` reads and writes them. */
const TYPES = {
  F32: { bytes: 4, get: 'getFloat32', set: 'setFloat32', make: (n: number): Floats => new Float32Array(n) },
  F64: { bytes: 8, get: 'getFloat64', set: 'setFloat64', make: (n: number): Floats => new Float64Array(n) },
} as const;
type Type = keyof typeof TYPES;
const typeOf = (data: Floats): Type => (data instanceof Float32Array ? 'F32' : 'F64');
const isShape = (shape: unknown): shape is number[] =>
  Array.isArray(shape) && shape.every((n) => Number.isSafeInteger(n) && n >= 0) && Number.isSafeInteger(sizeOf(shape));

/** What a file says of a tensor, if an engine can have such a one. */
function checked(form: string, name: string, type: unknown, shape: unknown): { type: Type; shape: number[] } {
  if (type !== 'F32' && type !== 'F64') {
    throw new EngineError(`${form}: ${name} has type ${show(type)}; F32 and F64 can be read`);
  }
  if (!isShape(shape)) throw new EngineError(`${form}: ${name} has no valid shape`);
  return { type, shape };
}

/**
 * The JSON form: `{"format":"gradus-weights","version":1,"tensors":[{"name":"dense1.w","shape":[2,3],"type":"F64","data":[…]}]}`.
 *
 * Numbers are written with as many digits as bring back the same bits; NaN, ±∞ and −0, which JSON lacks, as the strings "NaN",
 * "Infinity", "-Infinity" and "-0".
 *
 * @throws EngineError when two tensors have one name
 * @example
 * weightsToJson([{ name: 'b', shape: [2], data: new Float64Array([0.1, -0]) }])
 */
export function weightsToJson(weights: readonly StoredTensor[]): string {
  const tensors = unique(weights).map(({ name, shape, data }) => ({
    name,
    shape,
    type: typeOf(data),
    data: Array.from(data, (x) => (Number.isFinite(x) && !Object.is(x, -0) ? x : Object.is(x, -0) ? '-0' : String(x))),
  }));
  return JSON.stringify({ format: 'gradus-weights', version: 1, tensors });
}

/**
 * Reads what `weightsToJson` writes.
 *
 * @throws EngineError on anything else: no JSON, another format or version, a duplicate name, a wrong shape, type or count of numbers
 * @example
 * weightsFromJson(weightsToJson([{ name: 'b', shape: [2], data: new Float64Array([0.1, -0]) }]))
 */
export function weightsFromJson(text: string): readonly StoredTensor[] {
  const file = parse(text, 'weights');
  const { format, version, tensors } = isRecord(file) ? file : {};
  if (format !== 'gradus-weights' || version !== 1 || !Array.isArray(tensors)) {
    throw new EngineError('weights: the text is no gradus-weights file of version 1');
  }
  const read = tensors.map((entry: unknown, at) => {
    const { name, data, ...rest } = isRecord(entry) ? entry : {};
    if (typeof name !== 'string') throw new EngineError(`weights: tensor ${at} has no name`);
    const { type, shape } = checked('weights', name, rest['type'], rest['shape']);
    if (!Array.isArray(data)) throw new EngineError(`weights: ${name} has no list of numbers`);
    const numbers = TYPES[type].make(data.length);
    data.forEach((x: unknown, i) => {
      if (typeof x !== 'number' && !['-0', 'NaN', 'Infinity', '-Infinity'].includes(x as string)) {
        throw new EngineError(`weights: ${name} contains ${show(x)}, which is no number`);
      }
      numbers[i] = Number(x);
    });
    return { name, shape, data: numbers };
  });
  return unique(read);
}

/**
 * The safetensors form: 8 bytes of header size N (little endian), N bytes of JSON
 * `{"name":{"dtype":"F32","shape":[2,3],"data_offsets":[begin,end]}}`, then all numbers. Any library of the trade reads it.
 *
 * The widest numbers come first and the header is padded with spaces, so that every number lies on a multiple of its size.
 *
 * @throws EngineError when two tensors have one name, or one is called `__metadata__`
 * @see https://github.com/huggingface/safetensors#format
 * @example
 * toSafetensors([{ name: 'b', shape: [2], data: new Float32Array([1, 2]) }]).length
 */
export function toSafetensors(
  weights: readonly StoredTensor[],
  metadata: Readonly<Record<string, string>> = {},
): Uint8Array {
  const ordered = [...unique(weights)].sort((a, b) => b.data.BYTES_PER_ELEMENT - a.data.BYTES_PER_ELEMENT);
  const entries: [string, unknown][] = Object.keys(metadata).length > 0 ? [[METADATA, metadata]] : [];
  let end = 0;
  for (const { name, shape, data } of ordered) {
    if (name === METADATA) throw new EngineError(`safetensors: no tensor may be called ${METADATA}`);
    entries.push([name, { dtype: typeOf(data), shape, data_offsets: [end, (end += data.byteLength)] }]);
  }
  const header = utf8(JSON.stringify(Object.fromEntries(entries)));
  const start = 8 * Math.ceil((8 + header.length) / 8);
  const bytes = new Uint8Array(start + end).fill(0x20, 8, start);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, start - 8, true);
  bytes.set(header, 8);
  let at = start;
  for (const { data } of ordered) {
    const { set, bytes } = TYPES[typeOf(data)];
    for (let i = 0; i < data.length; i++, at += bytes) view[set](at, data[i]!, true);
  }
  return bytes;
}

/**
 * Reads a safetensors file with numbers of type F32 or F64.
 *
 * @throws EngineError on a truncated file, a header that is no JSON, duplicate names, another type, offsets that overlap, leave a
 *   hole, lie outside, or do not fit the shape
 * @see https://github.com/huggingface/safetensors#format
 * @example
 * fromSafetensors(toSafetensors([{ name: 'b', shape: [2], data: new Float32Array([1, 2]) }]))
 */
export function fromSafetensors(bytes: Uint8Array): readonly StoredTensor[] {
  const fail = (why: string): never => {
    throw new EngineError(`safetensors: ${why}`);
  };
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < 8) fail(`the file has ${bytes.length} bytes; the size of the header alone takes 8`);
  const size = view.getUint32(0, true) + view.getUint32(4, true) * 2 ** 32;
  if (size > 1e6) fail(`a header of ${size} bytes; at most 1,000,000 are read. Is this a safetensors file?`);
  const start = 8 + size;
  if (start > bytes.length)
    fail(`the header should end at byte ${start}, the file ends at ${bytes.length}: it is truncated`);
  const text = fromUtf8(bytes.subarray(8, start));
  const header = text.startsWith('{') ? parse(text, 'safetensors') : undefined;
  if (!isRecord(header)) return fail('the header is no JSON object');
  const twice = duplicateKey(text);
  if (twice !== undefined) fail(`the header has ${show(twice)} twice`);

  const { [METADATA]: metadata = {}, ...tensors } = header;
  if (!isRecord(metadata) || !Object.values(metadata).every((value) => typeof value === 'string')) {
    fail(`${METADATA} must map names to strings`);
  }
  const placed = Object.entries(tensors).map(([name, entry]) => {
    const { dtype, data_offsets: offsets, ...rest } = isRecord(entry) ? entry : {};
    const { type, shape } = checked('safetensors', name, dtype, rest['shape']);
    if (!isShape(offsets) || offsets.length !== 2) return fail(`${name} has no valid data_offsets`);
    const [begin, end] = offsets as [number, number];
    const wanted = sizeOf(shape) * TYPES[type].bytes;
    if (end - begin !== wanted)
      fail(`${name} is ${type} ${formatShape(shape)}, that is ${wanted} bytes, but has ${end - begin}`);
    return { name, type, shape, begin, end };
  });
  let expected = 0;
  for (const { name, begin, end } of [...placed].sort((a, b) => a.begin - b.begin || a.end - b.end)) {
    if (begin < expected) fail(`${name} begins at ${begin} and overlaps the tensor that ends at ${expected}`);
    if (begin > expected) fail(`nothing describes bytes ${expected} to ${begin} of the data`);
    expected = end;
  }
  const present = bytes.length - start;
  if (expected > present) fail(`the data should have ${expected} bytes, there are ${present}: the file is truncated`);
  if (expected < present) fail(`${present - expected} bytes follow the last tensor`);
  return placed.map(({ name, type, shape, begin }) => {
    const { make, get, bytes: size } = TYPES[type];
    const data = make(sizeOf(shape));
    for (let i = 0; i < data.length; i++) data[i] = view[get](start + begin + i * size, true);
    return { name, shape, data };
  });
}

const METADATA = '__metadata__';
const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const show = (value: unknown): string => (JSON.stringify(value) ?? 'none').slice(0, 40);

function parse(text: string, what: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new EngineError(`${what}: ${(cause as Error).message.slice(0, 100)}`);
  }
}

/** The weights themselves, if each has a name of its own and as many numbers as its shape says. */
function unique(weights: readonly StoredTensor[]): readonly StoredTensor[] {
  const names = new Set<string>();
  for (const { name, shape, data } of weights) {
    if (names.has(name)) throw new EngineError(`weights: two tensors are called ${show(name)}`);
    if (data.length !== sizeOf(shape)) {
      throw new EngineError(`weights: ${name} is ${formatShape(shape)} but has ${data.length} numbers`);
    }
    names.add(name);
  }
  return weights;
}

/** The first key that an object of a JSON text has twice, which `JSON.parse` would not tell. The text is known to be valid. */
function duplicateKey(text: string): string | undefined {
  const open: Set<string>[] = [];
  for (const [, string, colon, bracket] of text.matchAll(/("[^"\\]*(?:\\.[^"\\]*)*")\s*(:?)|([{}])/g)) {
    if (bracket === '{') open.push(new Set());
    else if (bracket === '}') open.pop();
    if (!colon) continue;
    const key = JSON.parse(string!) as string;
    if (open.at(-1)?.has(key)) return key;
    open.at(-1)?.add(key);
  }
  return undefined;
}

/** UTF-8 without `TextEncoder`, which a bare engine lacks: percent signs stand for bytes. */
function utf8(text: string): Uint8Array {
  const escaped = encodeURIComponent(text);
  return Uint8Array.from(escaped.matchAll(/%(..)|./g), ([char, hex]) => (hex ? parseInt(hex, 16) : char.charCodeAt(0)));
}

function fromUtf8(bytes: Uint8Array): string {
  try {
    return decodeURIComponent(Array.from(bytes, (byte) => `%${byte.toString(16).padStart(2, '0')}`).join(''));
  } catch {
    throw new EngineError('safetensors: the header is not valid UTF-8');
  }
}
