/** Images in NHWC order: walks over them, and pooling. */

import type { Window } from '../../backend';
import { f32x4, i32, set, some } from './asm';
import { type Body, storeSome, type Walk } from './nest';

/** A window over images with zeros around them, so large that no place lies outside; with the bytes between its parts. */
export interface Roomy extends Window {
  readonly padded: boolean;
  readonly pixels: number;
  readonly pixel: number;
  readonly line: number;
  readonly image: number;
  /** Bytes from the first pixel of the room to that of the image. */
  readonly inside: number;
}
export function roomy(w: Window): Roomy {
  const height = Math.max(w.top + w.height, (w.outHeight - 1) * w.strideY + w.kernelHeight);
  const width = Math.max(w.left + w.width, (w.outWidth - 1) * w.strideX + w.kernelWidth);
  const padded = height > w.height || width > w.width;
  const pixel = 4 * w.channels;
  const [line, image] = [pixel * width, pixel * width * height];
  const inside = w.top * line + w.left * pixel;
  return { ...w, height, width, padded, pixels: (w.batch * image) / 4, pixel, line, image, inside };
}

/** Over the corners of the windows, and over the outputs: loops over the batch, oy and ox. */
export function poolWalks(w: Roomy, start: number, outputs: readonly number[]): Walk[] {
  const { outHeight, outWidth, pixel } = w;
  const out = [pixel * outWidth * outHeight, pixel * outWidth, pixel];
  const corners = { start, strides: [w.image, w.line * w.strideY, pixel * w.strideX] };
  return [corners, ...outputs.map((address) => ({ start: address, strides: out }))];
}

/** Byte distances from a window's corner to its places, in the order (ky, kx). */
function places({ kernelHeight, kernelWidth, line, pixel }: Roomy): number[] {
  return some(kernelHeight * kernelWidth, (p) => Math.floor(p / kernelWidth) * line + (p % kernelWidth) * pixel);
}

/** Largest of each window, and the place of the first of equals: over image, out and perhaps index. */
export const maxPool = (w: Roomy): Body => {
  return ([corner, out, index], left, { v128 }) => {
    const [best, place, v, better] = [v128(), v128(), v128(), v128()];
    const compare = places(w).flatMap((bytes, p) => [
      set(v, f32x4.load(corner!, bytes)),
      set(better, f32x4.greater(v, best)),
      set(best, f32x4.select(v, best, better)),
      set(place, f32x4.select(p, place, better)),
    ]);
    const store = [storeSome(out!, best, left), ...(index ? [storeSome(index, place, left)] : [])];
    return [set(best, f32x4.load(corner!)), set(place, f32x4.const(0)), ...compare, ...store];
  };
};

/** Adds each gradient to the pixel at its place: over image, grad and index. */
export const maxUnpool = (w: Roomy): Body => {
  return ([corner, grad, index], left) => {
    return places(w).map((bytes, p) => {
      const dy = f32x4.and(f32x4.load(grad!), f32x4.equal(f32x4.load(index!), p));
      return storeSome(i32.add(corner!, bytes), f32x4.add(f32x4.load(corner!, bytes), dy), left);
    });
  };
};
