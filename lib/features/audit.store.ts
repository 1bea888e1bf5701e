/** The audit log: added to within the transaction of what it records. */
import { sql, type SQL } from 'drizzle-orm';
import type { Db } from '../../db/database';
import { stored } from '../../db/stored';

export interface AuditEntry {
  at: Date;
  /** Null for what the platform does by itself. */
  actorId: string | null;
  courseId: string | null;
  action:
    | 'submission.graded'
    | 'submission.regraded'
    | 'submission.requeued'
    | 'submission.cancelled'
    | 'grades.exported'
    | 'account.created'
    | 'account.linked'
    | 'account.renamed'
    | 'account.password-set'
    | 'roster.added'
    | 'roster.changed'
    | 'roster.removed'
    | 'operator.added'
    | 'operator.removed'
    | 'content.registered'
    | 'course.seeded';
  details: Record<string, string | number | boolean | null>;
}

export const recordAudit = stored('record audit entry', async (tx: Db, entry: AuditEntry): Promise<void> => {
  await tx.execute(auditFor(sql`(select 1) as once`, entry));
});

/** The same as part of a statement: once for each row of `rows`. */
export function auditFor(rows: SQL, { at, actorId, courseId, action, details }: AuditEntry): SQL {
  return sql`
    insert into audit_log (at, actor_id, course_id, action, details)
    select ${at.toISOString()}::timestamptz, ${actorId}::uuid, ${courseId}::uuid, ${action},
      ${JSON.stringify(details)}::jsonb
    from ${rows}`;
}
