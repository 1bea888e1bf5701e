// Pad for real, work on nested arrays, and flatten at the end. The answer's data is a plain array.
type Image = number[][];

export function conv2d(
  x: { shape: number[]; data: Float64Array },
  w: { shape: number[]; data: Float64Array },
  b: number[],
  stride: number,
  pad: number,
) {
  const unflatten = (values: Float64Array, [N, C, H, W]: number[]): Image[][] =>
    Array.from({ length: N }, (_, n) =>
      Array.from({ length: C }, (_, c) =>
        Array.from({ length: H }, (_, i) =>
          Array.from(values.slice(((n * C + c) * H + i) * W, ((n * C + c) * H + i + 1) * W)),
        ),
      ),
    );
  const zeros = (n: number): number[] => Array(n).fill(0);
  const [, C, H, W] = x.shape;
  const [O, D, kh, kw] = w.shape;
  if (C !== D || O !== b.length) throw new Error('misfit');
  const [h, v] = [H + 2 * pad, W + 2 * pad];
  if (kh > h || kw > v) throw new Error('kernel exceeds image');
  const padded = (image: Image): Image => [
    ...Array.from({ length: pad }, () => zeros(v)),
    ...image.map((row) => [...zeros(pad), ...row, ...zeros(pad)]),
    ...Array.from({ length: pad }, () => zeros(v)),
  ];
  const starts = (length: number, k: number): number[] => {
    const list: number[] = [];
    for (let at = 0; at + k <= length; at += stride) list.push(at);
    return list;
  };
  const window = (image: Image, kernel: Image, r: number, s: number): number =>
    kernel.reduce((sum, row, u) => sum + row.reduce((part, k, q) => part + k * image[r + u][s + q], 0), 0);
  const [tops, lefts] = [starts(h, kh), starts(v, kw)];
  const kernels = unflatten(w.data, w.shape);
  const out = unflatten(x.data, x.shape).map((channels) => {
    const images = channels.map(padded);
    return kernels.map((kernel, o) =>
      tops.map((r) => lefts.map((s) => images.reduce((sum, image, c) => sum + window(image, kernel[c], r, s), b[o]))),
    );
  });
  return { shape: [x.shape[0], O, tops.length, lefts.length], data: out.flat(3) };
}
