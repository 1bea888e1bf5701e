import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { StoredTensor } from './weights';
import { fromSafetensors, toSafetensors, weightsFromJson, weightsToJson } from './weights';

type Write = (weights: readonly StoredTensor[]) => unknown;

const forms = [
  { form: 'JSON', write: weightsToJson, read: weightsFromJson },
  { form: 'safetensors', write: toSafetensors, read: fromSafetensors },
].map(({ form, write, read }) => ({
  form,
  write: write as Write,
  read: read as (file: unknown) => readonly StoredTensor[],
}));

const anyWeights = fc
  .uniqueArray(
    fc.record({
      name: fc.string({ unit: 'binary' }).filter((name) => name !== '__metadata__' && !/\p{Surrogate}/u.test(name)),
      shape: fc.array(fc.integer({ min: 0, max: 3 }), { maxLength: 4 }),
      wide: fc.boolean(),
      numbers: fc.array(fc.double(), { minLength: 81, maxLength: 81 }),
    }),
    { selector: ({ name }) => name, maxLength: 5 },
  )
  .map((all) =>
    all.map(({ name, shape, wide, numbers }): StoredTensor => {
      const used = numbers.slice(
        0,
        shape.reduce((a, b) => a * b, 1),
      );
      return { name, shape, data: wide ? Float64Array.from(used) : Float32Array.from(used) };
    }),
  );

const sorted = (weights: readonly StoredTensor[]): StoredTensor[] =>
  [...weights].sort((a, b) => (a.name < b.name ? -1 : 1));

describe.each(forms)('$form', ({ write, read }) => {
  it('brings back names, shapes, types and bits', () => {
    fc.assert(
      fc.property(anyWeights, (weights) => {
        expect(sorted(read(write(weights)))).toEqual(sorted(weights));
      }),
    );
  });

  it('refuses two tensors of one name, and numbers that do not fill the shape', () => {
    const one = { name: 'w', shape: [1], data: new Float32Array(1) };
    expect(() => write([one, one])).toThrow('called "w"');
    expect(() => write([{ ...one, shape: [2] }])).toThrow('w is [2] but has 1 numbers');
  });
});

describe('weightsFromJson', () => {
  const file = (tensor: unknown): string =>
    JSON.stringify({
      format: 'gradus-weights',
      version: 1,
      tensors: [tensor, { name: 'z', shape: [], type: 'F64', data: [0] }],
    });

  it.each([
    ['{', 'weights: '],
    ['[]', 'no gradus-weights file'],
    [JSON.stringify({ format: 'gradus-weights', version: 2, tensors: [] }), 'of version 1'],
    [file(7), 'tensor 0 has no name'],
    [file({ name: 'w', shape: [-1], type: 'F32', data: [] }), 'w has no valid shape'],
    [file({ name: 'w', shape: [2 ** 30, 2 ** 30], type: 'F32', data: [] }), 'w has no valid shape'],
    [file({ name: 'w', shape: [1], type: 'I8', data: [1] }), 'w has type "I8"; F32 and F64'],
    [file({ name: 'w', shape: [2], type: 'F32', data: [1] }), 'w is [2] but has 1 numbers'],
    [file({ name: 'w', shape: [1], type: 'F32' }), 'w has no list of numbers'],
    [file({ name: 'w', shape: [1], type: 'F32', data: ['1'] }), 'contains "1"'],
    [file({ name: 'z', shape: [], type: 'F32', data: [1] }), 'two tensors are called "z"'],
  ])('refuses %s', (text, why) => {
    expect(() => weightsFromJson(text)).toThrow(why);
  });
});

describe('fromSafetensors', () => {
  const encode = (header: string, data: number, size = header.length): Uint8Array => {
    const bytes = new Uint8Array(8 + header.length + data);
    new DataView(bytes.buffer).setBigUint64(0, BigInt(size), true);
    bytes.set(new TextEncoder().encode(header), 8);
    return bytes;
  };
  const entry = (begin: number, end: number, dtype = 'F32', shape = [1]): string =>
    JSON.stringify({ dtype, shape, data_offsets: [begin, end] });

  it('reads the file that the format documents, in whatever order its header is', () => {
    const bytes = encode(`{"b":${entry(4, 8)},"__metadata__":{"by":"hand"},"a":${entry(0, 4)}}  `, 8);
    bytes[bytes.length - 1] = 0x40;
    expect(fromSafetensors(bytes)).toEqual([
      { name: 'b', shape: [1], data: new Float32Array([2]) },
      { name: 'a', shape: [1], data: new Float32Array([0]) },
    ]);
  });

  it('reads a part of a larger buffer', () => {
    const file = toSafetensors([{ name: 'w', shape: [], data: new Float32Array([3]) }], { by: 'test' });
    const padded = new Uint8Array(file.length + 3);
    padded.set(file, 3);
    expect(fromSafetensors(padded.subarray(3))[0]!.data[0]).toBe(3);
  });

  it('puts every number on a multiple of its size', () => {
    const file = toSafetensors([
      { name: 'ä', shape: [1], data: new Float32Array(1) },
      { name: 'wide', shape: [1], data: new Float64Array(1) },
    ]);
    const size = Number(new DataView(file.buffer).getBigUint64(0, true));
    expect(size % 8).toBe(0);
    const header = JSON.parse(new TextDecoder().decode(file.subarray(8, 8 + size))) as Record<string, unknown>;
    expect(header).toEqual({
      wide: { dtype: 'F64', shape: [1], data_offsets: [0, 8] },
      ä: { dtype: 'F32', shape: [1], data_offsets: [8, 12] },
    });
  });

  it.each<[string, Uint8Array, string]>([
    ['an empty file', new Uint8Array(0), 'has 0 bytes'],
    [
      'a file without data',
      encode(`{"a":${entry(0, 4)}}`, 3),
      'should have 4 bytes, there are 3: the file is truncated',
    ],
    ['a header that ends after the file', encode('{}', 0, 3), 'the file ends at 10: it is truncated'],
    ['a header of petabytes', encode('{}', 0, 2 ** 50), 'at most 1,000,000'],
    ['a header that is no JSON', encode('{]', 0), 'safetensors: '],
    ['a header that begins with a space', encode(' {}', 0), 'no JSON object'],
    ['a header that is a list', encode('[]', 0), 'no JSON object'],
    ['a header that is not UTF-8', encode('{}', 0).fill(0xff, 8, 9), 'not valid UTF-8'],
    ['one name twice', encode(`{"a":${entry(0, 4)},"\\u0061":${entry(4, 8)}}`, 8), 'has "a" twice'],
    [
      'one key twice',
      encode('{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4],"dtype":"F32"}}', 4),
      '"dtype" twice',
    ],
    ['a type we lack', encode(`{"a":${entry(0, 2, 'BF16')}}`, 2), 'a has type "BF16"; F32 and F64 can be read'],
    ['an entry that is no object', encode('{"a":7}', 0), 'a has type none'],
    ['a negative size', encode(`{"a":${entry(0, 4, 'F32', [-1])}}`, 4), 'no valid shape'],
    ['a product that overflows', encode(`{"a":${entry(0, 4, 'F32', [2 ** 40, 2 ** 40])}}`, 4), 'no valid shape'],
    ['a size that is no whole number', encode(`{"a":${entry(0, 4, 'F32', [0.5])}}`, 4), 'no valid shape'],
    ['offsets in the wrong order', encode(`{"a":${entry(4, 0)}}`, 4), 'that is 4 bytes, but has -4'],
    ['negative offsets', encode(`{"a":${entry(-4, 0)}}`, 4), 'no valid data_offsets'],
    ['three offsets', encode('{"a":{"dtype":"F32","shape":[0],"data_offsets":[0,0,0]}}', 0), 'no valid data_offsets'],
    ['offsets that do not fit the shape', encode(`{"a":${entry(0, 8)}}`, 8), 'that is 4 bytes, but has 8'],
    ['tensors that overlap', encode(`{"a":${entry(0, 4)},"b":${entry(2, 6)}}`, 6), 'b begins at 2 and overlaps'],
    ['tensors in one place', encode(`{"a":${entry(0, 4)},"b":${entry(0, 4)}}`, 4), 'b begins at 0 and overlaps'],
    ['a hole', encode(`{"a":${entry(0, 4)},"b":${entry(8, 12)}}`, 12), 'nothing describes bytes 4 to 8'],
    ['bytes left over', encode(`{"a":${entry(0, 4)}}`, 5), '1 bytes follow the last tensor'],
    ['metadata that are no strings', encode('{"__metadata__":{"a":1}}', 0), '__metadata__ must map names to strings'],
  ])('refuses %s', (_, bytes, why) => {
    expect(() => fromSafetensors(bytes)).toThrow(why);
  });

  it('takes what any bytes do to it as an error of its own', () => {
    const good = toSafetensors([{ name: 'w', shape: [2], data: new Float32Array([1, 2]) }]);
    fc.assert(
      fc.property(fc.nat(good.length - 1), fc.nat(255), fc.nat(good.length), (at, byte, length) => {
        const broken = good.slice(0, length);
        if (at < length) broken[at] = byte;
        try {
          fromSafetensors(broken);
        } catch (error) {
          expect((error as Error).name).toBe('EngineError');
        }
      }),
    );
  });

  it('keeps a name that would be the prototype', () => {
    const read = fromSafetensors(toSafetensors([{ name: '__proto__', shape: [], data: new Float32Array([1]) }]));
    expect(read.map(({ name }) => name)).toEqual(['__proto__']);
  });
});
