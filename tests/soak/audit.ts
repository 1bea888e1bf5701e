/** Asks the database whether each submission has one verdict, one audit entry and the grade that follows, and what is left. */
import { sql, type SQL } from 'drizzle-orm';
import { rowsOf, type Db } from '@/db/database';
import type { Audit } from './wire';

export async function audit(db: Db): Promise<Audit> {
  const count = async (query: SQL): Promise<number> => Number(rowsOf(await db.execute(query))[0]?.['count']);
  return {
    submissions: await count(sql`select count(*) from submissions`),
    keys: await count(sql`select count(distinct idempotency_key) from submissions`),
    verdicts: await count(sql`select count(*) from verdicts`),
    unfinished: await count(sql`
      select count(*) from submissions left join verdicts on verdicts.submission_id = submissions.id
      where submissions.state <> 'done' or verdicts.submission_id is null`),
    platformErrors: await count(sql`select count(*) from verdicts where status = 'platform-error'`),
    notAuditedOnce: await count(sql`
      select count(*) from (
        select submissions.id from submissions left join audit_log
          on audit_log.action = 'submission.graded' and audit_log.details ->> 'submission' = submissions.id::text
        group by submissions.id having count(audit_log.id) <> 1) as odd`),
    wrongGrades: await count(sql`
      with best as (
        select distinct on (s.user_id, s.exercise_id) s.user_id, s.exercise_id, v.submission_id, v.score
        from submissions s join verdicts v on v.submission_id = s.id
        where v.status <> 'platform-error'
        order by s.user_id, s.exercise_id, case when v.max > 0 then v.score / v.max else 0 end desc, s.submitted_at)
      select count(*) from best full join grades using (user_id, exercise_id)
      where grades.submission_id is distinct from best.submission_id or grades.score is distinct from best.score`),
    openJobs: await count(sql`
      select count(*) from pgboss.job where name = 'grade' and state in ('created', 'retry', 'active')`),
  };
}

/** All that the database knows of a submission that waits. */
export async function whereIs(db: Db, key: string): Promise<string> {
  const rows = await db.execute(sql`
    select now()::time(0)::text as now, s.state, s.starts, j.state::text as job, j.retry_count as retries,
      j.priority, j.created_on::time(0)::text as created, j.start_after::time(0)::text as due,
      j.started_on::time(0)::text as started, h.worker_id as worker, w.ended_at::time(0)::text as worker_ended
    from submissions s
      left join pgboss.job j on j.name = 'grade' and j.id = s.id
      left join worker_hands h on h.job_id = s.id
      left join workers w on w.id = h.worker_id
    where s.idempotency_key = ${key}`);
  return JSON.stringify(rowsOf(rows));
}
