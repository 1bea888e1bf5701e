/** Kernels over windows of NHWC images: largest of each window, and gradients back to where they came from. */

import type { Window } from '../../backend';
import { f32x4, i32, set, some } from './asm';
import { type Body, storeSome, type Walk } from './nest';

/** The window over an image so large that no place lies outside. */
export function enlarged(w: Window): Window {
  const height = Math.max(w.top + w.height, (w.outHeight - 1) * w.strideY + w.kernelHeight);
  const width = Math.max(w.left + w.width, (w.outWidth - 1) * w.strideX + w.kernelWidth);
  return { ...w, height, width, top: 0, left: 0 };
}
export const isPadded = (w: Window): boolean => enlarged(w).height > w.height || enlarged(w).width > w.width;

export const pixelsOf = (w: Window): number => w.batch * w.height * w.width * w.channels;

/** Over the lines of an image: loops over the batch and y. */
export function linesWalk(w: Window, start: number): Walk {
  const line = 4 * w.channels * w.width;
  return { start, strides: [line * w.height, line], splat: false };
}
/** Over the windows' corners in the image: loops over the batch, oy and ox. */
export function cornersWalk(w: Window, start: number): Walk {
  const line = 4 * w.channels * w.width;
  return { start, strides: [line * w.height, line * w.strideY, 4 * w.channels * w.strideX], splat: false };
}
/** Over the outputs, in the same loops. */
export function outputsWalk(w: Window, start: number): Walk {
  const line = 4 * w.channels * w.outWidth;
  return { start, strides: [line * w.outHeight, line, 4 * w.channels], splat: false };
}

/** Byte distances from a window's corner to its places, in the order (ky, kx). */
function places(w: Window): number[] {
  return some(w.kernelHeight * w.kernelWidth, (p) => {
    return 4 * w.channels * (Math.floor(p / w.kernelWidth) * w.width + (p % w.kernelWidth));
  });
}

/** Largest of each window, and the place of the first of equals: image, out and perhaps index. */
export function maxPool(w: Window): Body {
  return ([corner, out, index], left, { v128 }) => {
    const [best, place, v, better] = [v128(), v128(), v128(), v128()];
    return [
      set(best, f32x4.load(corner!)),
      set(place, f32x4.const(0)),
      ...places(w).flatMap((bytes, p) => [
        set(v, f32x4.load(corner!, bytes)),
        set(better, f32x4.greater(v, best)),
        set(best, f32x4.select(v, best, better)),
        set(place, f32x4.select(f32x4.const(p), place, better)),
      ]),
      storeSome(out!, best, left),
      ...(index ? [storeSome(index, place, left)] : []),
    ];
  };
}

/** Adds each gradient to the pixel at its place: image, grad and index. */
export function maxUnpool(w: Window): Body {
  return ([corner, grad, index], left) => {
    return places(w).map((bytes, p) => {
      const dy = f32x4.and(f32x4.load(grad!), f32x4.equal(f32x4.load(index!), f32x4.const(p)));
      return storeSome(i32.add(corner!, i32.const(bytes)), f32x4.add(f32x4.load(corner!, bytes), dy), left);
    });
  };
}
