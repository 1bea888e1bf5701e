/** The ladder of tolerances T0–T5, and closeness of plain data for authors' laws. */
import type { Data } from '../script/script';
import type { Tier } from './checks';

export interface Tolerance {
  rtol: number;
  atol: number;
  /**
   * What the relative part refers to: |e| of the element; `array`: max(|eᵢ|, ‖e‖∞/100) over the array, so that
   * cancellation near 0 isn't punished; `sum`: |a|+|e|, the symmetric form for gradients against differences.
   */
  relativeTo: 'element' | 'array' | 'sum';
}

export const TIERS = {
  T0: { rtol: 0, atol: 0, relativeTo: 'element' },
  T1: { rtol: 1e-9, atol: 1e-12, relativeTo: 'element' },
  T2: { rtol: 1e-8, atol: 1e-10, relativeTo: 'array' },
  T3: { rtol: 1e-6, atol: 1e-9, relativeTo: 'array' },
  T4: { rtol: 1e-5, atol: 1e-8, relativeTo: 'sum' },
  T5: { rtol: 1e-3, atol: 1e-5, relativeTo: 'array' },
} as const satisfies Record<Tier, Tolerance>;

/** |got − want| that is accepted at one element; `scale` is ‖want‖∞ of the array around it. */
export function allowedError(got: number, want: number, scale: number, tolerance: Tolerance): number {
  const { rtol, atol, relativeTo } = tolerance;
  if (relativeTo === 'sum') return Math.max(atol, rtol * Math.max(Math.abs(got) + Math.abs(want), 1e-6));
  const size = relativeTo === 'array' ? Math.max(Math.abs(want), scale / 100) : Math.abs(want);
  return atol + rtol * size;
}

/** Equality of two numbers: NaN never, infinities only with the same sign, −0 = 0, else within what is allowed. */
export function isNear(got: number, want: number, scale: number, tolerance: Tolerance): boolean {
  if (!Number.isFinite(got) || !Number.isFinite(want)) return got === want;
  return Math.abs(got - want) <= allowedError(got, want, scale, tolerance);
}

export type NumericArray = Float64Array | Float32Array | Int32Array | Uint8Array;

export function isTyped(value: unknown): value is NumericArray {
  return (
    ArrayBuffer.isView(value) &&
    (value instanceof Float64Array ||
      value instanceof Float32Array ||
      value instanceof Int32Array ||
      value instanceof Uint8Array)
  );
}

/** Arrays and typed arrays alike, as a list of items. */
export function itemsOf(value: unknown): readonly Data[] | undefined {
  if (Array.isArray(value)) return value as readonly Data[];
  return isTyped(value) ? Array.from(value) : undefined;
}

export function isRecord(value: unknown): value is { readonly [key: string]: Data } {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !isTyped(value);
}

/** The largest finite |number| in nested arrays; 0 when there is none. */
export function largest(value: Data): number {
  if (typeof value === 'number') return Number.isFinite(value) ? Math.abs(value) : 0;
  const items = itemsOf(value);
  if (!items) return 0;
  let max = 0;
  for (let i = 0; i < items.length; i++) {
    const size = largest(items[i]);
    if (size > max) max = size;
  }
  return max;
}

/** Are `a` and `b` the same data up to the tolerance? For laws: `allClose(softmax(Z), softmax(Z + c))`. */
export function allClose(a: Data, b: Data, tolerance: Tier | Partial<Tolerance> = 'T2'): boolean {
  const full = typeof tolerance === 'string' ? TIERS[tolerance] : { ...TIERS.T2, ...tolerance };
  return agree(a, b, full, null);
}

function agree(a: Data, b: Data, tolerance: Tolerance, scale: number | null): boolean {
  if (typeof b === 'number') return typeof a === 'number' && isNear(a, b, scale ?? Math.abs(b), tolerance);
  const wanted = itemsOf(b);
  if (wanted) {
    const items = itemsOf(a);
    if (items?.length !== wanted.length) return false;
    const inner = scale ?? largest(b);
    for (let i = 0; i < wanted.length; i++) if (!agree(items[i], wanted[i], tolerance, inner)) return false;
    return true;
  }
  if (isRecord(b)) {
    return (
      isRecord(a) && Object.entries(b).every(([key, w]) => Object.hasOwn(a, key) && agree(a[key], w, tolerance, null))
    );
  }
  return a === b;
}
