import { describe, expect, it } from 'vitest';
import { atan, cos, exp, expm1, log, pow, sigmoid, sin, softplus, tanh } from './math';
import { stream } from './random';

const ulp = (x: number): number => 2 ** Math.max(-1074, Math.floor(Math.log2(Math.abs(x))) - 52);
const s = stream('elementary', 'wide');
/** Arguments of all sizes up to `largest`, of both signs. */
const spread = (largest: number): number[] =>
  Array.from({ length: 3000 }, () => (s.uniform() < 0.5 ? -1 : 1) * largest * 10 ** (-5 * s.uniform()));

describe('own elementary functions', () => {
  // `Math` of V8 is within an ulp itself; the margins were measured against 140 bits.
  it.each([
    ['exp', exp, Math.exp, 700, 2],
    ['log', (x: number) => log(Math.abs(x)), (x: number) => Math.log(Math.abs(x)), 1e9, 2],
    ['tanh', tanh, Math.tanh, 25, 3.5],
    ['expm1', expm1, Math.expm1, 50, 3.5],
    ['sin', sin, Math.sin, 1e6, 3],
    ['cos', cos, Math.cos, 1e6, 3],
    ['atan', atan, Math.atan, 1e4, 2],
    ['sigmoid', sigmoid, (x: number) => 1 / (1 + Math.exp(-x)), 30, 5],
    ['softplus', softplus, (x: number) => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x))), 60, 4],
  ] as const)('%s is right to a few units in the last place', (...[, own, theirs, largest, margin]) => {
    for (const x of spread(largest))
      expect(Math.abs(own(x) - theirs(x)) / ulp(theirs(x)), `at ${x}`).toBeLessThan(margin);
  });

  it('pow is right to a few units in the last place, whole and broken exponents, odd and even', () => {
    for (const x of spread(1000)) {
      for (const y of [2, 3, 4, -1, -2, 7, 0.5, -0.5, 1 / 3, 2.7, -3.3, 0.001]) {
        const want = Math.pow(Number.isInteger(y) ? x : Math.abs(x), y);
        const got = pow(Number.isInteger(y) ? x : Math.abs(x), y);
        expect(Math.abs(got - want) / ulp(want), `${x}^${y}`).toBeLessThan(4);
      }
    }
  });

  it('keep the limits', () => {
    expect([tanh(1000), tanh(-1000), tanh(19), tanh(Infinity), tanh(0), tanh(NaN)]).toEqual([1, -1, 1, 1, 0, NaN]);
    expect([sigmoid(1000), sigmoid(-1000), sigmoid(-Infinity), sigmoid(NaN)]).toEqual([1, 0, 0, NaN]);
    expect([softplus(1000), softplus(-1000), softplus(Infinity), softplus(-Infinity)]).toEqual([1000, 0, Infinity, 0]);
    expect([expm1(1000), expm1(-1000), expm1(0), expm1(NaN)]).toEqual([Infinity, -1, 0, NaN]);
    expect([sin(Infinity), cos(-Infinity), sin(0), cos(0)]).toEqual([NaN, NaN, 0, 1]);
    expect([atan(Infinity), atan(-Infinity), atan(NaN)]).toEqual([Math.PI / 2, -Math.PI / 2, NaN]);
    expect(Math.abs(sin(1e300))).toBeLessThanOrEqual(1);
    for (const x of [...spread(25), 18.770947837992466]) expect(Math.abs(tanh(x))).toBeLessThanOrEqual(1);
  });

  it('keep the relative precision of tails', () => {
    expect(softplus(-40) / Math.exp(-40)).toBeCloseTo(1, 14);
    expect(softplus(-700) / Math.exp(-700)).toBeCloseTo(1, 14);
    expect(sigmoid(-700) / Math.exp(-700)).toBeCloseTo(1, 14);
    expect(sigmoid(-740)).toBe(Math.exp(-740));
    expect(tanh(1e-300)).toBe(1e-300);
    expect(expm1(-1e-300)).toBe(-1e-300);
    expect(sin(Math.PI) / 1.2246467991473532e-16).toBeCloseTo(1, 12);
  });

  it.each([
    [0, 0],
    [0, 2.5],
    [0, -2.5],
    [2, Infinity],
    [2, -Infinity],
    [0.5, Infinity],
    [Infinity, 0.3],
    [Infinity, -0.3],
    [-2, 0.3],
    [-8, 3],
    [-2, -5],
    [NaN, 2],
    [2, NaN],
    [0, NaN],
    [1, 1e300],
    [1e300, 2.5],
    [1e-300, 2.5],
    [5e-324, 0.25],
    [10, -323.3],
  ])('pow(%d, %d) is what Math.pow gives', (x, y) => {
    const want = Math.pow(x, y);
    expect(pow(x, y) === want || Object.is(pow(x, y), want) || Math.abs(pow(x, y) / want - 1) < 1e-14).toBe(true);
  });

  it('keep their bits for ever, since stored verdicts are replayed from them', () => {
    const points = [0.1, -0.7, 1.5, -3.25, 12.5];
    expect([exp, tanh, sigmoid, softplus, sin, atan].map((f) => points.map(f))).toMatchInlineSnapshot(`
      [
        [
          1.1051709180756477,
          0.4965853037914095,
          4.4816890703380645,
          0.03877420783172201,
          268337.2865208745,
        ],
        [
          0.09966799462495582,
          -0.6043677771171635,
          0.9051482536448665,
          -0.996997635486526,
          0.9999999999722239,
        ],
        [
          0.52497918747894,
          0.3318122278318339,
          0.8175744761936437,
          0.03732688734412946,
          0.999996273360716,
        ],
        [
          0.7443966600735709,
          0.4031860488854579,
          1.7014132779827524,
          0.03804137168778313,
          12.500003726646229,
        ],
        [
          0.09983341664682815,
          -0.644217687237691,
          0.9974949866040544,
          0.10819513453010837,
          -0.06632189735120068,
        ],
        [
          0.09966865249116204,
          -0.6107259643892086,
          0.982793723247329,
          -1.2722973952087173,
          1.4909663410826592,
        ],
      ]
    `);
    expect(points.map((x) => [log(Math.abs(x)), pow(Math.abs(x), 1.7)])).toMatchInlineSnapshot(`
      [
        [
          -2.3025850929940455,
          0.0199526231496888,
        ],
        [
          -0.35667494393873245,
          0.5453391388693143,
        ],
        [
          0.4054651081081644,
          1.9923018599150013,
        ],
        [
          1.1786549963416462,
          7.416546323598242,
        ],
        [
          2.5257286443082556,
          73.2397784872531,
        ],
      ]
    `);
  });
});
