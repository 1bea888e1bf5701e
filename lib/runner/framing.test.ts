import { describe, expect, it } from 'vitest';
import { createFrameReader, encodeFrame } from './framing';

describe('createFrameReader', () => {
  const frames = Buffer.concat(['a', { b: 'ü' }, [1, 2]].map(encodeFrame));

  it.each([1, 2, 3, 5, 1000])('puts frames together from pieces of %i bytes', (size) => {
    const got: string[] = [];
    const read = createFrameReader(100, (body) => got.push(body));
    for (let i = 0; i < frames.length; i += size) read(frames.subarray(i, i + size));
    expect(got).toEqual(['"a"', '{"b":"ü"}', '[1,2]']);
  });

  it('refuses what is announced too large, before it arrives', () => {
    const read = createFrameReader(10, () => undefined);
    expect(() => read(Buffer.from([0, 0, 0, 11]))).toThrow(RangeError);
  });
});
