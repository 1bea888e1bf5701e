/** A small assembler: WebAssembly instructions as functions that join bytes, so that kernels read like expressions. */

/** Bytes of instructions. As an expression they leave one value on the stack, as a statement none. */
export type Code = readonly number[];
/** The bytes that read a local variable: a local stands in an expression by itself. */
export type Local = Code;

/** LEB128, the variable-length integers of the binary format. */
function unsigned(n: number): number[] {
  return n < 128 ? [n] : [(n & 127) | 128, ...unsigned(n >>> 7)];
}
function signed(n: number): number[] {
  return n >= -64 && n < 64 ? [n & 127] : [(n & 127) | 128, ...signed(n >> 7)];
}

const op = (...bytes: number[]) => {
  return (...operands: Code[]): Code => [...operands.flat(), ...bytes];
};
const simd = (code: number) => op(0xfd, ...unsigned(code));
const memory = (prefix: number[], align: number) => {
  return (address: Code, offset = 0): Code => [...address, ...prefix, align, ...unsigned(offset)];
};
const storing = (code: number, align: number) => {
  return (address: Code, value: Code, offset = 0): Code => [
    ...address,
    ...value,
    0xfd,
    code,
    align,
    ...unsigned(offset),
  ];
};
const storingLane = (code: number, align: number) => {
  return (address: Code, value: Code, lane: number, offset = 0): Code => [
    ...storing(code, align)(address, value, offset),
    lane,
  ];
};

/** Integers: addresses and counters. */
export const i32 = {
  const: (n: number): Code => [0x41, ...signed(n | 0)],
  load: memory([0x28], 2),
  add: op(0x6a),
  sub: op(0x6b),
  mul: op(0x6c),
  and: op(0x71),
  shiftLeft: op(0x74),
  shiftRight: op(0x75),
  equal: op(0x46),
  less: op(0x48),
  greater: op(0x4a),
  /** `select(a, b, condition)`: a where the condition holds, else b. */
  select: op(0x1b),
};

/** Four float32 side by side. `pmax(a, b)` is a < b ? b : a and `pmin(a, b)` is b < a ? b : a, one x86 instruction each. */
export const f32x4 = {
  load: memory([0xfd, 0], 2),
  /** One number from memory, in all four lanes. */
  loadSplat: memory([0xfd, 9], 2),
  loadLane: (address: Code, value: Code, lane: number, offset = 0) =>
    storingLane(0x56, 2)(address, value, lane, offset),
  store: storing(11, 2),
  storeLane: storingLane(0x5a, 2),
  /** Lanes 0 and 1. */
  storeHalf: storingLane(0x5b, 2),
  const: (value: number): Code => {
    const bytes = new Uint8Array(Float32Array.of(value, value, value, value).buffer);
    return [0xfd, 12, ...bytes];
  },
  /** The number whose 32 bits an integer holds, in all four lanes. */
  splatBits: (integer: Code): Code => [...integer, 0xbe, 0xfd, 19],
  equal: simd(65),
  less: simd(67),
  greater: simd(68),
  greaterEqual: simd(70),
  and: simd(78),
  /** `select(a, b, mask)`: the bits of a where the mask's are set, else those of b. */
  select: simd(82),
  nearest: simd(106),
  abs: simd(224),
  neg: simd(225),
  sqrt: simd(227),
  add: simd(228),
  sub: simd(229),
  mul: simd(230),
  div: simd(231),
  min: simd(232),
  max: simd(233),
  pmin: simd(234),
  pmax: simd(235),
  toInt: simd(248),
  /** 2ⁿ from whole numbers n: put n + 127 where a float32 has its exponent. */
  powerOfTwo: (n: Code): Code => {
    const bias = [0x41, ...signed(127), 0xfd, 17];
    return [...n, ...bias, ...simd(174)(), ...i32.const(23), ...simd(171)()];
  },
  /** Whole numbers halved, rounding down. */
  halve: (n: Code): Code => [...n, ...i32.const(1), ...simd(172)()],
  subInt: simd(177),
};

/** `count` things made one after the other. */
export const some = <T>(count: number, make: (index: number) => T): T[] =>
  Array.from({ length: count }, (_, index) => make(index));

export const set = (local: Local, value: Code): Code => [...value, 0x21, ...local.slice(1)];
export const bump = (local: Local, by: Code): Code => set(local, i32.add(local, by));
/** do { body } while (--counter), for a counter above zero. */
const countDown = (counter: Local, body: readonly Code[]): Code => {
  const next = [...i32.sub(counter, i32.const(1)), 0x22, ...counter.slice(1)];
  return [0x03, 0x40, ...body.flat(), ...next, 0x0d, 0, 0x0b];
};
export const when = (condition: Code, then: readonly Code[], otherwise: readonly Code[] = []): Code => {
  const tail = otherwise.length > 0 ? [0x05, ...otherwise.flat()] : [];
  return [...condition, 0x04, 0x40, ...then.flat(), ...tail, 0x0b];
};
/** Runs the body `count` times, perhaps never; `counter` counts down to 1. */
export const repeat = (counter: Local, count: Code, body: readonly Code[]): Code => {
  return [...set(counter, count), ...when(counter, [countDown(counter, body)])];
};

const I32 = 0x7f;
const V128 = 0x7b;

/** Makes fresh local variables: addresses and counters, or four numbers. */
export interface Fresh {
  i32(): Local;
  v128(): Local;
}

/** A function under a name; its parameters are 32-bit integers. */
export interface Routine {
  readonly name: string;
  readonly params: readonly string[];
  readonly body: Code;
}

/** Assembles a function whose body is written by `write` from its parameters' names. */
export function routine<const Name extends string>(
  name: string,
  params: readonly Name[],
  write: (params: Record<Name, Local>, fresh: Fresh) => readonly Code[],
): Routine {
  const types: number[] = [];
  const local = (index: number): Local => [0x20, ...unsigned(index)];
  const declare = (type: number) => local(params.length + types.push(type) - 1);
  const named = Object.fromEntries(params.map((param, index) => [param, local(index)])) as Record<Name, Local>;
  const statements = write(named, { i32: () => declare(I32), v128: () => declare(V128) });
  const locals = types.map((type) => [1, type]);
  return { name, params, body: [...list(locals), ...statements.flat(), 0x0b] };
}

const list = (items: readonly Code[]): Code => [...unsigned(items.length), ...items.flat()];
const text = (name: string): Code => list([...name].map((letter) => [letter.charCodeAt(0)]));
const section = (id: number, items: readonly Code[]): Code => {
  const body = list(items);
  return [id, ...unsigned(body.length), ...body];
};

/** A module that imports the memory `engine.memory` and exports the routines by name. */
export function assemble(routines: readonly Routine[]): Uint8Array<ArrayBuffer> {
  const types = routines.map(({ params }) => [0x60, ...list(params.map(() => [I32])), 0]);
  const imports = [[...text('engine'), ...text('memory'), 2, 0, 1]];
  const functions = routines.map((_, index) => unsigned(index));
  const exports = routines.map(({ name }, index) => [...text(name), 0, ...unsigned(index)]);
  const bodies = routines.map(({ body }) => [...unsigned(body.length), ...body]);
  const sections = [
    section(1, types),
    section(2, imports),
    section(3, functions),
    section(7, exports),
    section(10, bodies),
  ];
  return Uint8Array.from([0, 97, 115, 109, 1, 0, 0, 0, ...sections.flat()]);
}
