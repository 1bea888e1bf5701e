/** A student's history in one exercise: shown by the workbench, the history and the gradebook alike. */
import { and, desc, eq, sql } from 'drizzle-orm';
import { z } from 'zod';
import type { Db } from '../../db/database';
import { exercises, submissions, verdicts } from '../../db/schema';
import { stored } from '../../db/stored';
import { SubmissionIdSchema, type UserId } from '../base/ids';
import type { SubmissionRow } from './submissions/views';

const RegradedSchema = z
  .object({ at: z.coerce.date(), from: z.number(), fromMax: z.number() })
  .transform(({ at, from, fromMax }): SubmissionRow['regraded'] => ({ at, before: { score: from, max: fromMax } }));

/** What the audit log says of it. */
const REGRADED = sql`(
  select details || jsonb_build_object('at', at) from audit_log
  where action = 'submission.regraded' and details ->> 'submission' = ${submissions.id}::text
    and (details -> 'from', details -> 'fromMax') is distinct from (details -> 'to', details -> 'toMax')
  order by audit_log.id desc limit 1)`;

export const ROW = {
  id: submissions.id,
  attempt: submissions.attempt,
  submittedAt: submissions.submittedAt,
  state: submissions.state,
  replacedBy: submissions.replacedBy,
  status: verdicts.status,
  score: verdicts.score,
  max: sql<number>`coalesce(${verdicts.max}, ${exercises.points})`.mapWith(Number),
  regraded: REGRADED.mapWith((entry) => RegradedSchema.parse(entry)),
};

export const withId = <T extends { id: string }>(row: T) => ({ ...row, id: SubmissionIdSchema.parse(row.id) });

/** Newest first. */
export const listRows = stored(
  'list submissions',
  async (db: Db, userId: UserId, exerciseId: string): Promise<SubmissionRow[]> => {
    const rows = await db
      .select(ROW)
      .from(submissions)
      .innerJoin(exercises, eq(exercises.id, submissions.exerciseId))
      .leftJoin(verdicts, eq(verdicts.submissionId, submissions.id))
      .where(and(eq(submissions.exerciseId, exerciseId), eq(submissions.userId, userId)))
      .orderBy(desc(submissions.submittedAt), desc(submissions.attempt));
    return rows.map(withId);
  },
);
