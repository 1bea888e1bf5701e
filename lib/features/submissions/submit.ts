/** Hands in code: the row and its grade job are committed together, or neither is. */
import { randomUUID } from 'node:crypto';
import type { Actor } from '../../access/policy';
import { AppError } from '../../base/errors';
import { SubmissionIdSchema } from '../../base/ids';
import type { Deps } from '../deps';
import { permit } from '../permit';
import { givePointBack, takePoint } from '../rate-limit.store';
import { requireStorable } from '../storable-code';
import { count } from '../../telemetry/metrics';
import { carried } from '../../telemetry/trace';
import { takePlace } from '../../jobs/line.store';
import { gradeJob } from './grade.job';
import { busyFor } from './pressure';
import { priorityOf } from './priority';
import { hashOf, seedOf } from './seed';
import { findByKey, findHandIn, findWaiting, insertSubmission } from './store';
import type { SubmitResult } from './views';
import { lastLine, readLine } from './waiting-line';

const LIMIT_BYTES = 100_000;

export async function submit(
  deps: Deps,
  actor: Actor | null,
  input: { course: string; exercise: string; code: string; idempotencyKey: string },
): Promise<SubmitResult> {
  if (actor === null) throw new AppError('sign_in_required');
  const { userId } = actor;
  const { code, idempotencyKey } = input;
  const found = await findHandIn(deps.db, { ...input, userId });
  if (!found) throw new AppError('not_found');
  const { course, exercise, known } = found;
  permit(actor, { action: 'exercise.view', courseId: course.id });
  permit(actor, { action: 'submission.create', courseId: course.id, ownerId: userId });
  requireStorable(code);
  const bytes = Buffer.byteLength(code, 'utf8');
  if (bytes > LIMIT_BYTES) return { kind: 'too-large', bytes, limitBytes: LIMIT_BYTES };
  if (!exercise) throw new AppError('not_found');
  if (known) return { kind: 'repeated', ...known };

  const busyMs = await busy(deps);
  // What takes the place of another makes the line no longer.
  const replaces = busyMs !== null && course.replaceWaiting && (await findWaiting(deps.db, userId, exercise.id));
  if (busyMs !== null && !replaces) return { kind: 'busy', retryAfterMs: busyMs };
  const { submitLimit: limit, submitSeconds: seconds } = course;
  const submitLimit = { name: 'submit', points: limit, seconds };
  const limited = `${userId}:${exercise.id}`;
  const point = await takePoint(deps.db, submitLimit, limited);
  if (point.kind === 'wait') return { kind: 'too-many', retryAfterMs: point.retryAfterMs, limit, seconds };

  const id = SubmissionIdSchema.parse(randomUUID());
  const stored = await insertSubmission(
    deps.db,
    {
      id,
      courseId: course.id,
      exerciseId: exercise.id,
      exerciseVersionId: exercise.versionId,
      userId,
      seed: seedOf(deps.secret, id),
      code,
      codeHash: hashOf(code),
      idempotencyKey,
    },
    async (tx, { turn, replaced }) => {
      const priority = priorityOf('interactive', turn);
      await deps.jobs.send(tx, gradeJob, { submissionId: id, ...carried() }, { id, priority });
      if (replaced.length > 0) await takePlace(tx, gradeJob.name, { from: replaced, to: id });
      count('gradus_submissions_superseded_total', {}, replaced.length);
    },
    { replaceWaiting: course.replaceWaiting },
  ).catch(async (error: unknown) => {
    await givePointBack(deps.db, submitLimit, limited);
    throw error;
  });
  if (stored) return { kind: 'queued', id, attempt: stored.attempt };

  const first = await findByKey(deps.db, userId, idempotencyKey);
  if (!first) throw new AppError('internal', { message: 'a submission was refused for a key that nobody used' });
  return { kind: 'repeated', ...first };
}

/** Nobody waits for this while there is room; who is sent away is so because of what is true now. */
async function busy(deps: Deps): Promise<number | null> {
  const line = lastLine(deps);
  if (line === null || busyFor(line, deps.queueBounds) === null) return null;
  return busyFor(await readLine(deps), deps.queueBounds);
}
