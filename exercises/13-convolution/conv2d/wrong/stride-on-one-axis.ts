// expect: strides fails as stride-on-one-axis
// says: The window takes long steps down, but short steps to the right. The stride holds in both directions.
interface Tensor {
  shape: number[];
  data: Float64Array;
}

export function conv2d(x: Tensor, w: Tensor, b: number[], stride: number, pad: number): Tensor {
  const [N, C, H, W] = x.shape;
  const [O, D, kh, kw] = w.shape;
  if (C !== D || b.length !== O || kh > H + 2 * pad || kw > W + 2 * pad) throw new Error('shapes do not fit');
  const oh = Math.floor((H + 2 * pad - kh) / stride) + 1;
  const ow = W + 2 * pad - kw + 1;
  const y = new Float64Array(N * O * oh * ow);
  let at = 0;
  for (let n = 0; n < N; n++)
    for (let o = 0; o < O; o++)
      for (let i = 0; i < oh; i++)
        for (let j = 0; j < ow; j++) {
          let sum = b[o];
          for (let c = 0; c < C; c++) {
            for (let u = 0; u < kh; u++)
              for (let v = 0; v < kw; v++) {
                const r = i * stride - pad + u;
                const s = j - pad + v;
                if (r < 0 || r >= H || s < 0 || s >= W) continue;
                sum += x.data[((n * C + c) * H + r) * W + s] * w.data[((o * C + c) * kh + u) * kw + v];
              }
          }
          y[at++] = sum;
        }
  return { shape: [N, O, oh, ow], data: y };
}
