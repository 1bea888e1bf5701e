/** A small assembler: WebAssembly instructions as functions that join bytes, so that kernels read like expressions. */

/** Bytes of instructions, nested as they were put together. As an expression they leave one value on the stack, as a statement none. */
export interface Code extends ReadonlyArray<number | Code> {}
/** The bytes that read a local variable: a local stands in an expression by itself. */
export type Local = Code;
/** A number stands for the instruction that makes it. */
export type Value = Code | number;

/** LEB128, the binary format's integers of variable length. */
const unsigned = (n: number): number[] => (n < 128 ? [n] : [(n & 127) | 128, ...unsigned(n >>> 7)]);
const signed = (n: number): number[] => (n >= -64 && n < 64 ? [n & 127] : [(n & 127) | 128, ...signed(n >> 7)]);

const SIMD = 0xfd;
const integer = (n: number): Code => [0x41, ...signed(n | 0)];
const constant = (n: number): Code => [SIMD, 12, ...new Uint8Array(Float32Array.of(n, n, n, n).buffer)];
/** What a heap holds at its beginning: to read a number is one instruction of the machine, to make one is five. */
export const CONSTANTS: number[] = [];
function four(n: number): Code {
  if (n === 0) return constant(n);
  if (!CONSTANTS.includes(n)) CONSTANTS.push(n);
  return [...integer(4 * CONSTANTS.indexOf(n)), SIMD, 9, 0, 0];
}

type Operation = (...operands: readonly Value[]) => Code;
/** Instructions by name and number. */
function operations<Name extends string>(prefix: Code, made: (n: number) => Code, codes: Record<Name, number>) {
  const operation = (code: number): Operation => {
    const bytes = [...prefix, ...unsigned(code)];
    return (...operands) => [...operands.map((x) => (typeof x === 'number' ? made(x) : x)), ...bytes];
  };
  const all = Object.entries<number>(codes).map(([name, code]) => [name, operation(code)]);
  return Object.fromEntries(all) as Record<Name, Operation>;
}
/** Instructions at an address plus `offset` bytes; none of them minds numbers that aren't aligned. */
const loading = (...code: number[]) => {
  return (address: Code, offset = 0): Code => [address, ...code, 0, ...unsigned(offset)];
};
const storing = (...code: number[]) => {
  return (address: Code, value: Code, offset = 0, ...lane: number[]): Code => {
    return [address, value, ...code, 0, ...unsigned(offset), ...lane];
  };
};

/** Addresses and counters. `select(a, b, c)` is a where c holds, else b. */
const INTEGERS = { add: 0x6a, sub: 0x6b, mul: 0x6c, and: 0x71, left: 0x74, right: 0x75, above: 0x4a, select: 0x1b };
export const i32 = { ...operations([], integer, INTEGERS), const: integer, load: loading(0x28) };

const COMPARING = { equal: 65, less: 67, greater: 68, greaterEqual: 70, and: 78 };
const ARITHMETIC = { add: 228, sub: 229, mul: 230, div: 231, min: 232, max: 233, pmin: 234, pmax: 235 };
const FUNCTIONS = { nearest: 106, abs: 224, neg: 225, sqrt: 227, toInt: 248, select: 82 };
const LANES_OF_INTEGERS = { shiftLeft: 171, shiftRight: 172, addInt: 174, subInt: 177 };
/**
 * Four float32 side by side. `pmin(a, b)` is b < a ? b : a and `pmax(a, b)` is a < b ? b : a: one instruction of the machine each,
 * and a NaN in a stays. `select(a, b, mask)` has the bits of a where those of the mask are set, else those of b.
 */
export const f32x4 = {
  ...operations([SIMD], four, { ...COMPARING, ...ARITHMETIC, ...FUNCTIONS, ...LANES_OF_INTEGERS }),
  const: constant,
  load: loading(SIMD, 0),
  store: storing(SIMD, 11),
  /** One number from memory in all four lanes, or into one; one lane or the lower two to memory. */
  loadSplat: loading(SIMD, 9),
  loadLane: storing(SIMD, 86),
  storeLane: storing(SIMD, 90),
  storeHalf: storing(SIMD, 91),
  splatInt: (n: number): Code => [integer(n), SIMD, 17],
};

export const set = (local: Local, value: Code): Code => [value, 0x21, ...local.slice(1)];
export const bump = (local: Local, by: Value): Code => set(local, i32.add(local, by));
export const when = (condition: Code, then: readonly Code[], otherwise: readonly Code[] = []): Code => {
  return [condition, 0x04, 0x40, ...then, 0x05, ...otherwise, 0x0b];
};
/** Runs the body `count` times, perhaps never, while `counter` falls to 0. */
export function repeat(counter: Local, count: Code, body: readonly Code[]): Code {
  const again = [bump(counter, -1), counter, 0x0d, 0];
  return [set(counter, count), when(counter, [[0x03, 0x40, ...body, ...again, 0x0b]])];
}

/** A function whose parameters are integers and whose results stand in memory. */
export interface Routine {
  readonly params: number;
  readonly body: readonly number[];
}
/** Makes fresh local variables: for an address or counter, and for four numbers. */
export interface Fresh {
  readonly i32: () => Local;
  readonly v128: () => Local;
}

function flatten(code: Code, bytes: number[] = []): number[] {
  for (const part of code) {
    if (typeof part === 'number') bytes.push(part);
    else flatten(part, bytes);
  }
  return bytes;
}

const INTEGER = 0x7f;
const VECTOR = 0x7b;
const list = (items: readonly (readonly number[])[]): readonly number[] => [...unsigned(items.length), ...items.flat()];
const text = (name: string): readonly number[] => list(Array.from(name, (letter) => [letter.charCodeAt(0)]));
/** A thing for each index below `count`. */
export const some = <T>(count: number, make: (index: number) => T): T[] =>
  Array.from({ length: count }, (_, i) => make(i));

/** Assembles a function from what `write` makes of its parameters. */
export function routine(params: number, write: (params: Local[], fresh: Fresh) => readonly Code[]): Routine {
  const locals: number[][] = [];
  const local = (index: number): Local => [0x20, ...unsigned(index)];
  const declare = (type: number) => () => local(params + locals.push([1, type]) - 1);
  const statements = write(some(params, local), { i32: declare(INTEGER), v128: declare(VECTOR) });
  return { params, body: flatten([...list(locals), ...statements, 0x0b]) };
}

/** A module that imports `engine.memory` and exports the routine as `run`. */
export function assemble({ params, body }: Routine): Uint8Array<ArrayBuffer> {
  const section = (id: number, item: readonly number[]) => [id, ...unsigned(item.length + 1), 1, ...item];
  const type = section(1, [0x60, ...list(some(params, () => [INTEGER])), 0]);
  const imports = section(2, [...text('engine'), ...text('memory'), 2, 0, 1]);
  const exports = section(7, [...text('run'), 0, 0]);
  const code = section(10, [...unsigned(body.length), ...body]);
  return Uint8Array.from([0, 97, 115, 109, 1, 0, 0, 0, ...type, ...imports, ...section(3, [0]), ...exports, ...code]);
}
