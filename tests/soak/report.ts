/** What a soak says at its end. */
import os from 'node:os';
import type { RoleMemory } from './memory';
import { quantile } from './trend';
import type { Audit } from './wire';

export interface Report {
  readonly database: 'postgres' | 'pglite';
  readonly seed: string;
  readonly planned: number;
  readonly judged: number;
  readonly seconds: number;
  readonly perSecond: number;
  /** From handing in to the verdict, in milliseconds. */
  readonly latency: Record<'all' | 'right' | 'wrong' | 'hostile', Quantiles>;
  readonly faults: Record<string, number>;
  /** Until everything quick that was under way at a fault had its verdict. */
  readonly recoveries: readonly { fault: string; ms: number }[];
  readonly impossible: Record<string, string>;
  readonly memory: readonly RoleMemory[];
  /** Buried by nobody: their parent was killed, and process 1 does not do it. */
  readonly zombiesOfInit: number;
  readonly audit: Audit | null;
  readonly findings: readonly string[];
}

interface Quantiles {
  readonly count: number;
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
  readonly most: number;
}

export function quantilesOf(values: readonly number[]): Quantiles {
  const [p50 = 0, p95 = 0, p99 = 0] = [0.5, 0.95, 0.99].map((q) => Math.round(quantile(values, q)));
  const most = Math.round(values.reduce((a, b) => Math.max(a, b), 0));
  return { count: values.length, p50, p95, p99, most };
}

export function words(report: Report): string {
  const { seed, planned, judged, seconds, perSecond, latency, memory, audit, findings } = report;
  const [cpu] = os.cpus();
  const hits = Object.entries(report.faults);
  const slowest = report.recoveries.toSorted((a, b) => b.ms - a.ms)[0];
  const { zombiesOfInit: zombies, impossible } = report;
  return [
    `${cpu?.model ?? 'unknown processor'}, ${os.availableParallelism()} cores, Node ${process.versions.node}`,
    `${judged} of ${planned} submissions judged in ${time(seconds)}, ${perSecond.toFixed(1)} a second; seed ${seed}`,
    ...Object.entries(latency).map(([kind, row]) => latencyWords(kind, row)),
    `${hits.reduce((sum, [, n]) => sum + n, 0)} faults: ${hits.map(([kind, n]) => `${kind} ${n}`).join(', ')}`,
    ...Object.entries(impossible).map(([fault, why]) => `  not here: ${fault}, ${why}`),
    ...(slowest ? [`longest recovery: ${(slowest.ms / 1000).toFixed(1)} s after ${slowest.fault}`] : []),
    ...memory.map(memoryWords),
    ...(zombies > 0 ? [`${zombies} ended processes wait for process 1, which does not bury them here`] : []),
    ...(audit ? [`stored: ${audit.submissions} submissions, ${audit.verdicts} verdicts`] : []),
    ...findings.map((finding) => `FINDING  ${finding}`),
    findings.length === 0 ? 'no finding' : `${findings.length} findings; repeat with --seed ${seed} --count ${planned}`,
  ].join('\n');
}

function latencyWords(kind: string, { count, p50, p95, p99, most }: Quantiles): string {
  const row = [`p50 ${p50}`, `p95 ${p95}`, `p99 ${p99}`, `longest ${most}`].map((cell) => cell.padEnd(14)).join('');
  return `  ${kind.padEnd(8)} ${String(count).padStart(6)}  ${row} ms to the verdict`;
}

function memoryWords({ role, processes, medianMiB, peakMiB, worst }: RoleMemory): string {
  const grew = worst
    ? `most growth ${worst.growth.toFixed(1)} MiB in ${worst.minutes.toFixed(1)} minutes`
    : 'none lived long enough for a trend';
  const size = `median ${medianMiB.toFixed(0)} MiB, peak ${peakMiB.toFixed(0)} MiB`;
  return `  ${role.padEnd(8)} ${String(processes).padStart(6)} processes, ${size}; ${grew}`;
}

export function time(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, '0')}`;
}
