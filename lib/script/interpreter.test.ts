import { describe, expect, it } from 'vitest';
import { createInterpreter } from './interpreter';
import type { Arg, Observation, Script } from './script';
import { decodeSteps, encodeScript } from './wire';

const interpreter = createInterpreter();

function run(exports: Record<string, unknown>, script: Script): Observation[] {
  return decodeSteps(interpreter.run(exports, encodeScript(script)));
}

function call(f: unknown, ...args: Arg[]): Observation | undefined {
  return run({ f }, [{ op: 'call', name: 'f', args }])[0];
}

class Adam {
  t = 0;
  step(x: number[], g: number[]): number[] {
    this.t++;
    return x.map((v, i) => v - (g[i] ?? 0));
  }
  self(): this {
    return this;
  }
}

describe('a call', () => {
  it('gives back plain data, with the classes of typed arrays and −0', () => {
    const value = { a: [1, -0, NaN], b: new Float32Array([0.5]), c: 'text', d: undefined, e: null, f: true };
    expect(call(() => value)).toStrictEqual({ kind: 'value', value });
  });

  it('passes arguments of every kind', () => {
    const args: Arg[] = [[[1], []], 'NaN', NaN, Infinity, undefined, null, false, { k: new Int32Array([1]) }, -0];
    expect(call((...given: unknown[]) => given, ...args)).toMatchObject({ value: args });
  });

  it.each<[string, () => unknown, string]>([
    ['a function', () => [{ f: () => 1 }], 'a function at [0].f'],
    ['a promise', async () => 1, 'a Promise'],
    ['a map', () => [new Map()], 'a Map at [0]'],
    ['a boxed number', () => Object.assign(new Number(1), { valueOf: () => 2 }), 'a Number object instead of a number'],
    ['a BigInt', () => 1n, 'a BigInt'],
    ['another typed array', () => new Uint16Array(1), 'a Uint16Array'],
    [
      'an array in itself',
      () => {
        const a: unknown[] = [];
        a[0] = a;
        return a;
      },
      'something that contains itself at [0]',
    ],
    ['ten levels', () => [[[[[[[[[[1]]]]]]]]]], 'nested more than 8 deep'],
    ['too much', () => Array.from({ length: 200_001 }, () => 0), 'more than 200000 values'],
    [
      'much through sharing',
      () => {
        let a: unknown = Array(50).fill(1);
        for (let i = 0; i < 4; i++) a = Array(50).fill(a);
        return a;
      },
      'more than 200000 values',
    ],
    ['a long string', () => 'x'.repeat(10_001), 'a string longer than 10000'],
    [
      'many keys',
      () => Object.fromEntries(Array.from({ length: 65 }, (_, i) => [`k${i}`, 1])),
      'an object with more than 64 keys',
    ],
    ['a key that sets a prototype', () => JSON.parse('{"__proto__":1}') as unknown, 'an unusual key'],
    [
      'a throwing getter',
      () => ({
        get a() {
          throw new RangeError('x');
        },
      }),
      'something that throws when it is read (RangeError)',
    ],
    [
      'a throwing proxy',
      () =>
        new Proxy(
          {},
          {
            ownKeys: () => {
              throw 1;
            },
          },
        ),
      'something that throws when it is read (value)',
    ],
  ])('refuses %s', (_, f, why) => {
    expect(call(f)).toStrictEqual({ kind: 'invalid', why });
  });

  it.each<[string, () => unknown, string, string]>([
    [
      'an error',
      () => {
        throw new RangeError('too far');
      },
      'RangeError',
      'too far',
    ],
    [
      'a string',
      () => {
        throw 'stop';
      },
      'value',
      'stop',
    ],
    [
      'null',
      () => {
        throw null;
      },
      'value',
      'null',
    ],
    [
      'a symbol',
      () => {
        throw Symbol('s');
      },
      'value',
      'Symbol(s)',
    ],
    [
      'a forged error',
      () => {
        throw { name: 'RangeError', message: 'm' };
      },
      'value',
      'm',
    ],
    [
      'a long message',
      () => {
        throw new Error('x'.repeat(1e6));
      },
      'Error',
      'x'.repeat(300),
    ],
    [
      'a hostile error',
      () => {
        throw Object.defineProperty(new Error('x'), 'message', {
          get() {
            throw 1;
          },
        });
      },
      'value',
      'something that throws when it is read',
    ],
  ])('tells that %s was thrown', (_, f, name, message) => {
    expect(call(f)).toStrictEqual({ kind: 'threw', name, message });
  });

  it.each<[string, unknown, string]>([
    ['nothing', undefined, 'nothing'],
    ['a number', 3, 'a number'],
    ['a class', Adam, 'a class'],
  ])('tells that %s stands where a function should', (_, f, found) => {
    expect(call(f)).toStrictEqual({ kind: 'missing', name: 'f', found });
  });

  it('finds own exports only', () => {
    expect(run({}, [{ op: 'call', name: 'toString', args: [] }])).toStrictEqual([
      { kind: 'missing', name: 'toString', found: 'nothing' },
    ]);
  });

  it('notices changed arguments at any depth', () => {
    const f = (X: number[][], _w: number[], o: { d: Float64Array }): number => {
      (X[1] ?? [])[0] = -1;
      o.d[0] = 5;
      return 1;
    };
    expect(call(f, [[1], [2]], [3], { d: new Float64Array(1) })).toStrictEqual({
      kind: 'value',
      value: 1,
      mutated: [0, 2],
    });
  });

  it.each<[string, (x: number[][], d: Float64Array) => unknown, boolean]>([
    ['an argument', (x) => x, true],
    ['a row of one', (x) => ({ a: x[0] }), true],
    ['a view of a typed argument', (_, d) => d.subarray(1), true],
    ['copies', (x, d) => [x.map((row) => [...row]), d.slice()], false],
  ])('notices whether the result shares memory: %s', (_, f, shares) => {
    const seen = call(f, [[1]], new Float64Array(2));
    expect(seen?.kind === 'value' && seen.shares === true).toBe(shares);
  });

  it('ends a recursion through a callback long before the stack does', () => {
    let depth = 0;
    const f = (add: (x: unknown) => unknown): unknown => {
      const argument = {
        valueOf: () => {
          depth++;
          return add(argument);
        },
      };
      return add(argument);
    };
    const seen = call(f, { $callback: '(x) => x + 1' });
    expect(seen).toMatchObject({ kind: 'threw', name: 'RangeError' });
    expect(depth).toBe(100);
  });

  it('records what callbacks were called with at that time', () => {
    const f = (g: (x: number[]) => number): number => {
      const x = [1];
      g(x);
      x[0] = 2;
      return [x, x].map(g).length;
    };
    expect(call(f, { $callback: '(x) => x[0] * 10' })).toStrictEqual({
      kind: 'value',
      value: 2,
      calls: [
        [
          { args: [[1]], result: 10 },
          { args: [[2]], result: 20 },
          { args: [[2]], result: 20 },
        ],
      ],
    });
  });
});

describe('a script', () => {
  it('keeps instances, refers to earlier results and reads properties', () => {
    const seen = run({ Adam }, [
      { op: 'new', name: 'Adam', args: [] },
      {
        op: 'method',
        on: 0,
        name: 'step',
        args: [
          [5, 5],
          [1, 2],
        ],
      },
      { op: 'method', on: 0, name: 'step', args: [{ $step: 1 }, [1, 2]] },
      { op: 'method', on: 0, name: 'self', args: [] },
      { op: 'get', on: 0, name: 't' },
    ]);
    expect(seen).toStrictEqual([
      { kind: 'instance' },
      { kind: 'value', value: [4, 3] },
      { kind: 'value', value: [3, 1] },
      { kind: 'instance' },
      { kind: 'value', value: 2 },
    ]);
  });

  it('notices when an earlier result was changed or given back', () => {
    const exports = {
      make: () => [1],
      add: (x: number[]) => {
        x[0] = 9;
        return x;
      },
    };
    const seen = run(exports, [
      { op: 'call', name: 'make', args: [] },
      { op: 'call', name: 'add', args: [{ $step: 0 }] },
    ]);
    expect(seen[1]).toStrictEqual({ kind: 'value', value: [9], mutated: [0], shares: true });
  });

  it('makes an earlier call once more with one number moved, and tells a part of the result', () => {
    const seen: unknown[] = [];
    const f = (given: { W: number[][] }, x: Float32Array) => {
      seen.push(structuredClone([given.W, [...x]]));
      return { loss: given.W[0]?.[1], rest: [{ x: x[1] }] };
    };
    const script: Script = [
      { op: 'call', name: 'f', args: [{ W: [[1, 2], [3]] }, new Float32Array([4, 5])] },
      { op: 'moved', like: 0, at: [0, 'W', 0, 1], to: 2.5, read: ['loss'] },
      { op: 'moved', like: 0, at: [1, 1], to: 5.5, read: ['rest', 0, 'x'] },
      { op: 'moved', like: 0, at: [0, 'W', 1, 0], to: -0, read: ['rest', 7, 'x'] },
    ];
    const values = run({ f }, script).map((one) => (one.kind === 'value' ? one.value : one));
    expect(values.slice(1)).toEqual([2.5, 5.5, undefined]);
    // Each time from what the call itself was given.
    expect(seen).toStrictEqual([
      [
        [[1, 2], [3]],
        [4, 5],
      ],
      [
        [[1, 2.5], [3]],
        [4, 5],
      ],
      [
        [[1, 2], [3]],
        [4, 5.5],
      ],
      [
        [[1, 2], [-0]],
        [4, 5],
      ],
    ]);
  });

  it('notices what a moved call changes and shares, and what throws when its part is read', () => {
    const change = (x: number[]) => {
      x[1] = (x[1] ?? 0) + 1;
      return { x };
    };
    const trap = () => ({
      get x(): never {
        throw new Error('no');
      },
    });
    const moved = (read: string[]) => ({ op: 'moved', like: 0, at: [0, 0], to: 7, read }) as const;
    const [, changed] = run({ f: change }, [{ op: 'call', name: 'f', args: [[1, 2]] }, moved(['x'])]);
    expect(changed).toEqual({ kind: 'value', value: [7, 3], mutated: [0], shares: true });
    const inner = { call: 0, get: trap };
    const count = () => (inner.call++ === 0 ? {} : inner.get());
    const [, trapped] = run({ f: count }, [{ op: 'call', name: 'f', args: [[1]] }, moved(['x'])]);
    expect(trapped).toMatchObject({ kind: 'invalid' });
  });

  it('skips what comes after a failure', () => {
    const seen = run({ Adam }, [
      { op: 'new', name: 'Adam', args: [] },
      { op: 'method', on: 0, name: 'stepp', args: [] },
      { op: 'get', on: 0, name: 't' },
    ]);
    expect(seen).toStrictEqual([
      { kind: 'instance' },
      { kind: 'missing', name: 'stepp', found: 'nothing' },
      { kind: 'skipped' },
    ]);
  });

  it('runs a driver with the exports', () => {
    const seen = run({ f: (x: number) => x + 1 }, [{ op: 'drive', source: '(e, x) => e.f(e.f(x))', args: [1] }]);
    expect(seen).toStrictEqual([{ kind: 'value', value: 3 }]);
  });

  it('keeps a missing class, a constructor that is none, and a property that is absent apart', () => {
    expect(run({ f: () => 1 }, [{ op: 'new', name: 'f', args: [] }])).toMatchObject([
      { kind: 'missing', found: 'a function' },
    ]);
    expect(
      run({ Adam }, [
        { op: 'new', name: 'Adam', args: [] },
        { op: 'get', on: 0, name: 'm' },
      ]),
    ).toMatchObject([{ kind: 'instance' }, { kind: 'missing', name: 'm', found: 'nothing' }]);
  });
});

describe('a console', () => {
  it('is kept as text, capped, whatever is printed', () => {
    const target: Record<string, (...args: unknown[]) => void> = { log: () => undefined, profile: () => undefined };
    const kept = createInterpreter({ console: target });
    const cyclic: unknown[] = [];
    cyclic.push(cyclic);
    target.log?.('a', [1, 2], { b: 'x' }, cyclic, Symbol('s'), 10n, new Float64Array(2));
    target.log?.(
      new Proxy(
        {},
        {
          ownKeys: () => {
            throw 1;
          },
        },
      ),
    );
    target.profile?.('nothing');
    expect(kept.logs()).toBe(
      "a [1, 2] { b: 'x' } [[[[…]]]] Symbol(s) 10n Float64Array[0, 0]\n[a value that could not be shown]\n",
    );
    for (let i = 0; i < 1000; i++) target.log?.('x'.repeat(2000));
    expect(kept.logs().length).toBe(8192);
  });
});
