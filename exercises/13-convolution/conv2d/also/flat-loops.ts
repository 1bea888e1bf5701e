interface Tensor {
  shape: number[];
  data: Float64Array;
}

export function conv2d(x: Tensor, w: Tensor, b: number[], stride: number, pad: number): Tensor {
  const [N, C, H, W] = x.shape;
  const [O, D, kh, kw] = w.shape;
  if (C !== D) throw new Error('channels');
  if (b.length !== O) throw new Error('biases');
  if (kh > H + 2 * pad || kw > W + 2 * pad) throw new Error('kernel too large');
  const oh = 1 + Math.trunc((H + 2 * pad - kh) / stride);
  const ow = 1 + Math.trunc((W + 2 * pad - kw) / stride);
  const y = new Float64Array(N * O * oh * ow);
  // Start every output at its bias, then scatter the contribution of each kernel entry.
  for (let at = 0; at < y.length; at++) y[at] = b[Math.floor(at / (oh * ow)) % O];
  for (let n = 0; n < N; n++)
    for (let o = 0; o < O; o++)
      for (let c = 0; c < C; c++)
        for (let u = 0; u < kh; u++)
          for (let v = 0; v < kw; v++) {
            const weight = w.data[((o * C + c) * kh + u) * kw + v];
            for (let i = 0; i < oh; i++) {
              const r = i * stride - pad + u;
              if (r < 0 || r >= H) continue;
              for (let j = 0; j < ow; j++) {
                const s = j * stride - pad + v;
                if (s >= 0 && s < W)
                  y[((n * O + o) * oh + i) * ow + j] += weight * x.data[((n * C + c) * H + r) * W + s];
              }
            }
          }
  return { shape: [N, O, oh, ow], data: y };
}
