/** Compares a student's answer with the expected one: the tolerance ladder, and where the first difference stands. */
import {
  allowedError,
  isNear,
  isRecord,
  isTyped,
  itemsOf,
  largest,
  TIERS,
  type Tolerance,
} from '../exercise/tolerance';
import type { Data, Observation } from '../script/script';
import { formatPath, type Path } from './path';

/** |error| / allowed error at the worst place; null when it is no number (NaN, another shape). */
type Ratio = number | null;

export type Comparison =
  | { kind: 'equal'; worst: Ratio; float32: boolean }
  | {
      kind: 'differs';
      at: string;
      got: number;
      want: number;
      /** At the first difference. */
      allowed: number;
      worst: Ratio;
    }
  | { kind: 'shape'; at: string; got: string; want: string };

/** Ratios are stored as JSON, so exact tiers can't say Infinity. */
const LARGEST_RATIO = 1e18;

/** `got` against `want`; when it fails and `got` was computed in float32, once more at T5. */
export function compare(got: Data, want: Data, tolerance: Tolerance): Comparison {
  const first = compareAt(got, want, tolerance);
  if (first.kind !== 'differs' || !isFloat32(got, want)) return first;
  const second = compareAt(got, want, TIERS.T5);
  return second.kind === 'equal' ? { ...second, float32: true } : first;
}

/** Only nesting, lengths and kinds. */
export function compareShape(got: Data, want: Data): Comparison {
  const walk = new Walk(TIERS.T0, true);
  walk.visit(got, want, null);
  return walk.result();
}

function compareAt(got: Data, want: Data, tolerance: Tolerance): Comparison {
  const walk = new Walk(tolerance, false);
  walk.visit(got, want, null);
  return walk.result();
}

class Walk {
  private worst: Ratio = 0;
  private difference: { path: Path; got: number; want: number; allowed: number } | undefined;
  private mismatch: { path: Path; got: string; want: string } | undefined;
  /** Where the walk stands. */
  private readonly path: (string | number)[] = [];

  constructor(
    private readonly tolerance: Tolerance,
    private readonly shapeOnly: boolean,
  ) {}

  /** `scale` is ‖want‖∞ of the array around; null outside of arrays. */
  visit(got: Data, want: Data, scale: number | null): void {
    if (this.mismatch) return;
    if (typeof want === 'number') {
      if (typeof got === 'number') this.visitNumber(got, want, scale ?? Math.abs(want));
      else this.mismatchAt(describeShape(got), 'a number');
      return;
    }
    const wanted = itemsOf(want);
    if (wanted) {
      const items = itemsOf(got);
      if (items?.length !== wanted.length) {
        this.mismatchAt(describeShape(got), describeShape(want));
        return;
      }
      this.visitItems(items, wanted, scale ?? (this.shapeOnly ? 0 : largest(want)));
      return;
    }
    if (isRecord(want)) {
      for (const [key, item] of Object.entries(want)) {
        if (isRecord(got) && Object.hasOwn(got, key)) {
          this.path.push(key);
          this.visit(got[key], item, null);
          this.path.pop();
        } else this.mismatchAt(describeShape(got), `an object with ${key}`);
      }
      return;
    }
    const same = this.shapeOnly ? typeof got === typeof want && (got === null) === (want === null) : got === want;
    if (!same) this.mismatchAt(describeShape(got), describeShape(want));
  }

  private visitItems(items: readonly Data[], wanted: readonly Data[], scale: number): void {
    const depth = this.path.length;
    for (let i = 0; i < wanted.length; i++) {
      const want = wanted[i];
      const got = items[i];
      this.path[depth] = i;
      if (typeof want === 'number' && typeof got === 'number') this.visitNumber(got, want, scale);
      else this.visit(got, want, scale);
      if (this.mismatch) break;
    }
    this.path.length = depth;
  }

  result(): Comparison {
    if (this.mismatch) {
      const { path, got, want } = this.mismatch;
      return { kind: 'shape', at: formatPath(path), got, want };
    }
    if (!this.difference) return { kind: 'equal', worst: this.worst, float32: false };
    const { path, got, want, allowed } = this.difference;
    return { kind: 'differs', at: formatPath(path), got, want, allowed, worst: this.worst };
  }

  private visitNumber(got: number, want: number, scale: number): void {
    if (this.shapeOnly) return;
    const allowed = allowedError(got, want, scale, this.tolerance);
    const error = Math.abs(got - want);
    // Nearly always so; the rest, infinities above all, is left to `isNear`.
    if (error <= allowed && error < Infinity) {
      if (allowed > 0) this.worsen(error / allowed);
      return;
    }
    if (isNear(got, want, scale, this.tolerance)) return;
    this.difference ??= { path: [...this.path], got, want, allowed };
    if (Number.isFinite(error)) this.worsen(allowed > 0 ? Math.min(error / allowed, LARGEST_RATIO) : LARGEST_RATIO);
    else this.worst = null;
  }

  private mismatchAt(got: string, want: string): void {
    this.mismatch ??= { path: [...this.path], got, want };
  }

  private worsen(ratio: number): void {
    if (this.worst !== null) this.worst = Math.max(this.worst, ratio);
  }
}

/** `a 2×3 array`, `an array of 4`, `a string`. */
export function describeShape(value: Data): string {
  if (value === undefined) return 'nothing';
  if (value === null) return 'null';
  if (isTyped(value)) return `an array of ${value.length}`;
  if (Array.isArray(value)) {
    const sides = sidesOf(value);
    if (sides.length === 1) return `an array of ${sides[0]}`;
    return `a ${sides.map((side) => side ?? '?').join('×')} array`;
  }
  if (isRecord(value)) {
    const keys = Object.keys(value).slice(0, 8);
    return keys.length > 0 ? `an object with ${keys.join(', ')}` : 'an empty object';
  }
  return `a ${typeof value}`;
}

/** Lengths from the outside in; null where the rows differ. */
function sidesOf(value: readonly Data[]): (number | null)[] {
  const rows = value.map((item) => itemsOf(item));
  if (value.length === 0 || rows.some((row) => row === undefined)) return [value.length];
  const [first, ...others] = rows.map((row) => sidesOf(row ?? []));
  if (!first) return [value.length];
  const inner = first.map((side, i) => (others.every((other) => other[i] === side) ? side : null));
  return [value.length, ...inner];
}

/** Does the answer come from float32? Then every number is one, though the expected ones are not. */
export function isFloat32(got: Data, want: Data): boolean {
  if (hasFloat32Array(got, want)) return true;
  let telling = 0;
  const walk = (g: Data, w: Data): boolean => {
    if (typeof w === 'number') {
      if (typeof g !== 'number' || g !== Math.fround(g)) return false;
      if (!Number.isFinite(w) || w === Math.fround(w)) return true;
      // A whole number in place of 0.3 is no rounding of it; in place of 0.9999999999 it is.
      if (Number.isInteger(g)) return Math.abs(g - w) <= 4 * 2 ** -23 * Math.max(1, Math.abs(w));
      telling += 1;
      return true;
    }
    const wanted = itemsOf(w);
    if (wanted) {
      const items = itemsOf(g);
      return items?.length === wanted.length && wanted.every((item, i) => walk(items[i], item));
    }
    if (isRecord(w)) return isRecord(g) && Object.keys(w).every((key) => walk(g[key], w[key]));
    return true;
  };
  return walk(got, want) && telling > 0;
}

/** Only where an array was asked for: one that was added to the answer says nothing of the rest. */
function hasFloat32Array(got: Data, want: Data): boolean {
  const wanted = itemsOf(want);
  if (got instanceof Float32Array) return wanted !== undefined;
  if (wanted) return Array.isArray(got) && (got as readonly Data[]).some((item, i) => hasFloat32Array(item, wanted[i]));
  if (!isRecord(want) || !isRecord(got)) return false;
  return Object.keys(want).some((key) => Object.hasOwn(got, key) && hasFloat32Array(got[key], want[key]));
}

/** Typed arrays become plain ones wherever `like` has plain ones, so that an author's law can `map` them. */
export function alike(value: Data, like: Data): Data {
  if (Array.isArray(like)) {
    const items = itemsOf(value);
    return items ? items.map((item, i) => alike(item, (like as readonly Data[])[i])) : value;
  }
  if (isRecord(like) && isRecord(value)) {
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, alike(item, like[key])]));
  }
  return value;
}

/** How observations stand to the reference's: equal to the bit, apart only as float32 is, or really different. */
export function relationTo(
  reference: readonly Observation[],
  steps: readonly Observation[],
): 'same' | 'float32' | 'differs' {
  let single = false;
  const callCounts = (one: Extract<Observation, { kind: 'value' }>): string =>
    (one.calls ?? []).map((list) => list.length).join();
  const close = steps.every((observed, i) => {
    const other = reference[i];
    if (observed.kind !== 'value' || other?.kind !== 'value') return observed.kind === other?.kind;
    if (callCounts(observed) !== callCounts(other)) return false;
    if ((observed.mutated?.length ?? 0) > (other.mutated?.length ?? 0) || (observed.shares && !other.shares))
      return false;
    if (compareAt(observed.value, other.value, TIERS.T0).kind === 'equal') return true;
    single = true;
    return isFloat32(observed.value, other.value) && compareAt(observed.value, other.value, TIERS.T5).kind === 'equal';
  });
  if (!close) return 'differs';
  return single ? 'float32' : 'same';
}
