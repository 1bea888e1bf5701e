/** Kernels over images in NHWC order: padding, folding patches back, pooling and its adjoint. */

import type { Window } from '../../backend';
import { bump, f32x4, i32, type Local, repeat, routine, type Routine, set, some } from './asm';
import { storeSome } from './storing';

/** Copies rows of numbers between places that lie `toStep` and `fromStep` bytes apart. */
export function rowsRoutine(name: string): Routine {
  const params = ['to', 'from', 'rows', 'columns', 'toStep', 'fromStep'] as const;
  return routine(name, params, ({ to, from, rows, columns, toStep, fromStep }, fresh) => {
    const [row, group, target, source, left] = some(5, fresh.i32) as [Local, Local, Local, Local, Local];
    const four = [
      storeSome(target, f32x4.load(source), left),
      ...[source, target].map((pointer) => bump(pointer, i32.const(16))),
      bump(left, i32.const(-4)),
    ];
    const line = [
      set(target, to),
      set(source, from),
      set(left, columns),
      repeat(group, i32.shiftRight(i32.add(columns, i32.const(3)), i32.const(2)), four),
      bump(to, toStep),
      bump(from, fromStep),
    ];
    return [repeat(row, rows, line)];
  });
}

/** Adds the rows of patches to an image: `lines` runs of `columns` numbers each, at the distance of `table` and every `lineBytes`. */
export function foldRoutine(name: string): Routine {
  const params = ['image', 'table', 'patches', 'rows', 'lines', 'columns', 'lineBytes'] as const;
  return routine(name, params, ({ image, table, patches, rows, lines, columns, lineBytes }, fresh) => {
    const [row, line, group, target, to, left] = some(6, fresh.i32) as [Local, Local, Local, Local, Local, Local];
    const four = [
      storeSome(to, f32x4.add(f32x4.load(to), f32x4.load(patches)), left),
      ...[to, patches].map((pointer) => bump(pointer, i32.const(16))),
      bump(left, i32.const(-4)),
    ];
    const oneLine = [
      set(to, target),
      set(left, columns),
      repeat(group, i32.shiftRight(i32.add(columns, i32.const(3)), i32.const(2)), four),
      bump(patches, i32.shiftLeft(left, i32.const(2))),
      bump(target, lineBytes),
    ];
    const patch = [
      set(target, i32.add(image, i32.load(table))),
      repeat(line, lines, oneLine),
      bump(table, i32.const(4)),
    ];
    return [repeat(row, rows, patch)];
  });
}

/** Byte distances from a window's corner to its places, in the order (ky, kx). */
function places(w: Window): number[] {
  const count = w.kernelHeight * w.kernelWidth;
  return some(count, (p) => 4 * w.channels * (Math.floor(p / w.kernelWidth) * w.width + (p % w.kernelWidth)));
}

/** Visits the windows of an image without padding, four channels at a time. `corner` and `at` move along image and output. */
function overWindows(
  w: Window,
  visit: (corner: Local, at: readonly Local[], left: Local) => readonly Local[],
  [image, outputs, fresh]: [Local, readonly Local[], { i32(): Local }],
) {
  const [b, oy, ox, group, left] = some(5, fresh.i32) as [Local, Local, Local, Local, Local];
  const pixel = 4 * w.channels;
  const channels = [
    set(left, i32.const(w.channels)),
    repeat(group, i32.const(Math.ceil(w.channels / 4)), [
      ...visit(image, outputs, left),
      ...[image, ...outputs].map((pointer) => bump(pointer, i32.const(16))),
      bump(left, i32.const(-4)),
    ]),
    ...outputs.map((pointer) => bump(pointer, i32.shiftLeft(left, i32.const(2)))),
    bump(image, i32.add(i32.shiftLeft(left, i32.const(2)), i32.const(pixel * (w.strideX - 1)))),
  ];
  const line = [
    repeat(ox, i32.const(w.outWidth), channels),
    bump(image, i32.const(pixel * (w.strideY * w.width - w.outWidth * w.strideX))),
  ];
  const picture = [
    repeat(oy, i32.const(w.outHeight), line),
    bump(image, i32.const(pixel * w.width * (w.height - w.outHeight * w.strideY))),
  ];
  return repeat(b, i32.const(w.batch), picture);
}

/** Largest of each window and its place, the first of equals. */
export function maxPoolRoutine(name: string, w: Window, indexed: boolean): Routine {
  return routine(name, ['image', 'out', 'index'], ({ image, out, index }, fresh) => {
    const [best, place, v, better] = some(4, fresh.v128) as [Local, Local, Local, Local];
    const visit = (corner: Local, [to, indexTo]: readonly Local[], left: Local) => [
      set(best, f32x4.load(corner)),
      set(place, f32x4.const(0)),
      ...places(w).flatMap((bytes, p) => [
        set(v, f32x4.load(corner, bytes)),
        set(better, f32x4.greater(v, best)),
        set(best, f32x4.select(v, best, better)),
        ...(indexed ? [set(place, f32x4.select(f32x4.const(p), place, better))] : []),
      ]),
      storeSome(to!, best, left),
      ...(indexed ? [storeSome(indexTo!, place, left)] : []),
    ];
    return [overWindows(w, visit, [image, indexed ? [out, index] : [out], fresh])];
  });
}

/** Adds each gradient to the pixel it came from. */
export function maxUnpoolRoutine(name: string, w: Window): Routine {
  return routine(name, ['image', 'grad', 'index'], ({ image, grad, index }, fresh) => {
    const [dy, place] = some(2, fresh.v128) as [Local, Local];
    const visit = (corner: Local, [gradAt, indexAt]: readonly Local[], left: Local) => [
      set(dy, f32x4.load(gradAt!)),
      set(place, f32x4.load(indexAt!)),
      ...places(w).map((bytes, p) => {
        const chosen = f32x4.and(dy, f32x4.equal(place, f32x4.const(p)));
        return storeSome(i32.add(corner, i32.const(bytes)), f32x4.add(f32x4.load(corner, bytes), chosen), left);
      }),
    ];
    return [overWindows(w, visit, [image, [grad, index], fresh])];
  });
}
