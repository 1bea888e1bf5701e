/**
 * The built-ins that the interpreter uses, taken before any student code runs: that code shares the realm and may replace
 * them. For the same reason the interpreter has no for-of, spread or destructuring of arrays (they go through patchable
 * iterators), calls methods only through these, and writes only to properties that are there already (setters of prototypes
 * hear of new ones) and reads only those that are (others may come from a prototype).
 */

type Method<T, A extends unknown[], R> = (this: T, ...args: A) => R;

type Uncurried<T, A extends unknown[], R> = (self: T, ...args: A) => R;
const { bind, call } = Function.prototype as { bind: Method<unknown, [unknown], unknown>; call: unknown };
const bindTo = Reflect.apply;

/** `method(String, 'slice')(self, …args)` is `self.slice(…args)`, whatever becomes of `Function.prototype.call`. */
function method<T, A extends unknown[], R>(owner: { prototype: object }, key: string): Uncurried<T, A, R> {
  return bindTo(bind, call, [Reflect.get(owner.prototype, key)]) as Uncurried<T, A, R>;
}

function getter<T, R>(prototype: object, key: string | symbol): (self: T) => R {
  const described: { get?: unknown } = Object.getOwnPropertyDescriptor(prototype, key) ?? {};
  return bindTo(bind, call, [described.get]) as Uncurried<T, [], R>;
}

export const apply = Reflect.apply;
export const construct = Reflect.construct;
export const isArray: (value: unknown) => value is unknown[] = Array.isArray;
export const same = Object.is;
export const keysOf = Object.keys;
export const prototypeOf: (value: object) => object | null = Object.getPrototypeOf;
export const parseJson: (text: string) => unknown = JSON.parse;
export const quote: (value: string | unknown[]) => string = JSON.stringify;
export const text = String;

export const hasOwn: (value: object, key: PropertyKey) => boolean = Object.hasOwn;
export const sliceText = method<string, [number, number], string>(String, 'slice');
export const indexOfText = method<string, [string], number>(String, 'indexOf');
export const execPattern = method<RegExp, [string], RegExpExecArray | null>(RegExp, 'exec');
export const sourceOf = method<object, [], string>(Function, 'toString');

const defineProperty = Reflect.defineProperty;
/** Sets a property that the object itself has from then on: no setter of a prototype hears of it. */
function put(target: object, key: PropertyKey, value: unknown): void {
  // Without a prototype, since `get` or `set` on Object.prototype would become part of the description.
  defineProperty(target, key, {
    __proto__: null,
    value,
    writable: true,
    enumerable: true,
    configurable: true,
  } as object);
}

/** `list.push(value)`, but for setters of `Array.prototype`, which student code may have put there. */
export function append(list: unknown[], value: unknown): void {
  put(list, list.length, value);
}

const spliced = method<unknown[], [number, number], unknown[]>(Array, 'toSpliced');
/** A list with the same items of its own, so that writing to them meets no setter either. Only for lists without holes. */
export const copyList = (list: unknown[]): unknown[] => spliced(list, 0, 0);

const setPrototypeOf = Reflect.setPrototypeOf;
/** A list that inherits nothing: it meets no setter when it grows, and `quote` no `toJSON`. */
export function bareList(): unknown[] {
  const list: unknown[] = [];
  setPrototypeOf(list, null);
  return list;
}

export const NewSet = Set<unknown>;
export const addToSet = method<Set<unknown>, [unknown], Set<unknown>>(Set, 'add');
export const setHas = method<Set<unknown>, [unknown], boolean>(Set, 'has');

const TypedArray = Object.getPrototypeOf(Float64Array.prototype) as object;
const isView = Reflect.get(ArrayBuffer, 'isView') as (value: unknown) => boolean;
const toStringTag = getter<unknown, string | undefined>(TypedArray, Symbol.toStringTag);
/** The class name of a typed array, undefined for everything else, proxies included. */
export const typedArrayName = (value: unknown): string | undefined => (isView(value) ? toStringTag(value) : undefined);
export const typedArrayLength = getter<unknown, number>(TypedArray, 'length');
export const typedArrayBuffer = getter<unknown, object>(TypedArray, 'buffer');

const FunctionConstructor = Function;
/** The source of one expression as a function that evaluates it, in strict mode and the global scope. */
export const functionOf = (source: string): (() => unknown) =>
  construct(FunctionConstructor, [`"use strict";return (${source}\n)`]) as () => unknown;

/** Made with another function's prototype, so that nothing of that function is called. */
const BareObject = Object;
/** Whether `new value()` may be written; calls nothing of the value's own. */
export function isConstructor(value: object): boolean {
  try {
    construct(BareObject, [], value as () => void);
    return true;
  } catch {
    return false;
  }
}

export const objectPrototype: object = Object.prototype;
export const errorPrototype: object = Error.prototype;
const iteratorPrototype = prototypeOf(prototypeOf([][Symbol.iterator]()) ?? {}) ?? {};

/** Objects that are no plain data though they look empty, by the word a student knows. */
export const EXOTIC: readonly (readonly [object, string])[] = [
  [Promise.prototype, 'a Promise'],
  [Map.prototype, 'a Map'],
  [Set.prototype, 'a Set'],
  [WeakMap.prototype, 'a WeakMap'],
  [WeakSet.prototype, 'a WeakSet'],
  [Date.prototype, 'a Date'],
  [RegExp.prototype, 'a regular expression'],
  [errorPrototype, 'an Error'],
  [ArrayBuffer.prototype, 'an ArrayBuffer'],
  [DataView.prototype, 'a DataView'],
  [Number.prototype, 'a Number object instead of a number'],
  [String.prototype, 'a String object instead of a string'],
  [Boolean.prototype, 'a Boolean object instead of true or false'],
  [BigInt.prototype, 'a BigInt object'],
  [Symbol.prototype, 'a Symbol object'],
  [iteratorPrototype, 'an iterator instead of an array'],
];
