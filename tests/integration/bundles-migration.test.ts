/** Rows of earlier releases keep their bundles when these move to a table of their own. */
import { createHash, randomUUID } from 'node:crypto';
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { rowsOf } from '@/db/database';
import { openOldRelease, type OldRelease } from '../support/old-release';

const FIRST_WITH_BUNDLES = '0003';
let release: OldRelease;

beforeAll(async () => {
  release = await openOldRelease(FIRST_WITH_BUNDLES);
});
afterAll(() => release.database.close());

it('keeps each code once, under its own hash, and every version finds its own', async () => {
  const [course, module, exercise] = [randomUUID(), randomUUID(), randomUUID()];
  const { db } = release.database;
  await db.execute(sql`insert into courses (id, slug, title) values (${course}, 'c', 'C')`);
  await db.execute(
    sql`insert into modules (id, course_id, slug, number, title) values (${module}, ${course}, 'm', 1, 'M')`,
  );
  await db.execute(sql`
    insert into exercises (id, course_id, module_id, slug, number, title, minutes, points, position)
    values (${exercise}, ${course}, ${module}, 'e', '1.1', 'E', 1, 1, 1)`);
  const codes = { a: 'globalThis.judge = "é\\n"', b: 'other', c: 'other' };
  for (const [hash, code] of Object.entries(codes)) {
    await db.execute(sql`
      insert into exercise_versions (exercise_id, hash, judge_hash, manifest, public_view, open_pack, bundle_hash, bundle_code)
      values (${exercise}, ${hash}, 'j', '{}', '{}', '', ${`old ${hash}`}, ${code})`);
  }

  await release.migrate();
  const kept = await db.execute(sql`
    select v.hash as version, b.hash, b.code, v.grader_version as grader
    from exercise_versions v join bundles b on b.hash = v.bundle_hash order by v.hash`);
  const hashOf = (code: string) => createHash('sha256').update(code).digest('hex');
  expect(rowsOf(kept)).toEqual(
    Object.entries(codes).map(([version, code]) => ({ version, hash: hashOf(code), code, grader: 1 })),
  );
  expect(rowsOf(await db.execute(sql`select count(*)::int as number from bundles`))).toEqual([{ number: 2 }]);
});
