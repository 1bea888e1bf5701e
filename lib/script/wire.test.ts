import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Data } from './script';
import { decodeData, decodeLoad, decodeSteps, encodeArg, encodeData, encodeScript, WireError } from './wire';

const data: fc.Arbitrary<Data> = fc.letrec<{ data: Data }>((tie) => ({
  data: fc.oneof(
    { maxDepth: 4 },
    fc.double(),
    fc.integer(),
    fc.string(),
    fc.constantFrom<Data>(null, undefined, true, false, NaN, Infinity, -Infinity, -0),
    fc.float64Array({ maxLength: 5 }),
    fc.float32Array({ maxLength: 5 }),
    fc.int32Array({ maxLength: 5 }),
    fc.uint8Array({ maxLength: 5 }),
    fc.array(tie('data'), { maxLength: 5 }),
    fc.dictionary(
      fc.string().filter((key) => key !== '__proto__' && key !== '$callback' && key !== '$step'),
      tie('data'),
      { maxKeys: 4, noNullPrototype: true },
    ),
  ),
})).data;

describe('encodeData, decodeData', () => {
  it('keep every value, with −0 and the classes of typed arrays', () => {
    fc.assert(
      fc.property(data, (value) => {
        expect(decodeData(encodeData(value))).toStrictEqual(value);
      }),
    );
  });

  it.each([
    ['a bare string', '"hello"'],
    ['a key that sets a prototype', '{"o":{"__proto__":null}}'],
    ['an untagged object', '{"a":"f64"}'],
    ['an unknown typed array', '{"a":"u64","d":[]}'],
    ['a callback', '{"cb":"() => 1"}'],
    ['no JSON', '{'],
    ['nothing', ''],
    ['a hundred thousand brackets', '['.repeat(100_000) + ']'.repeat(100_000)],
  ])('refuse %s', (_, text) => {
    expect(() => decodeData(text)).toThrow(WireError);
  });
});

describe('encodeArg', () => {
  it('writes callbacks and references at any depth', () => {
    expect(encodeArg([{ $step: 3 }, { f: { $callback: 'x => x' } }])).toBe('[{"r":3},{"o":{"f":{"cb":"x => x"}}}]');
  });
});

describe('encodeScript', () => {
  it('writes one object per step', () => {
    const text = encodeScript([
      { op: 'new', name: 'Adam', args: [0.1] },
      { op: 'method', on: 0, name: 'step', args: [[1, -0]] },
      { op: 'get', on: 0, name: 't' },
      { op: 'drive', source: '(e) => e', args: [] },
    ]);
    expect(text).toBe(
      '[{"op":"new","name":"Adam","args":[0.1]},{"op":"method","on":0,"name":"step","args":[[1,-0]]},' +
        '{"op":"get","on":0,"name":"t"},{"op":"drive","source":"(e) => e","args":[]}]',
    );
  });
});

describe('decodeSteps', () => {
  it('reads every kind of observation', () => {
    const text =
      '[{"k":"v","v":[1,"NaN"],"m":[0],"h":1,"c":[[[[2],4]]]},{"k":"i"},{"k":"t","n":"RangeError","m":"no","l":3,"c":7},' +
      '{"k":"x","w":"a Map"},{"k":"m","n":"f","f":"nothing"},{"k":"s"}]';
    expect(decodeSteps(text)).toStrictEqual([
      { kind: 'value', value: [1, NaN], mutated: [0], shares: true, calls: [[{ args: [2], result: 4 }]] },
      { kind: 'instance' },
      { kind: 'threw', name: 'RangeError', message: 'no', line: 3, column: 7 },
      { kind: 'invalid', why: 'a Map' },
      { kind: 'missing', name: 'f', found: 'nothing' },
      { kind: 'skipped' },
    ]);
  });

  it.each([
    '{}',
    '[1]',
    '[{"k":"v"}]',
    '[{"k":"t","n":1,"m":""}]',
    '[{"k":"v","v":1,"m":[-1]}]',
    '[{"kind":"pass"}]',
    'pass',
  ])('refuses %s', (text) => {
    expect(() => decodeSteps(text)).toThrow(WireError);
  });
});

describe('decodeLoad', () => {
  it('reads both outcomes and nothing else', () => {
    expect(decodeLoad('{"k":"l"}')).toStrictEqual({ kind: 'loaded', notes: [] });
    expect(decodeLoad('{"k":"t","n":"Error","m":"x"}')).toStrictEqual({ kind: 'threw', name: 'Error', message: 'x' });
    expect(() => decodeLoad('{"k":"v","v":1}')).toThrow(WireError);
  });
});
