// Every window becomes a row of a matrix; the kernels are the columns of another; one product does the rest.
interface Tensor {
  shape: number[];
  data: Float64Array;
}

function im2col(x: Tensor, kh: number, kw: number, stride: number, pad: number, oh: number, ow: number): number[][] {
  const [N, C, H, W] = x.shape;
  const rows: number[][] = [];
  for (let n = 0; n < N; n++)
    for (let i = 0; i < oh; i++)
      for (let j = 0; j < ow; j++) {
        const row: number[] = [];
        for (let c = 0; c < C; c++)
          for (let r = i * stride - pad; r < i * stride - pad + kh; r++)
            for (let s = j * stride - pad; s < j * stride - pad + kw; s++)
              row.push(r >= 0 && s >= 0 && r < H && s < W ? x.data[n * C * H * W + c * H * W + r * W + s] : 0);
        rows.push(row);
      }
  return rows;
}

export function conv2d(x: Tensor, w: Tensor, b: number[], stride: number, pad: number): Tensor {
  const [N, C, H, W] = x.shape;
  const [O, D, kh, kw] = w.shape;
  const oh = Math.floor((H - kh + 2 * pad) / stride + 1);
  const ow = Math.floor((W - kw + 2 * pad) / stride + 1);
  if (D !== C || b.length !== O || oh <= 0 || ow <= 0) throw new RangeError('conv2d: shapes do not fit');
  const columns = im2col(x, kh, kw, stride, pad, oh, ow);
  const size = C * kh * kw;
  const data = new Float64Array(N * O * oh * ow);
  columns.forEach((column, at) => {
    const n = Math.floor(at / (oh * ow));
    for (let o = 0; o < O; o++) {
      const kernel = w.data.subarray(o * size, (o + 1) * size);
      data[(n * O + o) * oh * ow + (at % (oh * ow))] = kernel.reduce((sum, k, q) => sum + k * column[q], b[o]);
    }
  });
  return { shape: [N, O, oh, ow], data };
}
