/** log, exp, tanh, sin and cos made of + − · / and sqrt only: bit-equal in every engine, unlike those of `Math`. */

const view = new DataView(new ArrayBuffer(8));
const LN2_HIGH = 6.9314718036912381649e-1;
const LN2_LOW = 1.90821492927058770002e-10;

/**
 * Natural logarithm, error below 1 ulp (fdlibm's `__ieee754_log`).
 *
 * x = 2^k · (1+f) with √½ < 1+f < √2; log(1+f) = f − f²/2 + s·(f²/2 + R(s²)), s = f/(2+f)
 */
export function log(x: number): number {
  if (!(x > 0)) return x === 0 ? -Infinity : NaN;
  if (x === Infinity) return x;
  let k = 0;
  let scaled = x;
  if (scaled < 2.2250738585072014e-308) {
    k -= 54;
    scaled *= 2 ** 54;
  }
  view.setFloat64(0, scaled);
  const high = view.getUint32(0);
  k += (high >>> 20) - 1023;
  view.setUint32(0, (high & 0xfffff) | 0x3ff00000);
  let mantissa = view.getFloat64(0);
  if (mantissa > Math.SQRT2) {
    mantissa /= 2;
    k += 1;
  }
  const f = mantissa - 1;
  const s = f / (2 + f);
  const z = s * s;
  const r =
    z *
    (6.66666666666673513e-1 +
      z *
        (3.999999999940941908e-1 +
          z *
            (2.857142874366239149e-1 +
              z *
                (2.222219843214978396e-1 +
                  z * (1.818357216161805012e-1 + z * (1.531383769920937332e-1 + z * 1.479819860511658591e-1))))));
  const half = 0.5 * f * f;
  return k * LN2_HIGH - (half - (s * (half + r) + k * LN2_LOW) - f);
}

/** e^x, error below 1 ulp (fdlibm's `__ieee754_exp`): x = k·ln2 + r, e^r by a rational in r². */
export function exp(x: number): number {
  if (x !== x) return x;
  if (x > 709.782712893384) return Infinity;
  if (x < -745.1332191019411) return 0;
  const k = Math.floor(x / Math.LN2 + 0.5);
  const high = x - k * LN2_HIGH;
  const low = k * LN2_LOW;
  const r = high - low;
  const t = r * r;
  const c =
    r -
    t *
      (1.66666666666666019037e-1 +
        t *
          (-2.77777777770155933842e-3 +
            t * (6.61375632143793436117e-5 + t * (-1.6533902205465251539e-6 + t * 4.13813679705723846039e-8))));
  const y = 1 - (low - (r * c) / (2 - c) - high);
  // Two factors, since 2^k alone may overflow or lose bits where the product doesn't.
  const first = Math.trunc(k / 2);
  return y * powerOfTwo(first) * powerOfTwo(k - first);
}

/** tanh x = 1 − 2/(e^{2x}+1), and its odd series near 0 where that would cancel. */
export function tanh(x: number): number {
  const a = Math.abs(x);
  if (a < 3e-2) {
    const t = x * x;
    return x * (1 + t * (-1 / 3 + t * (2 / 15 + t * (-17 / 315 + (t * 62) / 2835))));
  }
  const value = 1 - 2 / (exp(2 * a) + 1);
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
  const r = (t - quadrant / 4) * (2 * Math.PI);
  switch (quadrant % 4) {
    case 0:
      return sinSmall(r);
    case 1:
      return cosSmall(r);
    case 2:
      return -sinSmall(r);
    default:
      return -cosSmall(r);
  }
}

function powerOfTwo(k: number): number {
  view.setUint32(0, (k + 1023) << 20);
  view.setUint32(4, 0);
  return view.getFloat64(0);
}

/** sin r for |r| ≤ π/4 (fdlibm's kernel). */
function sinSmall(r: number): number {
  const z = r * r;
  const tail =
    8.33333333332248946124e-3 +
    z *
      (-1.98412698298579493134e-4 +
        z * (2.75573137070700676789e-6 + z * (-2.50507602534068634195e-8 + z * 1.58969099521155010221e-10)));
  return r + r * z * (-1.66666666666666324348e-1 + z * tail);
}

/** cos r for |r| ≤ π/4 (fdlibm's kernel). */
function cosSmall(r: number): number {
  const z = r * r;
  const tail =
    4.16666666666666019037e-2 +
    z *
      (-1.38888888888741095749e-3 +
        z *
          (2.48015872894767294178e-5 +
            z * (-2.75573143513906633035e-7 + z * (2.0875723212981748279e-9 + z * -1.13596475577881948265e-11))));
  return 1 - (0.5 * z - z * z * tail);
}
