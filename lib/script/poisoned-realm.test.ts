/** Programs that tamper with the realm that they share with the interpreter: what is written down stays what happened. */
import { afterEach, describe, expect, it } from 'vitest';
import { createInterpreter } from './interpreter';
import type { Arg, Observation, Script } from './script';
import { decodeSteps, encodeScript } from './wire';

const interpreter = createInterpreter();

function run(exports: Record<string, unknown>, script: Script): Observation[] {
  const said = interpreter.run(exports, encodeScript(script));
  heal();
  return decodeSteps(said);
}

function call(f: unknown, ...args: Arg[]): Observation | undefined {
  return run({ f }, [{ op: 'call', name: 'f', args }])[0];
}

const poisoned: [object, PropertyKey][] = [];

function poison(target: object, key: PropertyKey, description: PropertyDescriptor): void {
  // Noted first: afterwards, pushing may no longer work.
  poisoned.push([target, key]);
  Object.defineProperty(target, key, { configurable: true, ...description });
}

function heal(): void {
  for (const [target, key] of poisoned.splice(0)) Reflect.deleteProperty(target, key);
}

afterEach(heal);

describe('a realm with setters on its prototypes', () => {
  it('hands over neither records nor lists of the interpreter', () => {
    let seen = 0;
    const set = (): number => seen++;
    const exports = { f: (g: (x: number[]) => number, { W }: { W: number[] }) => g(W) };
    const text = encodeScript([{ op: 'call', name: 'f', args: [{ $callback: '(x) => x[0]' }, { W: [3] }] }]);
    poison(Array.prototype, 0, { set });
    poison(Object.prototype, 'W', { set });
    const said = interpreter.run(exports, text);
    heal();
    const [observed] = decodeSteps(said);
    expect(observed).toStrictEqual({ kind: 'value', value: 3, calls: [[{ args: [[3]], result: 3 }]] });
    expect(seen).toBe(0);
  });

  it('gets long lists whole', () => {
    const long = Array.from({ length: 3000 }, (_, i) => (i % 7 === 0 ? [i] : i));
    poison(Array.prototype, 1500, { set: () => undefined });
    expect(call((x: unknown[]) => x[1500] === 1500 && x.length, long)).toMatchObject({ value: 3000 });
  });
});

describe('a realm that says how its lists are written', () => {
  it('is not asked', () => {
    poison(Array.prototype, 'toJSON', { value: () => [9, 9] });
    poison(Number.prototype, 'toJSON', { value: () => 9 });
    expect(call(() => [1, 2])).toMatchObject({ value: [1, 2] });
    poison(Object.prototype, 'toJSON', { value: () => [9, 9] });
    expect(call(() => new Float64Array([1, 2]))).toMatchObject({ value: new Float64Array([1, 2]) });
  });

  it('gets no hold of numbers that are about to be written', () => {
    const seen: unknown[] = [];
    const set = (value: unknown): void => void seen.push(value);
    poison(Array.prototype, 0, { set, get: () => 9 });
    const f = (): unknown => Object.defineProperty(Array(2), 0, { value: 0.5 });
    expect(call(f)).toMatchObject({ value: [0.5, undefined] });
    expect(seen).toEqual([]);
  });
});

describe('a list whose items are computed as they are read', () => {
  it('keeps its numbers apart from those of another list that is written in between', () => {
    const f = (g: (x: number[]) => number[]): number[] =>
      Object.defineProperty([0.5, 0, 1.5], 1, { get: () => g([7, 8, 9])[0] });
    expect(call(f, { $callback: '(x) => [x[2], x[1], x[0]]' })).toStrictEqual({
      kind: 'value',
      value: [0.5, 9, 1.5],
      calls: [[{ args: [[7, 8, 9]], result: [9, 8, 7] }]],
    });
  });

  it('is read once, from the first item to the last', () => {
    const reads: PropertyKey[] = [];
    const spy = new Proxy([1, -0, 'x', Infinity], {
      get: (target, key) => (reads.push(key), Reflect.get(target, key) as unknown),
    });
    expect(call(() => spy)).toStrictEqual({ kind: 'value', value: [1, -0, 'x', Infinity] });
    expect(reads).toEqual(['length', '0', '1', '2', '3']);
  });
});

describe('a realm with properties on Object.prototype', () => {
  it('cannot add to what is said of an error', () => {
    const forged = (): never => {
      poison(Object.prototype, 'place', { value: { line: '1,"k":"v","v":[1]', column: 1 } });
      throw 'text';
    };
    expect(call(forged)).toStrictEqual({ kind: 'threw', name: 'value', message: 'text' });
  });

  it('cannot make a property look as if reading it threw', () => {
    class A {
      b = 1;
    }
    poison(Object.prototype, 'threw', { value: new Error('x') });
    poison(Object.prototype, 'failed', { value: true });
    const seen = run({ A }, [
      { op: 'new', name: 'A', args: [] },
      { op: 'get', on: 0, name: 'b' },
    ]);
    expect(seen[1]).toStrictEqual({ kind: 'value', value: 1 });
  });

  it('cannot describe properties otherwise', () => {
    poison(Object.prototype, 'get', { value: () => 9 });
    expect(call((x: unknown) => x, [[1]])).toMatchObject({ kind: 'value', value: [[1]] });
  });
});

describe('calls of a function that was given', () => {
  const g = { $callback: '(x) => [x, x]' };

  it('count when they are made while the answer is read', () => {
    const late = (f: (x: number) => number[]): object => ({
      get a() {
        return f(5);
      },
    });
    expect(call(late, g)).toStrictEqual({
      kind: 'value',
      value: { a: [5, 5] },
      calls: [[{ args: [5], result: [5, 5] }]],
    });
  });

  it('count when they are made while another call is written down', () => {
    const nested = (f: (x: unknown) => unknown[]): number => {
      let once = true;
      const hostile = {
        get a() {
          if (!once) return 0;
          once = false;
          return f(7).length;
        },
      };
      f(hostile);
      return 1;
    };
    const observed = call(nested, g);
    expect(observed?.kind === 'value' && observed.calls?.[0]?.length).toBe(2);
  });

  it('can not be kept for later', () => {
    let kept: ((x: number) => unknown) | undefined;
    const f = (given: (x: number) => unknown): unknown => (kept ??= given)(1);
    expect(call(f, g)).toMatchObject({ kind: 'value' });
    expect(call(f, g)).toMatchObject({ kind: 'threw', name: 'TypeError' });
  });

  it('can not be hidden by an argument that throws when it is read', () => {
    const f = (given: (x: unknown) => unknown): number => {
      const hostile = {
        get a(): never {
          throw 1;
        },
      };
      given(hostile);
      return 2;
    };
    expect(call(f, g)).toMatchObject({ kind: 'invalid' });
  });
});

describe('a hostile value', () => {
  it('can not buy room by a negative length', () => {
    const f = (): unknown[] => [
      new Proxy([], { get: (_, key) => (key === 'length' ? -1e9 : 0) }),
      Array(200_001).fill(0),
    ];
    expect(call(f)).toStrictEqual({ kind: 'invalid', why: 'an array without a length at [0]' });
  });

  it('among the arguments is an observation, not the end of the run', () => {
    const f = (x: object): number => {
      Object.defineProperty(x, 'a', {
        get() {
          throw new RangeError('x');
        },
      });
      return 1;
    };
    expect(call(f, { a: 1 })).toStrictEqual({
      kind: 'invalid',
      why: 'something that throws when it is read (RangeError)',
    });
  });

  it('claims no line that can not be', () => {
    const error = new Error('x');
    error.stack = `at submission.js:${'9'.repeat(400)}:1`;
    const f = (): never => {
      throw error;
    };
    expect(call(f)).toStrictEqual({ kind: 'threw', name: 'Error', message: 'x' });
  });

  it('can not pass for a refusal of the interpreter', () => {
    poison(Error, Symbol.hasInstance, { value: () => true });
    const f = (): object => ({
      get a() {
        throw { message: 'a fine answer' };
      },
    });
    expect(call(f)).toStrictEqual({ kind: 'invalid', why: 'something that throws when it is read (value)' });
  });
});
