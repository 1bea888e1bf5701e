/** Stored verdicts replay to the same bytes: every exercise, changed files, other graders, and rows that somebody altered. */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { count, eq, ne, sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bundles, exerciseVersions, submissions, verdicts } from '@/db/schema';
import { openDatabase } from '@/db/client';
import { rowsOf } from '@/db/database';
import type { SubmissionId } from '@/lib/base/ids';
import { parseEnv } from '@/lib/boot/env';
import { replayStored, type Which } from '@/lib/boot/replay';
import { createReplayer } from '@/lib/features/submissions/replay';
import { listReplayable } from '@/lib/features/submissions/replay.store';
import { createRunner, type Runner } from '@/lib/runner';
import { noDatabase, onPostgres } from '../support/database';
import { DEMO, DEMO_COURSE, endless, handIn, listPrograms, type Program } from '../support/demo-submissions';
import { rememberingLog } from '../support/log';
import { until } from '../support/until';
import { COURSE, EXERCISE, openWorld, registerCourse, RIGHT, WRONG, type World } from '../support/world';

const LONG_MS = 400_000;
const { signal } = new AbortController();

const allGraded = (world: World) =>
  until(
    'all verdicts',
    async () => {
      const [left] = await world.deps.db
        .select({ number: count() })
        .from(submissions)
        .where(ne(submissions.state, 'done'));
      return left?.number === 0;
    },
    LONG_MS,
  );

describe.skipIf(noDatabase)('replaying the demo course', () => {
  let world: World;
  let fresh: Runner;
  const programs = new Map<SubmissionId, Program>();

  beforeAll(async () => {
    world = await openWorld({ content: DEMO });
    await world.grade();
    for (const program of [...(await listPrograms(2, ['softmax', 'adam'])), endless('softmax', 'softmax')]) {
      const to = { course: DEMO_COURSE, exercise: program.exercise, code: program.code };
      programs.set(await handIn(world.deps, world.people.ada, to), program);
    }
    await allGraded(world);
    // Other children than those that graded.
    fresh = await createRunner({ students: 1 });
  }, LONG_MS);
  afterAll(async () => {
    await fresh?.close();
    await world?.close();
  });

  it('has verdicts of every kind, each with what it was made with', async () => {
    const rows = await world.deps.db.select().from(verdicts);
    expect(new Set(rows.map(({ status }) => status))).toEqual(new Set(['graded', 'student-error']));
    const codes = new Set(JSON.stringify(rows.map(({ result }) => result)).match(/(?<="code":")[a-z-]+/g));
    expect(codes.size).toBeGreaterThan(15);
    expect(codes).toContain('timeout');
    const { version, build, runtime } = world.deps.runner.grader;
    for (const { bundleHash, graderVersion, graderBuild, graderRuntime } of rows) {
      expect(bundleHash).toMatch(/^[0-9a-f]{64}$/);
      expect([graderVersion, graderBuild, graderRuntime]).toEqual([version, build, runtime]);
    }
  });

  it(
    'gives the same bytes for each, chance and clock included',
    async () => {
      const replay = createReplayer({ db: world.deps.db, runner: fresh });
      const ids = await listReplayable(world.deps.db, undefined);
      expect(new Set(ids)).toEqual(new Set(programs.keys()));
      const others: unknown[] = [];
      for (const id of ids) {
        const answer = await replay(id, signal);
        if (answer.kind !== 'same') others.push({ ...programs.get(id), code: '', answer });
      }
      expect(others).toEqual([]);
    },
    LONG_MS,
  );
});

describe.skipIf(noDatabase)('replaying', () => {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'gradus-replay-'));
  const log = rememberingLog();
  let world: World;
  let replay: ReturnType<typeof createReplayer>;

  beforeAll(async () => {
    cpSync(path.join('tests', 'support', 'course'), folder, { recursive: true });
    world = await openWorld({ content: folder, log });
    await world.grade();
    replay = createReplayer({ db: world.deps.db, runner: world.deps.runner });
  });
  afterAll(async () => {
    await world?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const graded = async (code: string): Promise<SubmissionId> => {
    const id = await handIn(world.deps, world.people.ada, { course: COURSE, exercise: EXERCISE, code });
    await allGraded(world);
    return id;
  };
  const resultOf = async (id: SubmissionId) => {
    const [row] = await world.deps.db.select().from(verdicts).where(eq(verdicts.submissionId, id));
    return row?.result as { summary: string; score: number; checks: { message: string }[] };
  };

  it('grades with the version of its time after the exercise has changed', async () => {
    const before = [await graded(RIGHT), await graded(WRONG)];
    const checks = path.join(folder, '01-basics', 'double', 'checks.ts');
    const text = readFileSync(checks, 'utf8');
    writeFileSync(checks, text.replaceAll("'Random numbers'", "'Numbers by chance'").replace('cases: 10', 'cases: 4'));
    await registerCourse(world.deps, folder);
    const after = await graded(WRONG);
    const [then, now] = [await resultOf(before[1] ?? after), await resultOf(after)];
    expect(JSON.stringify(then)).toContain('Random numbers');
    expect(JSON.stringify(now)).toContain('Numbers by chance');
    // Not even the folder is needed.
    rmSync(path.join(folder, '01-basics', 'double'), { recursive: true });
    for (const id of [...before, after]) expect(await replay(id, signal)).toEqual({ kind: 'same', tries: 1 });
    expect(await world.deps.db.select().from(bundles)).toHaveLength(2);
  });

  it('reports a document, a column, code or a bundle that somebody altered, with the place', async () => {
    const { db } = world.deps;
    const id = await graded(WRONG);
    const { score, checks } = await resultOf(id);
    const its = eq(verdicts.submissionId, id);
    const put = (place: string, value: string) => sql`jsonb_set(${verdicts.result}, ${place}::text[], ${value}::jsonb)`;

    await db
      .update(verdicts)
      .set({ result: put('{score}', '10') })
      .where(its);
    expect(await replay(id, signal)).toMatchObject({
      kind: 'differs',
      difference: { at: 'score', stored: '10', now: String(score) },
      because: null,
    });
    await db
      .update(verdicts)
      .set({ result: put('{score}', String(score)) })
      .where(its);
    await db
      .update(verdicts)
      .set({ result: put('{checks,1,message}', '"Well done."') })
      .where(its);
    expect(await replay(id, signal)).toMatchObject({
      kind: 'differs',
      difference: { at: 'checks[1].message', stored: '"Well done."' },
    });
    await db
      .update(verdicts)
      .set({ result: put('{checks,1,message}', JSON.stringify(checks[1]?.message)), score: 9 })
      .where(its);
    expect(await replay(id, signal)).toMatchObject({
      kind: 'differs',
      difference: { at: 'verdict.score', stored: '9' },
    });
    await db.update(verdicts).set({ score }).where(its);
    expect(await replay(id, signal)).toEqual({ kind: 'same', tries: 1 });

    // A row that was made elsewhere says so where it differs.
    await db
      .update(verdicts)
      .set({ graderRuntime: 'node 1', result: put('{score}', '10') })
      .where(its);
    expect(await replay(id, signal)).toMatchObject({ because: expect.stringContaining('node 1') as unknown });
    await db
      .update(verdicts)
      .set({ result: put('{score}', String(score)) })
      .where(its);
    expect(await replay(id, signal)).toMatchObject({ kind: 'same' });

    await db.update(submissions).set({ code: RIGHT }).where(eq(submissions.id, id));
    expect(await replay(id, signal)).toMatchObject({ kind: 'differs', difference: { at: 'submission.codeHash' } });
    await db.update(submissions).set({ code: WRONG }).where(eq(submissions.id, id));

    const [verdict] = await db.select().from(verdicts).where(its);
    const mine = eq(bundles.hash, verdict?.bundleHash ?? '');
    const [bundle] = await db.select().from(bundles).where(mine);
    await db
      .update(bundles)
      .set({ code: `${bundle?.code}//` })
      .where(mine);
    const anew = createReplayer({ db, runner: world.deps.runner });
    expect(await anew(id, signal)).toMatchObject({ kind: 'differs', difference: { at: 'bundle.hash' } });
    await db
      .update(bundles)
      .set({ code: bundle?.code ?? '' })
      .where(mine);
  });

  it('replays rows from before graders were written down', async () => {
    const id = await graded(WRONG);
    const none = { bundleHash: null, graderVersion: null, graderBuild: null, graderRuntime: null };
    await world.deps.db.update(verdicts).set(none).where(eq(verdicts.submissionId, id));
    expect(await replay(id, signal)).toEqual({ kind: 'same', tries: 1 });
  });

  it('says why there is nothing to replay', async () => {
    const { db } = world.deps;
    const id = await graded(RIGHT);
    const unknown = '00000000-0000-4000-8000-000000000000' as SubmissionId;
    expect(await replay(unknown, signal)).toMatchObject({
      kind: 'not-replayed',
      why: expect.stringMatching(/no submission/) as unknown,
    });
    await db.update(verdicts).set({ status: 'platform-error' }).where(eq(verdicts.submissionId, id));
    expect(await replay(id, signal)).toMatchObject({
      kind: 'not-replayed',
      why: expect.stringMatching(/fault of the platform/) as unknown,
    });
    expect(await listReplayable(db, undefined)).not.toContain(id);
    await db.delete(verdicts).where(eq(verdicts.submissionId, id));
    expect(await replay(id, signal)).toMatchObject({
      kind: 'not-replayed',
      why: expect.stringMatching(/no verdict/) as unknown,
    });
  });

  it('leaves a submission whose bundle is of a newer grader as it is, at no cost, until one comes', async () => {
    const { db } = world.deps;
    const id = await graded(RIGHT);
    const [made] = await db.select().from(submissions).where(eq(submissions.id, id));
    const version = eq(exerciseVersions.id, made?.exerciseVersionId ?? '');
    await db.update(exerciseVersions).set({ graderVersion: 99 }).where(version);
    expect(await replay(id, signal)).toMatchObject({
      kind: 'not-replayed',
      why: expect.stringMatching(/needs grader 99/) as unknown,
    });

    const waiting = await handIn(world.deps, world.people.ben, { course: COURSE, exercise: EXERCISE, code: RIGHT });
    await until('the grader to leave it', () => log.lines.some((line) => line.includes(waiting)), 90_000);
    expect(log.lines.find((line) => line.includes(waiting))).toContain('left to a newer grader');
    // From now on it is offered to newer ones alone; that is written down after it was said.
    await until('the job to ask for a newer grader', async () => {
      const jobs = await db.execute(sql`select data ->> 'needs' as needs from pgboss.job where id = ${waiting}::uuid`);
      return JSON.stringify(rowsOf(jobs)) === JSON.stringify([{ needs: '99' }]);
    });
    const [row] = await db.select().from(submissions).where(eq(submissions.id, waiting));
    expect(row).toMatchObject({ state: 'queued', starts: 0 });
    // As if this one were newer.
    await db.update(exerciseVersions).set({ graderVersion: 1 }).where(version);
    await db.execute(sql`update pgboss.job set data = data - 'needs' where id = ${waiting}::uuid`);
    await allGraded(world);
    expect(await replay(waiting, signal)).toEqual({ kind: 'same', tries: 1 });
  }, 240_000);

  /** Exit status and lines of `npm run grade -- --replay…`, in this process. */
  const replayed = async (environment: Record<string, string>, which: Which, json = false) => {
    const lines: string[] = [];
    const printing = { json, print: (line: string) => void lines.push(line) };
    return { status: await replayStored(parseEnv(environment), which, printing), lines };
  };
  const ALL: Which = { limit: undefined };

  it('refuses from the terminal what it can not do, in words', async () => {
    const data = mkdtempSync(path.join(os.tmpdir(), 'gradus-data-'));
    const run = () => replayed({ GRADUS_DATA: data }, ALL);
    try {
      await expect(run()).rejects.toThrow(/there is no database in .*GRADUS_DATA/);
      const held = await openDatabase({ folder: path.join(data, 'pg') });
      await expect(run()).rejects.toThrow(/in use by process \d+.*Stop it first/);
      await held.close();
      await expect(run()).rejects.toThrow(/npm run db:migrate/);
    } finally {
      rmSync(data, { recursive: true, force: true });
    }
    const words = spawnSync(process.execPath, ['scripts/run.mjs', 'lib/boot/grade.cli.ts', '--replay', 'mine']);
    expect(words.status).toBe(2);
    expect(words.stderr.toString()).toContain('mine is no id of a submission');
  });

  // The embedded database serves one process, which takes its folder's lock; this one is in memory.
  it.skipIf(!onPostgres)('prints a line each, and tells by its status', async () => {
    const { db } = world.deps;
    const environment = { DATABASE_URL: world.url ?? '', GRADUS_SECRET: 'x'.repeat(32) };
    const [same, altered] = [await graded(RIGHT), await graded(WRONG)];
    expect(await replayed(environment, { ids: [same] })).toEqual({ status: 0, lines: [`${same}  same`] });
    const its = eq(verdicts.submissionId, altered);
    await db
      .update(verdicts)
      .set({ result: sql`jsonb_set(${verdicts.result}, '{max}', '11')` })
      .where(its);
    const two = await replayed(environment, { limit: 2 }, true);
    expect(two.status).toBe(1);
    const lines = two.lines.map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(lines.find(({ submission }) => submission === altered)).toMatchObject({
      kind: 'differs',
      difference: { at: 'max', stored: '11', now: '10' },
    });
    expect(lines.at(-1)).toMatchObject({ summary: { replayed: 2, same: 1, differs: 1, 'not-replayed': 0 } });
    const unknown = '00000000-0000-4000-8000-000000000000' as SubmissionId;
    expect((await replayed(environment, { ids: [unknown, same] })).status).toBe(2);
  });
});
