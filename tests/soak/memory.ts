/** Judges the memory of all processes of a soak: what each kind takes, and whether any of them grows. */
import type { Life, ProcessWatch, Role } from './processes';
import { quantile, trendOf, type Trend } from './trend';

export interface RoleMemory {
  readonly role: Role;
  readonly processes: number;
  readonly medianMiB: number;
  readonly peakMiB: number;
  /** Of the process that grew most by the fit, after its first minute; null when none lived long enough. */
  readonly worst: Trend | null;
}

/** Caches fill and code is compiled: not part of a trend. */
const WARM_UP_SECONDS = 45;
/** In less time a heap fills up to its first whole collection, which looks like growth and is none. */
const LEAST_SECONDS = 180;
/** More growth than this over a process's life, and than a third of what it takes anyway, is a leak. */
const GROWTH_MIB = 48;
const GROWTH_SHARE = 1 / 3;
const ROLES: readonly Role[] = ['web', 'worker', 'student', 'judge'];

export function summarizeMemory({ lives }: Pick<ProcessWatch, 'lives'>): RoleMemory[] {
  return ROLES.flatMap((role): RoleMemory[] => {
    const ofRole = [...lives.values()].filter((life) => life.role === role);
    if (ofRole.length === 0) return [];
    const values = ofRole.flatMap(({ samples }) => samples.map(({ value }) => value));
    const trends = ofRole.flatMap((life) => trendOfLife(life) ?? []);
    const worst = trends.toSorted((a, b) => b.growth - a.growth)[0] ?? null;
    const peakMiB = values.reduce((most, value) => Math.max(most, value), 0);
    return [{ role, processes: ofRole.length, medianMiB: quantile(values, 0.5), peakMiB, worst }];
  });
}

export function complainOfMemory({ role, worst }: RoleMemory): string | null {
  if (!worst || worst.growth <= Math.max(GROWTH_MIB, GROWTH_SHARE * worst.level)) return null;
  const by = `${worst.growth.toFixed(0)} MiB in ${worst.minutes.toFixed(1)} minutes`;
  return `a ${role} process grew by ${by}, at ${worst.level.toFixed(0)} MiB`;
}

function trendOfLife({ samples }: Life): Trend | null {
  const begin = (samples[0]?.seconds ?? 0) + WARM_UP_SECONDS;
  if ((samples.at(-1)?.seconds ?? 0) - begin < LEAST_SECONDS) return null;
  return trendOf(
    samples.filter(({ seconds }) => seconds >= begin),
    60,
  );
}
