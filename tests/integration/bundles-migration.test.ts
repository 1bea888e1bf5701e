/** Rows of earlier releases keep their bundles when these move to a table of their own. */
import { createHash, randomUUID } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openDatabase } from '@/db/client';
import { rowsOf, type Database } from '@/db/database';

const FOLDER = path.join('db', 'migrations');
const FIRST_WITH_BUNDLES = '0003';
let database: Database;

const run = async (name: string) => {
  for (const statement of readFileSync(path.join(FOLDER, name), 'utf8').split('--> statement-breakpoint')) {
    await database.db.execute(sql.raw(statement));
  }
};

beforeAll(async () => {
  database = await openDatabase({ folder: null });
});
afterAll(() => database.close());

it('keeps each code once, under its own hash, and every version finds its own', async () => {
  const names = readdirSync(FOLDER).filter((name) => name.endsWith('.sql'));
  const before = names.filter((name) => name < FIRST_WITH_BUNDLES).toSorted();
  for (const name of before) await run(name);

  const [course, module, exercise] = [randomUUID(), randomUUID(), randomUUID()];
  const { db } = database;
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

  for (const name of names.filter((one) => !before.includes(one)).toSorted()) await run(name);
  const kept = await db.execute(sql`
    select v.hash as version, b.hash, b.code, v.grader_version as grader
    from exercise_versions v join bundles b on b.hash = v.bundle_hash order by v.hash`);
  const hashOf = (code: string) => createHash('sha256').update(code).digest('hex');
  expect(rowsOf(kept)).toEqual(
    Object.entries(codes).map(([version, code]) => ({ version, hash: hashOf(code), code, grader: 1 })),
  );
  expect(rowsOf(await db.execute(sql`select count(*)::int as number from bundles`))).toEqual([{ number: 2 }]);
});
