/** Fits a line by gradient descent: a solution whose checks use the engine. */

/** The weight and the bias of t ≈ w·x + b. */
export function fit(x: number[], t: number[]): [number, number] {
  let w = 0;
  let b = 0;
  for (let step = 0; step < 200; step++) {
    let dw = 0;
    let db = 0;
    x.forEach((xi, i) => {
      const e = w * xi + b - (t[i] ?? 0);
      dw += (e * xi) / x.length;
      db += e / x.length;
    });
    w -= 0.2 * dw;
    b -= 0.2 * db;
  }
  return [w, b];
}
