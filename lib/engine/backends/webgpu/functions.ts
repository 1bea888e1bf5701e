/** WGSL's own exp, tanh, sin, … differ from card to card (tanh(1000) may be NaN), so kernels use these. */

/** Name → text; those that call others stand before them. Polynomials of Cephes (single precision), errors of a few ulp. */
const FUNCTIONS: Readonly<Record<string, string>> = {
  softplus_f: `fn softplus_f(x: f32) -> f32 { return max(x, 0.0) + log1p_f(exp_f(-abs(x))); }`,
  sigmoid_f: `fn sigmoid_f(x: f32) -> f32 { let e = exp_f(-abs(x)); return select(1.0, e, x < 0.0) / (1.0 + e); }`,
  tanh_f: `fn tanh_f(x: f32) -> f32 {
  let z = x * x;
  let far = 1.0 - 2.0 / (exp_f(2.0 * abs(x)) + 1.0);
  let near = x + x * z * (-3.33332819422e-1 + z * (1.33314422036e-1 + z * (-5.37397155531e-2 + z * (2.06390887954e-2 - z * 5.70498872745e-3))));
  return select(near, select(far, -far, x < 0.0), abs(x) > 0.625);
}`,
  expm1_f: `fn expm1_f(x: f32) -> f32 {
  var sum = 1.0;
  for (var n = 8.0; n > 1.0; n -= 1.0) { sum = 1.0 + sum * x / n; }
  return select(exp_f(x) - 1.0, x * sum, abs(x) < 0.5);
}`,
  // x < 0 has a power only where y is whole.
  pow_f: `fn pow_f(x: f32, y: f32) -> f32 {
  let size = exp_f(y * log_f(abs(x)));
  let odd = floor(y * 0.5) * 2.0 != y;
  if (y == 0.0) { return 1.0; }
  if (x < 0.0 && floor(y) != y) { return not_a_number(); }
  return select(size, -size, x < 0.0 && odd);
}`,
  atan_f: `fn atan_f(x: f32) -> f32 {
  let a = abs(x);
  var turn = 0.0;
  var t = a;
  if (a > 2.414213562) { turn = 1.570796327; t = -1.0 / a; }
  else if (a > 0.414213562) { turn = 0.7853981634; t = (a - 1.0) / (a + 1.0); }
  let z = t * t;
  let y = turn + (t + t * z * (-3.33329491539e-1 + z * (1.99777106478e-1 + z * (-1.38776856032e-1 + z * 8.05374449538e-2))));
  return select(y, -y, x < 0.0);
}`,
  // sin(x + quarters·π/2)
  sin_f: `fn sin_f(x: f32, quarters: i32) -> f32 {
  let turns = round(x * 0.636619772);
  let r = ((x - turns * 1.5703125) - turns * 4.837512969970703e-4) - turns * 7.549789954891882e-8;
  let quadrant = (i32(turns) + quarters) & 3;
  let z = r * r;
  let s = ((-1.9515295891e-4 * z + 8.3321608736e-3) * z - 1.6666654611e-1) * z * r + r;
  let c = ((2.443315711809948e-5 * z - 1.388731625493765e-3) * z + 4.166664568298827e-2) * z * z - 0.5 * z + 1.0;
  let y = select(s, c, (quadrant & 1) == 1);
  return select(y, -y, quadrant > 1);
}`,
  log_f: `fn log_f(x: f32) -> f32 {
  if (x == 0.0) { return -infinity(); }
  if (x < 0.0) { return not_a_number(); }
  if (!(x <= 3.4028234e38)) { return x; }
  let bits = bitcast<u32>(x);
  var k = f32(bits >> 23u) - 127.0;
  var m = bitcast<f32>((bits & 0x7fffffu) | 0x3f800000u);
  if (m > 1.41421356) { m *= 0.5; k += 1.0; }
  return k * 0.693359375 + (log1p_f(m - 1.0) - k * 2.12194440e-4);
}`,
  // For −0.3 ≤ f ≤ 1: 2·artanh(s), s = f/(2+f).
  log1p_f: `fn log1p_f(f: f32) -> f32 {
  let s = f / (2.0 + f);
  let z = s * s;
  return 2.0 * s * (1.0 + z * (0.333333333 + z * (0.2 + z * (0.142857143 + z * (0.111111111 + z * (0.0909090909 + z * 0.0769230769))))));
}`,
  // 2ⁿ as two factors, as it may overflow where the product doesn't.
  exp_f: `fn exp_f(x: f32) -> f32 {
  let near = clamp(x, -104.0, 89.0);
  let n = floor(near * 1.44269504 + 0.5);
  let r = (near - n * 0.693359375) + n * 2.12194440e-4;
  let y = 1.0 + r + r * r * (0.50000001201 + r * (0.16666665459 + r * (4.1665795894e-2 + r * (8.3334519073e-3 + r * (1.3981999507e-3 + r * 1.98756915e-4)))));
  let half = i32(n) / 2;
  let scaled = y * bitcast<f32>((half + 127) << 23u) * bitcast<f32>((i32(n) - half + 127) << 23u);
  return select(scaled, x, (bitcast<u32>(x) & 0x7fffffffu) > 0x7f800000u);
}`,
  // The same bits as threefry() of random.ts.
  threefry: `fn threefry(k0: u32, k1: u32, c0: u32, c1: u32) -> vec2u {
  let key = array<u32, 3>(k0, k1, 0x1bd11bdau ^ k0 ^ k1);
  let rotations = array<u32, 8>(13u, 15u, 26u, 6u, 17u, 29u, 16u, 24u);
  var x = c0 + k0;
  var y = c1 + k1;
  for (var round = 0u; round < 20u; round++) {
    let by = rotations[round % 8u];
    x += y;
    y = ((y << by) | (y >> (32u - by))) ^ x;
    if (round % 4u == 3u) {
      let injection = round / 4u + 1u;
      x += key[injection % 3u];
      y += key[(injection + 1u) % 3u] + injection;
    }
  }
  return vec2u(x, y);
}`,
  // Not constants: WGSL refuses those that are not finite.
  infinity: `fn infinity() -> f32 { var bits = 0x7f800000u; return bitcast<f32>(bits); }`,
  not_a_number: `fn not_a_number() -> f32 { var bits = 0x7fc00000u; return bitcast<f32>(bits); }`,
};

/** The functions that a text calls, and those that they call. */
export function functionsFor(text: string): string {
  let found = '';
  for (const [name, definition] of Object.entries(FUNCTIONS)) {
    if (text.includes(`${name}(`) || found.includes(`${name}(`)) found += `${definition}\n`;
  }
  return found;
}
