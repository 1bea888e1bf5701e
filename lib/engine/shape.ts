/** Sizes, strides and broadcasting: arithmetic on shapes, without tensors. */
import { EngineError } from './errors';

export type Shape = readonly number[];

export function sizeOf(shape: Shape): number {
  let size = 1;
  for (let d = 0; d < shape.length; d++) size *= shape[d]!;
  return size;
}

/** Row-major: the last axis has stride 1. */
export function stridesOf(shape: Shape): number[] {
  const strides = new Array<number>(shape.length);
  let stride = 1;
  for (let d = shape.length - 1; d >= 0; d--) {
    strides[d] = stride;
    stride *= shape[d]!;
  }
  return strides;
}

export function sameShape(a: Shape, b: Shape): boolean {
  if (a.length !== b.length) return false;
  for (let d = 0; d < a.length; d++) if (a[d] !== b[d]) return false;
  return true;
}

export function formatShape(shape: Shape): string {
  return `[${shape.join(', ')}]`;
}

/** The axis counted from the front: −1 is the last one. */
export function axisOf(axis: number, rank: number, op: string): number {
  const at = axis < 0 ? axis + rank : axis;
  if (!Number.isInteger(at) || at < 0 || at >= rank) {
    throw new EngineError(`${op}: axis ${axis} of a tensor with ${rank} axes; expected ${-rank} to ${rank - 1}`);
  }
  return at;
}

/** The shape of a ∘ b (NumPy's rule: aligned at the last axis, sizes equal or 1), or undefined where they don't fit. */
export function broadcast(a: Shape, b: Shape): Shape | undefined {
  // Most often b has the last axes of a: then there is nothing to make.
  let d = 1;
  while (d <= b.length && a[a.length - d] === b[b.length - d]) d++;
  if (d > b.length) return a;
  const rank = Math.max(a.length, b.length);
  const out = new Array<number>(rank);
  for (let d = 0; d < rank; d++) {
    const p = a[d - rank + a.length] ?? 1;
    const q = b[d - rank + b.length] ?? 1;
    if (p !== q && p !== 1 && q !== 1) return undefined;
    out[d] = p === 1 ? q : p;
  }
  return out;
}

/** How a smaller tensor repeats in a larger one: element i of the larger is element ⌊i / every⌋ mod period of the smaller. */
export interface Repeat {
  readonly every: number;
  readonly period: number;
}

/**
 * The repeat of a tensor of `shape` and `strides` seen as `out`; undefined where it isn't one, since the axes that it has are
 * not side by side ([b, 1, c] in [b, t, c]) or not dense.
 */
export function repeatOf(shape: Shape, strides: Shape, out: Shape): Repeat | undefined {
  const missing = out.length - shape.length;
  let every = 1;
  let period = 1;
  let inRun = false;
  let ended = false;
  for (let d = out.length - 1; d >= 0; d--) {
    const size = out[d]!;
    if (size === 1) continue;
    const at = d - missing;
    const stride = at < 0 || shape[at] === 1 ? 0 : strides[at]!;
    if (stride === 0) {
      if (inRun) ended = true;
      else every *= size;
      continue;
    }
    if (ended || stride !== period) return undefined;
    inRun = true;
    period *= size;
  }
  return { every: inRun ? every : 1, period };
}
