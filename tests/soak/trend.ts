/** Whether something grows: the Theil–Sen slope, which single peaks do not move. */

export interface Sample {
  readonly seconds: number;
  readonly value: number;
}

export interface Trend {
  /** Median of all samples. */
  readonly level: number;
  readonly peak: number;
  /** Per minute. */
  readonly slope: number;
  /** By the fit, from the first sample to the last. */
  readonly growth: number;
  readonly minutes: number;
}

/** More are thinned out: the number of pairs grows as the square. */
const MOST = 300;

/** Null for fewer than `least` samples. */
export function trendOf(all: readonly Sample[], least = 20): Trend | null {
  const samples = thin(all, MOST);
  const [first, last] = [samples[0], samples.at(-1)];
  if (samples.length < least || !first || !last || last.seconds <= first.seconds) return null;
  const slopes: number[] = [];
  for (const [i, a] of samples.entries()) {
    for (const b of samples.slice(i + 1)) {
      if (b.seconds > a.seconds) slopes.push((b.value - a.value) / (b.seconds - a.seconds));
    }
  }
  const slope = quantile(slopes, 0.5);
  const values = all.map(({ value }) => value);
  const span = last.seconds - first.seconds;
  return {
    level: quantile(values, 0.5),
    peak: Math.max(...values),
    slope: 60 * slope,
    growth: slope * span,
    minutes: span / 60,
  };
}

export function quantile(values: readonly number[], q: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))] ?? Number.NaN;
}

function thin(samples: readonly Sample[], most: number): readonly Sample[] {
  const step = Math.ceil(samples.length / most);
  return step <= 1 ? samples : samples.filter((_, i) => i % step === 0);
}
