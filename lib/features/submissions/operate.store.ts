/** Takes a submission out of the queue before it was graded, and says so where its verdict would stand. */
import { and, eq, inArray } from 'drizzle-orm';
import type { Db } from '../../../db/database';
import { exercises, submissions, verdicts } from '../../../db/schema';
import { stored } from '../../../db/stored';
import type { SubmissionId } from '../../base/ids';
import { lockWork } from '../advisory-lock.store';
import { recordAudit } from '../audit.store';
import { cancelled } from './build-result';
import { announce } from './store';

interface Cancel {
  actorId: string;
  at: Date;
  reason: string;
  /** Takes its job out of the queue; false when a worker has it in hand. */
  withdraw: (tx: Db) => Promise<boolean>;
}

/** False, and nothing is changed, when it is not waiting any more. */
export const cancelWaiting = stored(
  'cancel a waiting submission',
  async (db: Db, id: SubmissionId, { actorId, at, reason, withdraw }: Cancel): Promise<boolean> => {
    return await db.transaction(async (transaction) => {
      const tx: Db = transaction;
      const [row] = await tx
        .select({
          userId: submissions.userId,
          exerciseId: submissions.exerciseId,
          courseId: submissions.courseId,
          exercise: exercises.slug,
          points: exercises.points,
          codeHash: submissions.codeHash,
          seed: submissions.seed,
        })
        .from(submissions)
        .innerJoin(exercises, eq(exercises.id, submissions.exerciseId))
        .where(eq(submissions.id, id));
      if (!row) return false;
      // As who stores a verdict: the work first, then the rest.
      await lockWork(tx, row.userId, row.exerciseId);
      const [taken] = await tx
        .update(submissions)
        .set({ state: 'done' })
        .where(and(eq(submissions.id, id), inArray(submissions.state, ['queued', 'grading'])))
        .returning({ id: submissions.id });
      if (!taken) return false;
      if (!(await withdraw(tx))) {
        await tx.update(submissions).set({ state: 'grading' }).where(eq(submissions.id, id));
        return false;
      }
      const result = cancelled(row);
      const { v, status, score, max } = result;
      await tx
        .insert(verdicts)
        .values({ submissionId: id, v, status, score, max, result, reason, createdAt: at })
        .onConflictDoNothing();
      const { courseId } = row;
      await recordAudit(tx, { at, actorId, courseId, action: 'submission.cancelled', details: { submission: id } });
      await announce(tx, id);
      return true;
    });
  },
);
