// One loop over the output; everything else follows from its index.
export const conv2d = (
  { shape: [N, C, H, W], data: x }: { shape: number[]; data: Float64Array },
  { shape: [O, D, kh, kw], data: w }: { shape: number[]; data: Float64Array },
  b: number[],
  stride: number,
  pad: number,
): { shape: number[]; data: Float64Array } => {
  if (C !== D || b.length !== O || H + 2 * pad < kh || W + 2 * pad < kw) throw new Error('shapes do not fit');
  const oh = Math.floor((H + 2 * pad - kh) / stride) + 1;
  const ow = Math.floor((W + 2 * pad - kw) / stride) + 1;
  const size = C * kh * kw;
  const data = new Float64Array(N * O * oh * ow).map((_, at) => {
    const j = at % ow;
    const i = ((at - j) / ow) % oh;
    const o = Math.floor(at / (ow * oh)) % O;
    const n = Math.floor(at / (ow * oh * O));
    let total = 0;
    for (let q = 0; q < size; q++) {
      const v = q % kw;
      const u = Math.floor(q / kw) % kh;
      const c = Math.floor(q / (kw * kh));
      const row = i * stride - pad + u;
      const column = j * stride - pad + v;
      if (row >= 0 && row < H && column >= 0 && column < W)
        total += w[o * size + q] * x[((n * C + c) * H + row) * W + column];
    }
    return total + b[o];
  });
  return { shape: [N, O, oh, ow], data };
};
