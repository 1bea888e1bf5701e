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
  busy: number,
  together: number,
  workers: number,
  signIn: TimesSchema.extend({ count: number, cpuSeconds: PartsSchema }),
  main: z.object({
    minutes: number,
    submitted: number,
    perSecond: number,
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
  steps: z
    .array(
      z.object({
        perSecond: number,
        submitted: number,
        pageMs: TimesSchema,
        verdictMs: TimesSchema,
        errors: number,
        cores: PartsSchema,
      }),
    )
    .min(1),
  holdsPerSecond: number,
});
export type CapacityFigures = z.infer<typeof CapacityFiguresSchema>;
