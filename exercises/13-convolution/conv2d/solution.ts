/** Exercise 13.2: convolution of image batches, as neural networks use it. */

/** A block of numbers in row-major order: the last index runs fastest. Image batches have the shape [N, C, H, W]. */
export interface Tensor {
  shape: number[];
  data: Float64Array;
}

/**
 * Slides every kernel over every image, without flipping it (cross-correlation), and adds the kernel's bias.
 *
 *   y[n,o,i,j] = b[o] + Σ_{c,u,v} x[n, c, i·stride − pad + u, j·stride − pad + v] · w[o,c,u,v]
 *
 * Outside the image x counts as 0.
 *
 * @param x images, shape [N, C, H, W]
 * @param w kernels, shape [O, C, kh, kw]
 * @param b biases, length O
 * @param stride step of the window in both directions, at least 1
 * @param pad rows and columns of zeros on each of the four sides
 * @returns a new tensor [N, O, ⌊(H + 2·pad − kh)/stride⌋ + 1, ⌊(W + 2·pad − kw)/stride⌋ + 1]
 * @throws Error when the channels of x and w differ, b has not length O, or a kernel exceeds the padded image
 */
export function conv2d(x: Tensor, w: Tensor, b: number[], stride: number, pad: number): Tensor {
  // BEGIN SOLUTION: compute the size of the output, then one sum for each of its entries
  const [N = 0, C = 0, H = 0, W = 0] = x.shape;
  const [O = 0, channels = 0, kh = 0, kw = 0] = w.shape;
  if (channels !== C) throw new Error(`x has ${C} channels, w has ${channels}`);
  if (b.length !== O) throw new Error(`${O} kernels, but ${b.length} biases`);
  const rows = Math.floor((H + 2 * pad - kh) / stride) + 1;
  const columns = Math.floor((W + 2 * pad - kw) / stride) + 1;
  if (rows < 1 || columns < 1) throw new Error(`a kernel of ${kh}×${kw} exceeds the padded image`);

  const pixel = (n: number, c: number, row: number, column: number): number => {
    const inside = row >= 0 && row < H && column >= 0 && column < W;
    return inside ? (x.data[((n * C + c) * H + row) * W + column] ?? NaN) : 0;
  };
  const data: number[] = [];
  for (let n = 0; n < N; n++) {
    for (let o = 0; o < O; o++) {
      for (let i = 0; i < rows; i++) {
        for (let j = 0; j < columns; j++) {
          let sum = b[o] ?? NaN;
          for (let c = 0; c < C; c++) {
            for (let u = 0; u < kh; u++) {
              for (let v = 0; v < kw; v++) {
                const weight = w.data[((o * C + c) * kh + u) * kw + v] ?? NaN;
                sum += weight * pixel(n, c, i * stride - pad + u, j * stride - pad + v);
              }
            }
          }
          data.push(sum);
        }
      }
    }
  }
  return { shape: [N, O, rows, columns], data: Float64Array.from(data) };
  // END SOLUTION
}
