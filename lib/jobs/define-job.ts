/** What a job is: its queue, its payload, and how often and how patiently it is tried. */
import type { z } from 'zod';

export interface JobDefinition<P extends object> {
  readonly name: string;
  readonly payload: z.ZodType<P>;
  /** Tries after the first. */
  readonly retryLimit: number;
  /** Before the first retry; doubles from then on, with every delivery, up to the longest. */
  readonly retryDelaySeconds: number;
  readonly longestRetryDelaySeconds: number;
  /** After this long a try counts as lost and the job goes to somebody else. */
  readonly expireInSeconds: number;
}

export function defineJob<P extends object>(definition: JobDefinition<P>): JobDefinition<P> {
  return definition;
}

/** One delivery of a job. */
interface Delivery<P extends object> {
  readonly id: string;
  readonly payload: P;
  /** Deliveries before this one. */
  readonly earlier: number;
  /** No retry follows if this try fails. */
  readonly lastTry: boolean;
  /** Aborted when the queue gives the job to somebody else, or at shutdown. */
  readonly signal: AbortSignal;
}

export type JobHandler<P extends object> = (delivery: Delivery<P>) => Promise<void>;
