'use client';
/** Paints byte maps into a canvas of as many pixels; the browser scales it. */
import { paint } from './palette';

interface Picture {
  image: ImageData;
  pixels: Uint32Array;
}

const PICTURES = new WeakMap<HTMLCanvasElement, Picture>();

export function paintMap(canvas: HTMLCanvasElement, map: Int8Array, table: Uint32Array, discrete: boolean): void {
  const context = canvas.getContext('2d');
  // No map has come yet for a unit that is new.
  if (context === null || map.length === 0) return;
  const size = Math.round(Math.sqrt(map.length));
  let picture = PICTURES.get(canvas);
  if (picture?.image.width !== size) {
    canvas.width = size;
    canvas.height = size;
    const image = context.createImageData(size, size);
    picture = { image, pixels: new Uint32Array(image.data.buffer) };
    PICTURES.set(canvas, picture);
  }
  paint(map, table, picture.pixels, discrete);
  context.putImageData(picture.image, 0, 0);
}
