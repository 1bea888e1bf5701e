/** Windows over images: patches, their adjoint, pooling and its adjoint. */
import type { Floats, PoolCall, UnpoolCall, Window } from '../../backend';

export const rowsOf = (w: Window): number => w.batch * w.outHeight * w.outWidth;
export const columnsOf = (w: Window): number => w.kernelHeight * w.kernelWidth * w.channels;

/** Visits the windows in order: number, pixel (b, y, x) of the corner, counted from the start of the image, and its y and x. */
function eachWindow(w: Window, visit: (row: number, corner: number, y: number, x: number) => void): void {
  let row = 0;
  for (let b = 0; b < w.batch; b++) {
    for (let oy = 0, y = -w.top; oy < w.outHeight; oy++, y += w.strideY) {
      for (let ox = 0, x = -w.left; ox < w.outWidth; ox++, x += w.strideX) {
        visit(row++, (b * w.height + y) * w.width + x, y, x);
      }
    }
  }
}

/** Visits the runs of numbers inside the image that patches consist of: place in the matrix and in the image, length. */
function eachRun(w: Window, visit: (at: number, pixel: number, n: number) => void): void {
  const { kernelHeight, kernelWidth, channels, height, width } = w;
  const columns = columnsOf(w);
  eachWindow(w, (row, corner, y, x) => {
    const first = x < 0 ? -x : 0;
    const n = (Math.min(kernelWidth, width - x) - first) * channels;
    for (let ky = 0; ky < kernelHeight; ky++) {
      if (y + ky < 0 || y + ky >= height) continue;
      visit(row * columns + (ky * kernelWidth + first) * channels, (corner + ky * width + first) * channels, n);
    }
  });
}

export function unfold(matrix: Floats, image: Floats, w: Window): void {
  matrix.fill(0);
  eachRun(w, (at, pixel, n) => {
    for (let i = 0; i < n; i++) matrix[at + i] = image[pixel + i]!;
  });
}

export function fold(image: Floats, matrix: Floats, w: Window): void {
  image.fill(0);
  eachRun(w, (at, pixel, n) => {
    for (let i = 0; i < n; i++) image[pixel + i]! += matrix[at + i]!;
  });
}

export function pool({ mode, window: w, ...call }: PoolCall): void {
  const { channels, kernelWidth } = w;
  const image = call.image.data!;
  const out = call.out.data!;
  const index = call.index?.data;
  const share = 1 / (w.kernelHeight * kernelWidth);
  eachWindow(w, (row, corner, y, x) => {
    const bottom = Math.min(w.kernelHeight, w.height - y);
    const end = Math.min(kernelWidth, w.width - x);
    for (let c = 0, at = row * channels; c < channels; c++, at++) {
      let sum = 0;
      let place = -1;
      let largest = 0;
      for (let ky = y < 0 ? -y : 0; ky < bottom; ky++) {
        for (let kx = x < 0 ? -x : 0; kx < end; kx++) {
          const v = image[(corner + ky * w.width + kx) * channels + c]!;
          sum += v;
          if (place >= 0 && !(v > largest)) continue;
          largest = v;
          place = ky * kernelWidth + kx;
        }
      }
      out[at] = mode === 'max' ? largest : sum * share;
      if (index) index[at] = place;
    }
  });
}

export function unpool({ mode, window: w, ...call }: UnpoolCall): void {
  const { channels, kernelWidth } = w;
  const grad = call.grad.data!;
  const out = call.out.data!;
  const index = call.index?.data;
  const share = 1 / (w.kernelHeight * kernelWidth);
  out.fill(0);
  if (mode === 'max') {
    eachWindow(w, (row, corner) => {
      for (let c = 0, at = row * channels; c < channels; c++, at++) {
        const ky = Math.floor(index![at]! / kernelWidth);
        const kx = index![at]! - ky * kernelWidth;
        out[(corner + ky * w.width + kx) * channels + c]! += grad[at]!;
      }
    });
    return;
  }
  eachRun(w, (at, pixel, n) => {
    const row = Math.floor(at / columnsOf(w)) * channels;
    for (let i = 0; i < n; i++) out[pixel + i]! += grad[row + (i % channels)]! * share;
  });
}
