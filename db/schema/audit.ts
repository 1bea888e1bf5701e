/** Who did what: rows are only ever added (a trigger refuses anything else). */
import { sql } from 'drizzle-orm';
import { bigint, index, jsonb, pgTable, text, timestamp, uuid } from 'drizzle-orm/pg-core';

export const auditLog = pgTable(
  'audit_log',
  {
    id: bigint({ mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
    at: timestamp({ withTimezone: true }).notNull(),
    /** Null for what the platform does by itself. No foreign key: entries outlive people and courses. */
    actorId: uuid(),
    courseId: uuid(),
    action: text().notNull(),
    details: jsonb().notNull(),
  },
  (t) => [
    index('audit_log_course_idx').on(t.courseId, t.at),
    index('audit_log_actor_idx').on(t.actorId, t.at),
    index('audit_log_regraded_idx')
      .on(sql`(details ->> 'submission')`)
      .where(sql`action = 'submission.regraded'`),
  ],
);
