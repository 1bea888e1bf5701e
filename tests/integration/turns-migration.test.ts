/** Rows of earlier releases: what waited goes on waiting and is found, and courses get the policy they had. */
import { randomUUID } from 'node:crypto';
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { rowsOf } from '@/db/database';
import { SubmissionIdSchema } from '@/lib/base/ids';
import { listUnfinished, requeueUnfinished } from '@/lib/features/submissions/store';
import { openOldRelease, type OldRelease } from '../support/old-release';

const FIRST_WITH_TURNS = '0006';
let release: OldRelease;

beforeAll(async () => {
  release = await openOldRelease(FIRST_WITH_TURNS);
});
afterAll(() => release.database.close());

it('leaves old submissions waiting, outside the turns, and old courses as they were', async () => {
  const [course, module, exercise, version, user] = Array.from({ length: 5 }, () => randomUUID());
  const { db } = release.database;
  await db.execute(sql`insert into courses (id, slug, title) values (${course}, 'c', 'C')`);
  await db.execute(
    sql`insert into modules (id, course_id, slug, number, title) values (${module}, ${course}, 'm', 1, 'M')`,
  );
  await db.execute(sql`
    insert into exercises (id, course_id, module_id, slug, number, title, minutes, points, position)
    values (${exercise}, ${course}, ${module}, 'e', '1.1', 'E', 1, 1, 1)`);
  await db.execute(sql`insert into bundles (hash, code) values ('b', 'code')`);
  await db.execute(sql`
    insert into exercise_versions (id, exercise_id, hash, judge_hash, manifest, public_view, open_pack, bundle_hash)
    values (${version}, ${exercise}, 'h', 'j', '{}', '{}', '', 'b')`);
  await db.execute(sql`insert into users (id, email, name) values (${user}, 'a@b.example', 'A')`);
  const ids = { queued: randomUUID(), grading: randomUUID(), done: randomUUID() };
  for (const [state, id] of Object.entries(ids)) {
    await db.execute(sql`
      insert into submissions (id, course_id, exercise_id, exercise_version_id, user_id, state, seed, code, code_hash,
        attempt, idempotency_key, submitted_at)
      values (${id}, ${course}, ${exercise}, ${version}, ${user}, ${state}, '', '', '', 1, ${id}, now())`);
  }

  await release.migrate();
  expect((await listUnfinished(db)).toSorted()).toEqual([ids.queued, ids.grading].toSorted());
  const policies = await db.execute(sql`select submit_limit, submit_seconds, replace_waiting from courses`);
  expect(rowsOf(policies)).toEqual([{ submit_limit: 10, submit_seconds: 60, replace_waiting: true }]);
  // Whoever finds one of them lost sends it behind the students that wait now.
  let sent: number | null = null;
  const again = await requeueUnfinished(db, SubmissionIdSchema.parse(ids.grading), {
    inHand: () => Promise.resolve(false),
    again(_tx, priority) {
      sent = priority;
      return Promise.resolve();
    },
  });
  expect({ again, sent }).toEqual({ again: true, sent: -1000 });
});
