/** Tests of the toy network as data, against numbers computed elsewhere in float64. */
import { describe, expect, it } from 'vitest';
import { decode, describe as say, encode, flow, LAYERS, moveTo, output, START } from './state';

describe('flow', () => {
  it('gives the known numbers at (1, −1) and at the origin', () => {
    const [first, second, third] = flow([1, -1]);
    expect(first?.z).toEqual([4, -2]);
    expect(first?.a[0]).toBeCloseTo(0.982014, 6);
    expect(first?.a[1]).toBeCloseTo(0.119203, 6);
    expect(second?.a[0]).toBeCloseTo(0.863518, 6);
    expect(second?.a[1]).toBeCloseTo(0.110737, 6);
    expect(third?.a[0]).toBeCloseTo(0.617705, 6);
    expect(third?.a[1]).toBeCloseTo(0.829124, 6);
    expect(output([0, 0])[0]).toBeCloseTo(0.511847, 6);
    expect(output([0, 0])[1]).toBeCloseTo(0.854384, 6);
  });

  it('has sums that are the products of the edges and the bias', () => {
    flow([0.3, -1.7]).forEach(({ products, z }, l) => {
      for (const i of [0, 1] as const) {
        expect(products[i][0] + products[i][1] + (LAYERS[l]?.b[i] ?? NaN)).toBeCloseTo(z[i], 12);
      }
    });
  });

  it('has no negative zeros on its edges', () => {
    for (const { products } of flow([0, 0])) expect(products.flat().some((value) => Object.is(value, -0))).toBe(false);
  });
});

describe('moving and the address', () => {
  it('keeps the input within reach', () => {
    expect(moveTo(START, 9, -9).x).toEqual([2, -2]);
  });

  it('round-trips', () => {
    const state = { ...moveTo(START, 0.5, -0.3), layer: 3, unit: 1, view: 'batch' as const };
    expect(decode(encode(state))).toEqual(state);
  });

  it.each(['', '1,-1', '1,-1,4,0,column', '1,-1,1,2,column', '1,-1,1,0,rows', 'x,-1,1,0,batch', ',,1,0,batch'])(
    'refuses %j',
    (text) => {
      expect(decode(text)).toBeNull();
    },
  );
});

describe('describe', () => {
  it('says what the figure shows', () => {
    expect(say(START)).toBe(
      'Input 1.0 and −1.0. First hidden layer 0.982 and 0.119, second hidden layer 0.864 and 0.111, output 0.618 and 0.829.',
    );
  });
});
