/** Windows over images: patches, their adjoint, pooling and its adjoint. */
import type { Floats, FoldCall, Plain, PoolCall, UnpoolCall, Window } from '../../backend';
import { like } from './elementwise';
import { product } from './gemm';

const rowsOf = (w: Window): number => w.batch * w.outHeight * w.outWidth;
const columnsOf = (w: Window): number => w.kernelHeight * w.kernelWidth * w.channels;

/** Visits the windows in order: number, pixel at their corner (maybe outside the image), y and x of the corner. */
function eachWindow(w: Window, visit: (row: number, corner: number, y: number, x: number) => void): void {
  for (let row = 0; row < rowsOf(w); row++) {
    const line = Math.floor(row / w.outWidth);
    const image = Math.floor(line / w.outHeight);
    const y = (line - image * w.outHeight) * w.strideY - w.top;
    const x = (row - line * w.outWidth) * w.strideX - w.left;
    visit(row, (image * w.height + y) * w.width + x, y, x);
  }
}

/** Visits the runs of numbers inside the image that the windows consist of: window, place in it, place in the image, length. */
function eachRun(w: Window, visit: (row: number, place: number, pixel: number, n: number) => void): void {
  const { kernelHeight, kernelWidth, channels, height, width } = w;
  eachWindow(w, (row, corner, y, x) => {
    const first = Math.max(0, -x);
    const n = (Math.min(kernelWidth, width - x) - first) * channels;
    const bottom = Math.min(kernelHeight, height - y);
    for (let ky = Math.max(0, -y); ky < bottom; ky++) {
      visit(row, (ky * kernelWidth + first) * channels, (corner + ky * width + first) * channels, n);
    }
  });
}

export function unfold(matrix: Floats, image: Floats, w: Window): void {
  const columns = columnsOf(w);
  matrix.fill(0);
  eachRun(w, (row, place, pixel, n) => {
    for (let i = 0, at = row * columns + place; i < n; i++) matrix[at + i] = image[pixel + i]!;
  });
}

export const fold: Plain<FoldCall> = ({ out, window, a, b, k }) => {
  const [m, n] = [rowsOf(window), columnsOf(window)];
  const data = like(out.data!, m * n);
  return () => {
    product({ vector: { size: m * n, data }, offset: 0, rowStride: n, colStride: 1 }, { m, n, k }, a, b);
    const image = out.data!;
    image.fill(0);
    eachRun(window, (row, place, pixel, length) => {
      for (let i = 0, at = row * n + place; i < length; i++) image[pixel + i]! += data[at + i]!;
    });
  };
};

export const pool: Plain<PoolCall> =
  ({ mode, window: w, image, out, index }) =>
  () => {
    const x = image.data!;
    const y = out.data!;
    const { channels } = w;
    const share = 1 / (w.kernelHeight * w.kernelWidth);
    const places = index?.data ?? new Float32Array(y.length);
    y.fill(0);
    places.fill(-1);
    eachRun(w, (row, place, pixel, n) => {
      for (let i = 0; i < n; i++) {
        const c = i % channels;
        const at = row * channels + c;
        if (mode === 'mean') y[at]! += x[pixel + i]! * share;
        else if (places[at]! < 0 || x[pixel + i]! > y[at]! || x[pixel + i] !== x[pixel + i]) {
          y[at] = x[pixel + i]!;
          places[at] = (place + i - c) / channels;
        }
      }
    });
  };

export const unpool: Plain<UnpoolCall> =
  ({ mode, window: w, grad, out, index }) =>
  () => {
    const dy = grad.data!;
    const dx = out.data!;
    const { channels, kernelWidth } = w;
    const share = 1 / (w.kernelHeight * kernelWidth);
    dx.fill(0);
    if (mode === 'mean') {
      eachRun(w, (row, _, pixel, n) => {
        for (let i = 0; i < n; i++) dx[pixel + i]! += dy[row * channels + (i % channels)]! * share;
      });
      return;
    }
    eachWindow(w, (row, corner) => {
      for (let c = 0, at = row * channels; c < channels; c++, at++) {
        const place = index!.data![at]!;
        if (place < 0) continue;
        const ky = Math.floor(place / kernelWidth);
        dx[(corner + ky * w.width + place - ky * kernelWidth) * channels + c]! += dy[at]!;
      }
    });
  };
