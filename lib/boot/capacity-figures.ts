/** What docs/capacity-figures.json holds: the figures of a load run, as the bench writes them. */
import { z } from 'zod';

const number = z.number();
const TimesSchema = z.object({ p50: number, p95: number, p99: number });
/** One number for each part of the machine. */
const PartsSchema = z.object({ web: number, workers: number, children: number, database: number, generator: number });

export const CapacityFiguresSchema = z.object({
  measured: z.iso.date(),
  machine: z.object({ cpu: z.string(), cores: number, memoryGiB: number, node: z.string() }),
  students: number,
  ratePerMinute: number,
  /** In the last share of the time everybody hands in so many times as often as before. */
  surge: z.object({ share: number, times: number }),
  workers: number,
  /** Processor time. */
  pages: z.array(z.object({ page: z.string(), webMs: number, databaseMs: number, bytes: number })).min(1),
  main: z.object({
    minutes: number,
    submitted: number,
    perSecond: number,
    verdictsPerSecond: number,
    peakPerSecond: number,
    requestsPerSecond: number,
    errors: number,
    lost: number,
    superseded: number,
    declined: number,
    pageMs: TimesSchema,
    verdictMs: TimesSchema,
    draftMs: TimesSchema,
    eventLoopMs: z.object({ p99: number, max: number }),
    cores: PartsSchema,
    memoryMiB: PartsSchema,
  }),
  workersGrowth: z.array(z.object({ workers: number, perSecond: number, cpuMsPerSubmission: PartsSchema })).min(1),
  /** With more and more students, until there were too many. */
  search: z
    .array(
      z.object({
        students: number,
        perSecond: number,
        requestsPerSecond: number,
        pageMs: TimesSchema,
        verdictMs: TimesSchema,
        errors: number,
        eventLoopMs: z.object({ p99: number, max: number }),
        cores: PartsSchema,
      }),
    )
    .min(1),
  /** The last number of students before there were too many; 0 when there was none. */
  holdsStudents: number,
});
export type CapacityFigures = z.infer<typeof CapacityFiguresSchema>;
