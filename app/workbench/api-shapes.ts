/** What the workbench's own API answers, parsed once at the browser's edge. */
import { z } from 'zod';
import { SubmissionIdSchema } from '@/lib/base/ids';
import { ResultSchema } from '@/lib/exercise/result';

const DateSchema = z.coerce.date();

const DraftSchema = z.object({ code: z.string(), version: z.number().int(), savedAt: DateSchema });

export const SaveDraftResultSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('saved'), version: z.number().int(), savedAt: DateSchema }),
  z.object({ kind: z.literal('conflict'), theirs: DraftSchema }),
  z.object({ kind: z.literal('too-large'), bytes: z.number(), limitBytes: z.number() }),
]);

export const SubmitResultSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('queued'), id: SubmissionIdSchema, attempt: z.number().int() }),
  z.object({ kind: z.literal('repeated'), id: SubmissionIdSchema, attempt: z.number().int() }),
  z.object({ kind: z.literal('too-large'), bytes: z.number(), limitBytes: z.number() }),
  z.object({ kind: z.literal('too-many'), retryAfterMs: z.number(), limit: z.number(), seconds: z.number() }),
  z.object({ kind: z.literal('busy'), retryAfterMs: z.number() }),
]);

const SubmissionRowSchema = z.object({
  id: SubmissionIdSchema,
  attempt: z.number().int(),
  submittedAt: DateSchema,
  state: z.enum(['queued', 'grading', 'done', 'superseded']),
  replacedBy: z.number().int().nullable(),
  status: z.enum(['graded', 'student-error', 'platform-error']).nullable(),
  score: z.number().nullable(),
  max: z.number(),
  // A server of an earlier release says nothing of it.
  regraded: z
    .object({ at: DateSchema, before: z.object({ score: z.number(), max: z.number() }) })
    .nullable()
    .default(null),
});

export const SubmissionEventSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('state'),
    state: z.enum(['queued', 'grading']),
    ahead: z.number().nullable(),
    waitMs: z.number().nullable(),
  }),
  z.object({ kind: z.literal('superseded'), submission: SubmissionRowSchema }),
  z.object({ kind: z.literal('done'), submission: SubmissionRowSchema, result: ResultSchema }),
]);

/** The part of a submission's view that the history tab and the fallback to polling need. */
export const SubmissionViewSchema = SubmissionRowSchema.extend({ code: z.string(), result: ResultSchema.nullable() });
