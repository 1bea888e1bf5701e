/** Tests of the neuron bench as data. */
import { describe, expect, it } from 'vitest';
import { ACTIVATIONS } from '../parts/activations';
import {
  AXIS,
  decode,
  describe as say,
  DIALS,
  encode,
  panel,
  REACH,
  START,
  turn,
  work,
  type BenchState,
} from './state';

describe('work', () => {
  it('lays the terms end to end, and the last ends at z', () => {
    const { terms, z, y } = work(START);
    expect(terms.map(({ value }) => value)).toEqual([-3, -4, 1]);
    expect(terms.map(({ from, to }) => [from, to])).toEqual([
      [0, -3],
      [-3, -7],
      [-7, -6],
    ]);
    expect(z).toBe(-6);
    expect(y).toBeCloseTo(0.0024726231566347743, 15);
  });

  it('has no dust: a sum that cancels is zero', () => {
    expect(work({ ...START, x1: 0.1, w1: 3, x2: 0.3, w2: -1, b: 0 }).z).toBe(0);
  });

  it('never leaves the axis nor the panel', () => {
    for (const sign of [-1, 1]) {
      for (const g of ACTIVATIONS) {
        const all: BenchState = { x1: 2, w1: 3 * sign, x2: 2, w2: 3 * sign, b: 3 * sign, g };
        const { z, y } = work(all);
        expect(Math.abs(z)).toBeLessThan(AXIS);
        expect(y).toBeGreaterThan(panel(g).low);
        expect(y).toBeLessThan(panel(g).high);
      }
    }
  });
});

describe('turn', () => {
  it('keeps dials within their reach and to tenths', () => {
    for (const dial of DIALS) expect(turn(START, dial, 99)[dial]).toBe(REACH[dial]);
    expect(turn(START, 'b', 0.1 + 0.2).b).toBe(0.3);
  });
});

describe('the address', () => {
  it('says the whole state', () => {
    const state: BenchState = { ...START, x1: 0.5, g: 'relu' };
    expect(encode(state)).toBe('0.5,3,2,-2,1,relu');
    expect(decode(encode(state))).toEqual(state);
  });

  it.each(['', '1,2,3', '1,2,3,4,5,softmax', 'a,2,3,4,5,relu', ',,,,,relu', 'NaN,0,0,0,0,step', '1,2,3,4,5,6,relu'])(
    'refuses %j',
    (text) => {
      expect(decode(text)).toBeNull();
    },
  );

  it('brings numbers from outside back into reach', () => {
    expect(decode('1e9,-1e9,0,0,0,step')).toMatchObject({ x1: 2, w1: -3 });
  });
});

describe('describe', () => {
  it('says what the figure shows', () => {
    expect(say(START)).toBe(
      'Inputs −1.0 and 2.0, weights 3.0 and −2.0, bias 1.0. The terms are −3.00, −4.00 and 1.00; their sum z is −6.00. ' +
        'With sigmoid the output is 0.0025.',
    );
  });
});
