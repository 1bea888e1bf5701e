/** Elementary functions made of + − · / and sqrt only: bit-equal in every engine, unlike those of `Math`. */

const LN2_HIGH = 6.9314718036912381649e-1;
const LN2_LOW = 1.90821492927058770002e-10;

/** 2^k at k + 1074, for −1074 ≤ k ≤ 1023; doubling is exact. */
const POWERS = new Float64Array(2098);
for (let i = 0, power = 5e-324; i < 2098; i++, power *= 2) POWERS[i] = power;

/** Below it, numbers are subnormal: their exponent is not told by their bits. */
const SMALLEST = 2.2250738585072014e-308;

// To read exponents. Which half of a number holds it depends on the machine.
const number = new Float64Array(1);
const halves = new Uint32Array(number.buffer);
number[0] = 1;
const HIGH = halves[1] === 0 ? 0 : 1;

/** k with √½ < x/2^k ≤ √2, for positive x that aren't subnormal. */
function exponentOf(x: number): number {
  number[0] = x;
  const k = (halves[HIGH]! >>> 20) - 1023;
  return x * POWERS[1074 - k]! > Math.SQRT2 ? k + 1 : k;
}

/** R(z) with log(1+f) = 2s + s·R(s²), s = f/(2+f) (fdlibm). */
function logTail(z: number): number {
  const far = 1.818357216161805012e-1 + z * (1.531383769920937332e-1 + z * 1.479819860511658591e-1);
  const middle = 2.857142874366239149e-1 + z * (2.222219843214978396e-1 + z * far);
  return z * (6.66666666666673513e-1 + z * (3.999999999940941908e-1 + z * middle));
}

/**
 * Natural logarithm, error below 1 ulp (fdlibm's `__ieee754_log`).
 *
 * x = 2^k · (1+f); log(1+f) = f − f²/2 + s·(f²/2 + R(s²)), s = f/(2+f)
 */
export function log(x: number): number {
  if (x >= SMALLEST && x < Infinity) return logOf(x, 0);
  if (x > 0) return x === Infinity ? x : logOf(x * 2 ** 54, 54);
  return x === 0 ? -Infinity : NaN;
}

/** log(x/2^down) */
function logOf(x: number, down: number): number {
  const power = exponentOf(x);
  const k = power - down;
  const f = x * POWERS[1074 - power]! - 1;
  const s = f / (2 + f);
  const half = 0.5 * f * f;
  return k * LN2_HIGH - (half - (s * (half + logTail(s * s)) + k * LN2_LOW) - f);
}

/** w with e^r = (2+w+r)/(2+w−r) for |r| ≤ ½ ln 2 (fdlibm). */
function expTail(r: number): number {
  const t = r * r;
  const far = 6.61375632143793436117e-5 + t * (-1.6533902205465251539e-6 + t * 4.13813679705723846039e-8);
  return t * (1.66666666666666019037e-1 + t * (-2.77777777770155933842e-3 + t * far));
}

/** e^x, error below 1 ulp (fdlibm's `__ieee754_exp`): x = k·ln2 + r, e^r by a rational in r². */
export function exp(x: number): number {
  if (!(x <= 709.782712893384 && x >= -745.1332191019411)) return x !== x ? x : x > 0 ? Infinity : 0;
  const k = Math.floor(x / Math.LN2 + 0.5);
  const high = x - k * LN2_HIGH;
  const low = k * LN2_LOW;
  const r = high - low;
  const c = r - expTail(r);
  const y = 1 - (low - (r * c) / (2 - c) - high);
  if (k > -1075 && k < 1024) return y * POWERS[k + 1074]!;
  // 2^k can't be held but the product can.
  return k > 0 ? 2 * y * POWERS[2097]! : 0.5 * y * POWERS[0]!;
}

/**
 * tanh x, error below 2.5 ulp.
 *
 * e^{2x} = 2^k·(2+w+r)/(2+w−r); multiplied out, (e^{2x} − 1)/(e^{2x} + 1) takes one division and cancels nothing near 0.
 */
export function tanh(x: number): number {
  const a = Math.abs(x);
  if (!(a < 20)) return a !== a ? x : x < 0 ? -1 : 1;
  const k = Math.floor(2 * a * Math.LOG2E + 0.5);
  const r = 2 * a - k * LN2_HIGH - k * LN2_LOW;
  const w = expTail(r);
  const more = POWERS[k + 1074]! + 1;
  const less = POWERS[k + 1074]! - 1;
  const value = (2 * less + (2 * r + less * (w + r))) / (2 * more + (more * w + less * r));
  const bounded = value > 1 ? 1 : value;
  return x < 0 ? -bounded : bounded;
}

/** 1/(1 + e^−x) = e^x/(e^x + 1) with one division, error below 2.5 ulp in both tails. */
export function sigmoid(x: number): number {
  if (!(x < 40)) return x !== x ? x : 1;
  if (x < -745) return 0;
  const k = Math.floor(x * Math.LOG2E + 0.5);
  const r = x - k * LN2_HIGH - k * LN2_LOW;
  const w = expTail(r);
  const above = POWERS[k + 1074]! * (2 + (w + r));
  return above / (above + (2 + (w - r)));
}

/** e^x − 1 without cancellation near 0, error below 2.5 ulp. */
export function expm1(x: number): number {
  if (!(x < 40)) return exp(x);
  if (x < -40) return -1;
  const k = Math.floor(x * Math.LOG2E + 0.5);
  const r = x - k * LN2_HIGH - k * LN2_LOW;
  const w = expTail(r);
  const less = POWERS[k + 1074]! - 1;
  return (2 * less + (2 * r + less * (w + r))) / (2 + (w - r));
}

/** log(1 + e^x) = max(x, 0) + log(1 + e^−|x|), relatively exact in both tails. */
export function softplus(x: number): number {
  const y = exp(-Math.abs(x));
  const u = 1 + y;
  // What 1 + y lost, times the slope of the logarithm.
  const rest = log(u) + (y - (u - 1)) / u;
  return x > 0 ? x + rest : rest;
}

/**
 * x^y, error below 2 ulp while |y·log x| < 50. A negative x wants a whole y, else NaN.
 *
 * e^{y·log x}, with the logarithm and the product carried in two numbers each.
 */
export function pow(x: number, y: number): number {
  if (y === 0) return 1;
  if (y === 1 || x !== x) return x;
  if (y === 2) return x * x;
  if (y === 3) return x * x * x;
  if (y === -1) return 1 / x;
  if (x < 0) {
    if (Math.floor(y) !== y) return NaN;
    return Math.abs(y % 2) === 1 ? -pow(-x, y) : pow(-x, y);
  }
  if (y === 0.5) return Math.sqrt(x);
  if (x === 0 || x === Infinity) return (x === 0) === y > 0 ? 0 : y !== y ? y : Infinity;
  if (x < SMALLEST) return pow(x * 2 ** 54, y) * pow(2 ** -54, y);
  const k = exponentOf(x);
  const f = x * POWERS[1074 - k]! - 1;
  // s + rest = f/(2+f)
  const d = 2 + f;
  const s = f / d;
  const rest = (f - s * d - lost(s, d) - s * (f - (d - 2))) / d;
  const large = k * LN2_HIGH + 2 * s;
  const small = k * LN2_HIGH - large + 2 * s + (k * LN2_LOW + (2 * rest + s * logTail(s * s)));
  const high = large + small;
  const low = large - high + small;
  const value = exp(y * high);
  if (!(value > 0 && value < Infinity)) return value;
  return value + value * (lost(y, high) + y * low);
}

/** a·b − fl(a·b) (Dekker). */
function lost(a: number, b: number): number {
  const splitA = 134217729 * a;
  const splitB = 134217729 * b;
  const a1 = splitA - (splitA - a);
  const b1 = splitB - (splitB - b);
  const a2 = a - a1;
  const b2 = b - b1;
  return a2 * b2 - (a * b - a1 * b1 - a2 * b1 - a1 * b2);
}

/** sin x, error below 2 ulp for |x| < 10⁶; beyond, digits are lost with the size of x. */
export function sin(x: number): number {
  return sinFrom(x, 0);
}

/** cos x = sin(x + π/2), with the quarter turn added exactly. */
export function cos(x: number): number {
  return sinFrom(x, 1);
}

/** sin(x + quarters·π/2). π/2 comes in three parts, of which the first two times k are exact. */
function sinFrom(x: number, quarters: number): number {
  const near = Math.abs(x) < 1e6 ? x : x % (2 * Math.PI);
  const k = Math.floor(near * (2 / Math.PI) + 0.5);
  const r = near - k * 1.57079632673412561417 - k * 6.0771005063039659766e-11 - k * 2.02226624879595063154e-21;
  return sinQuarter(r, (k + quarters) & 3);
}

/** Where the polynomial of arctan begins anew: from |x| on, at 0, ½, 1, 3/2 and ∞, with the arctan of those in two parts. */
const TURNS = [
  [0, 0, 0, 0],
  [0.4375, 0.5, 4.63647609000806093515e-1, 2.26987774529616870924e-17],
  [0.6875, 1, 7.85398163397448278999e-1, 3.06161699786838301793e-17],
  [1.1875, 1.5, 9.82793723247329054082e-1, 1.39033110312309984516e-17],
  [2.4375, Infinity, 1.570796326794896558, 6.12323399573676603587e-17],
] as const;
/** R(z) with arctan t = t − t·R(t²) for |t| < 7/16 (fdlibm). */
function arctanTail(z: number): number {
  const last = 4.97687799461593236017e-2 + z * (-3.6531572744216915527e-2 + z * 1.62858201153657823623e-2);
  const far = 6.66107313738753120669e-2 + z * (-5.83357013379057348645e-2 + z * last);
  const middle = 9.09088713343650656196e-2 + z * (-7.69187620504482999495e-2 + z * far);
  const near = 1.42857142725034663711e-1 + z * (-1.1111110405462355788e-1 + z * middle);
  return z * (3.33333333333329318027e-1 + z * (-1.99999999998764832476e-1 + z * near));
}

/** arctan x, error below 1 ulp (fdlibm): a polynomial after a turn by arctan of ½, 1, 3/2 or ∞. */
export function atan(x: number): number {
  const a = Math.abs(x);
  const [, from, high, low] = TURNS.findLast(([start]) => a >= start) ?? TURNS[0];
  const t = from === Infinity ? -1 / a : (a - from) / (1 + from * a);
  const value = high - (t * arctanTail(t * t) - low - t);
  return x < 0 ? -value : value;
}

/** cos(2π·turns): the quadrant is found exactly, before π comes in. */
export function cosTurns(turns: number): number {
  return sinTurns(turns + 0.25);
}

/** sin(2π·turns). */
export function sinTurns(turns: number): number {
  const t = turns - Math.floor(turns);
  const quadrant = Math.floor(4 * t + 0.5);
  return sinQuarter((t - quadrant / 4) * (2 * Math.PI), quadrant & 3);
}

/** sin(r + quadrant·π/2) for |r| ≤ π/4. */
function sinQuarter(r: number, quadrant: number): number {
  const value = quadrant & 1 ? cosSmall(r) : sinSmall(r);
  return quadrant & 2 ? -value : value;
}

/** sin r for |r| ≤ π/4 (fdlibm's kernel). */
function sinSmall(r: number): number {
  const z = r * r;
  const far = 2.75573137070700676789e-6 + z * (-2.50507602534068634195e-8 + z * 1.58969099521155010221e-10);
  const tail = 8.33333333332248946124e-3 + z * (-1.98412698298579493134e-4 + z * far);
  return r + r * z * (-1.66666666666666324348e-1 + z * tail);
}

/** cos r for |r| ≤ π/4 (fdlibm's kernel). */
function cosSmall(r: number): number {
  const z = r * r;
  const far = -2.75573143513906633035e-7 + z * (2.0875723212981748279e-9 + z * -1.13596475577881948265e-11);
  const near = -1.38888888888741095749e-3 + z * (2.48015872894767294178e-5 + z * far);
  return 1 - (0.5 * z - z * z * (4.16666666666666019037e-2 + z * near));
}
