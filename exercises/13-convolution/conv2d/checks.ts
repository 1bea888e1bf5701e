/** Checks of exercise 13.2: well-known kernels, padding, stride, channels, orientation and the laws of convolution. */
import { defineChecks } from '@/lib/exercise';
import type { Draw } from '@/lib/exercise';
import type { Tensor } from './solution';

const tensor = (shape: number[], values: readonly number[]): Tensor => ({ shape, data: Float64Array.from(values) });

const TABLE = tensor([1, 1, 4, 4], [7, 3, 5, 2, 8, 7, 1, 6, 4, 9, 3, 9, 0, 8, 4, 5]);
const kernel = (...values: number[]): Tensor => tensor([1, 1, 3, 3], values);
const IDENTITY = kernel(0, 0, 0, 0, 1, 0, 0, 0, 0);
const BLUR = kernel(...[1, 2, 1, 2, 4, 2, 1, 2, 1].map((k) => k / 16));
const SHARPEN = kernel(0, -1, 0, -1, 5, -1, 0, -1, 0);
const EDGE = kernel(-1, -1, -1, -1, 8, -1, -1, -1, -1);

interface Sizes {
  stride?: number;
  pad?: number;
  channels?: [number, number];
  outputs?: [number, number];
}

/** Random images and kernels; neither images nor kernels are square, and an image is larger than a kernel. */
function problem(d: Draw, { stride = 1, pad = 0, channels = [1, 3], outputs = [1, 3] }: Sizes) {
  const [kh, kw] = d.pick([
    [1, 2],
    [2, 1],
    [2, 3],
    [3, 2],
    [1, 3],
    [3, 1],
  ] as const);
  const H = d.int(kh + 1, 6);
  const W = d.pick([kw + 1, 4, 5, 6].filter((size) => size !== H));
  const [N, C, O] = [d.pick([1, 2, 2]), d.int(...channels), d.int(...outputs)];
  return { x: d.tensor([N, C, H, W]), w: d.tensor([O, C, kh, kw]), b: d.vector(O), stride, pad };
}

/** An image that is zero but for `patch`, whose upper left corner stands at (top, left). */
function placed(patch: Tensor, [H, W]: readonly [number, number], [top, left]: readonly [number, number]): Tensor {
  const [, C = 0, h = 0, w = 0] = patch.shape;
  const data = new Float64Array(C * H * W);
  patch.data.forEach((value, at) => {
    const c = Math.floor(at / (h * w));
    const row = Math.floor(at / w) % h;
    data[(c * H + row + top) * W + (at % w) + left] = value;
  });
  return { shape: [1, C, H, W], data };
}

/** Moves every channel of an answer down and right, and forgets what leaves; what comes in is `fill` of the channel. */
function moved({ shape, data }: Tensor, down: number, right: number, fill: readonly number[]): number[] {
  const [, O = 0, H = 0, W = 0] = shape;
  return Array.from({ length: O * H * W }, (_, at) => {
    const [o, row, column] = [Math.floor(at / (H * W)), Math.floor(at / W) % H, at % W];
    const inside = row >= down && column >= right;
    return (inside ? data[at - down * W - right] : fill[o]) ?? NaN;
  });
}

export default defineChecks<typeof import('./solution')>({ tier: 'T2' }, ({ close, property, pure, throws }) => [
  close('Four kernels on a 4×4 image', {
    id: 'four-kernels',
    points: 8,
    open: true,
    each: [IDENTITY, BLUR, SHARPEN, EDGE],
    call: (w) => ['conv2d', TABLE, w, [0], 1, 0],
    want: [
      { shape: [1, 1, 2, 2], data: [7, 1, 9, 3] },
      { shape: [1, 1, 2, 2], data: [5.5625, 4.3125, 5.8125, 5.25] },
      { shape: [1, 1, 2, 2], data: [14, -16, 23, -8] },
      { shape: [1, 1, 2, 2], data: [16, -36, 37, -25] },
    ],
  }),
  close('The edge kernel with a border of zeros', {
    id: 'padded-edges',
    points: 6,
    open: true,
    call: ['conv2d', TABLE, EDGE, [0], 1, 1],
    want: {
      shape: [1, 1, 4, 4],
      data: [38, -4, 21, 4, 34, 16, -36, 28, 0, 37, -25, 53, -21, 44, -2, 24],
    },
  }),
  close('The same, every second position', {
    id: 'strided-edges',
    points: 6,
    open: true,
    call: ['conv2d', TABLE, EDGE, [0], 2, 1],
    want: { shape: [1, 1, 2, 2], data: [38, 21, 0, -25] },
  }),
  close('Images and kernels that are not square', {
    id: 'random-sizes',
    points: 15,
    cases: 12,
    call: (d) => {
      const { x, w, b, stride, pad } = problem(d, {});
      return ['conv2d', x, w, b, stride, pad];
    },
  }),
  close('Padding', {
    id: 'padding',
    points: 10,
    cases: 10,
    call: (d, index) => {
      const { x, w, b, stride, pad } = problem(d, { pad: 1 + (index % 2) });
      return ['conv2d', x, w, b, stride, pad];
    },
  }),
  close('Strides, also those that leave a rest', {
    id: 'strides',
    points: 15,
    cases: 12,
    call: (d, index) => {
      const { x, w, b, stride, pad } = problem(d, { stride: 2 + (index % 2), pad: index % 3 });
      return ['conv2d', x, w, b, stride, pad];
    },
  }),
  close('Several channels in, several out', {
    id: 'channels',
    points: 5,
    cases: 8,
    call: (d) => {
      const { x, w, b, stride, pad } = problem(d, { channels: [2, 4], outputs: [2, 4] });
      return ['conv2d', x, w, b, stride, pad];
    },
  }),
  close('A kernel with a single 1 shifts the image', {
    id: 'orientation',
    points: 5,
    cases: 6,
    call: (d, index) => {
      const w = tensor([1, 1, 2, 3], [0, 0, 0, 0, 0, 0]);
      w.data[index] = 1;
      return ['conv2d', d.tensor([1, 1, 4, 5]), w, [0], 1, 0];
    },
    hint: 'The kernel is not flipped: its entry (0, 0) meets the upper left pixel of the window.',
  }),
  property('A shifted image gives a shifted answer', {
    id: 'translation',
    points: 5,
    cases: 8,
    calls: (d) => {
      const [C, O] = [d.int(1, 2), d.int(1, 2)];
      const [w, b, patch] = [d.tensor([O, C, 2, 3]), d.vector(O), d.tensor([1, C, 2, 2])];
      // Two rows and columns of zeros before and behind the patch: no window with the patch leaves the image.
      return [
        ['conv2d', placed(patch, [7, 8], [2, 2]), w, b, 1, 0],
        ['conv2d', placed(patch, [7, 8], [3, 4]), w, b, 1, 0],
      ];
    },
    holds: ([here, there]: readonly Tensor[], [call], near) =>
      (here && call && near(there?.data, moved(here, 1, 2, call[3]))) ||
      'The same patch at another place gave other numbers, or the same numbers at another distance.',
  }),
  property('Twice one image plus another', {
    id: 'linearity',
    points: 5,
    cases: 6,
    calls: (d) => {
      const { x, w, b, stride, pad } = problem(d, { stride: d.int(1, 2), pad: d.int(0, 1) });
      const other = d.tensor(x.shape);
      const zero = b.map(() => 0);
      const mixed = { shape: x.shape, data: x.data.map((value, at) => 2 * value + (other.data[at] ?? 0)) };
      return [
        ['conv2d', x, w, zero, stride, pad],
        ['conv2d', other, w, zero, stride, pad],
        ['conv2d', mixed, w, zero, stride, pad],
        ['conv2d', mixed, w, b, stride, pad],
      ];
    },
    holds: ([p, q, mixed, biased]: readonly Tensor[], calls, near) => {
      if (!p || !q || !mixed || !biased) return false;
      const sum = Array.from(p.data, (value, at) => 2 * value + (q.data[at] ?? NaN));
      if (!near(mixed.data, sum)) return 'Without bias, mixing two images did not mix their answers in the same way.';
      const b = calls[3]?.[3] ?? [];
      const size = mixed.data.length / ((mixed.shape[0] ?? 1) * b.length);
      const lifted = Array.from(mixed.data, (value, at) => value + (b[Math.floor(at / size) % b.length] ?? NaN));
      return near(biased.data, lifted) || 'A bias should lift every entry of its output channel by exactly that bias.';
    },
  }),
  close('No images, single pixels, kernels as large as the image', {
    id: 'edges',
    points: 10,
    each: [
      { x: tensor([0, 2, 4, 3], []), w: tensor([3, 2, 2, 2], Array<number>(24).fill(1)), b: [1, 2, 3], pad: 0 },
      { x: tensor([1, 1, 1, 1], [3]), w: tensor([1, 1, 1, 1], [-2]), b: [0.5], pad: 0 },
      { x: tensor([2, 1, 1, 2], [1, 2, 3, 4]), w: tensor([1, 1, 1, 2], [10, 1]), b: [0], pad: 0 },
      { x: tensor([1, 1, 1, 2], [5, 6]), w: tensor([2, 1, 1, 1], [1, -1]), b: [0, 7], pad: 1 },
    ],
    call: ({ x, w, b, pad }) => ['conv2d', x, w, b, 1, pad],
    want: [
      { shape: [0, 3, 3, 2], data: [] },
      { shape: [1, 1, 1, 1], data: [-5.5] },
      { shape: [2, 1, 1, 1], data: [12, 34] },
      {
        shape: [1, 2, 3, 4],
        data: [0, 0, 0, 0, 0, 5, 6, 0, 0, 0, 0, 0, 7, 7, 7, 7, 7, 2, 1, 7, 7, 7, 7, 7],
      },
    ],
    hint: 'A batch may be empty: its answer has the shape [0, O, …] and no data. A kernel may fill the whole padded image.',
  }),
  throws('Kernels, channels or biases that do not fit', {
    id: 'misfits',
    points: 5,
    each: [
      { x: [1, 1, 2, 4], w: [1, 1, 3, 2], b: 1, pad: 0 },
      { x: [1, 1, 4, 2], w: [1, 1, 2, 5], b: 1, pad: 1 },
      { x: [1, 3, 3, 4], w: [1, 2, 2, 2], b: 1, pad: 0 },
      { x: [1, 1, 3, 4], w: [2, 1, 2, 2], b: 1, pad: 0 },
    ],
    call: ({ x, w, b, pad }, d) => ['conv2d', d.tensor(x), d.tensor(w), d.vector(b), 1, pad],
    hint: 'Throw an Error when a kernel exceeds the padded image, the channels differ, or b has not one entry per kernel.',
  }),
  pure('Arguments stay as they were, the answer is new', {
    id: 'purity',
    points: 5,
    cases: 3,
    call: (d, index) => {
      const { x, w, b, stride, pad } = problem(d, { pad: index, stride: 1 + (index % 2) });
      return ['conv2d', x, w, b, stride, pad];
    },
  }),
]);
