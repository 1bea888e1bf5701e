/** What the operators' page and its addresses send each other, parsed on both sides. */
import { z } from 'zod';
import { SubmissionIdSchema } from '@/lib/base/ids';
import type { OperateResult, OperationView } from '@/lib/features/operations/views';

/** At most as many as the page lists. */
export const SubmissionIdsSchema = z.array(SubmissionIdSchema).min(1).max(100);

const LaneSchema = z.enum(['interactive', 'behind']);
const pace = {
  verdicts: z.number(),
  failures: z.number(),
  p50Ms: z.number().nullable(),
  p95Ms: z.number().nullable(),
};

const OperationSchema: z.ZodType<OperationView> = z.object({
  at: z.string(),
  lanes: z.array(z.object({ lane: LaneSchema, waiting: z.number(), oldestSeconds: z.number().nullable() })),
  grading: z.number(),
  regrading: z.number(),
  waiting: z.array(
    z.object({
      id: SubmissionIdSchema,
      course: z.string(),
      exercise: z.string(),
      lane: LaneSchema,
      waitedSeconds: z.number(),
      starts: z.number(),
    }),
  ),
  minutes: z.array(z.object({ at: z.string(), ...pace })),
  lastMinutes: z.object(pace),
  lastHour: z.object(pace),
  workers: z.array(
    z.object({
      id: z.string(),
      kind: z.enum(['worker', 'web']),
      host: z.string(),
      pid: z.number(),
      grader: z.object({ version: z.number(), build: z.string(), runtime: z.string() }),
      walls: z.object({ mode: z.enum(['full', 'weak']), missing: z.array(z.string()) }),
      queues: z.array(z.string()),
      concurrency: z.number(),
      inHand: z.number(),
      startedAt: z.string(),
      seenSecondsAgo: z.number(),
      state: z.enum(['working', 'silent', 'draining', 'stopped', 'lost']),
    }),
  ),
  failures: z.array(
    z.object({
      id: SubmissionIdSchema,
      course: z.string(),
      exercise: z.string(),
      at: z.string(),
      reason: z.string().nullable(),
      starts: z.number(),
    }),
  ),
  failed: z.number(),
  troubled: z.array(
    z.object({ id: z.string(), tries: z.number(), of: z.number(), inSeconds: z.number(), reason: z.string() }),
  ),
});

const ResultSchema: z.ZodType<OperateResult> = z.object({ done: z.number(), skipped: z.number() });

export async function fetchOperation(signal: AbortSignal): Promise<OperationView> {
  const response = await fetch('/api/operate', { signal, headers: { accept: 'application/json' } });
  if (!response.ok) throw new Error(`status ${response.status}`);
  return OperationSchema.parse(await response.json());
}

export type OperatorAction = 'retry' | 'cancel';

export async function act(action: OperatorAction, ids: readonly string[]): Promise<OperateResult> {
  const response = await fetch(`/api/operate/${action}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ ids }),
  });
  if (!response.ok) throw new Error(`status ${response.status}`);
  return ResultSchema.parse(await response.json());
}
