/** Grading again by another version of an exercise: behind everybody, once, foretold, put in force, and undone. */
import { randomUUID } from 'node:crypto';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { and, asc, eq, sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { auditLog, courses, exerciseVersions, grades, regradings, submissions, verdicts } from '@/db/schema';
import type { Actor } from '@/lib/access/policy';
import type { SubmissionId } from '@/lib/base/ids';
import { parseEnv } from '@/lib/boot/env';
import { regradeStored, type Regrade } from '@/lib/boot/regrade';
import { readOperation } from '@/lib/features/operations/read-operation';
import { buildResult } from '@/lib/features/submissions/build-result';
import { createGrader } from '@/lib/features/submissions/grade.handler';
import { gradeJob } from '@/lib/features/submissions/grade.job';
import { recordVerdict } from '@/lib/features/submissions/grade.store';
import { directionOf, type StudentRegrade } from '@/lib/features/submissions/put-in-force.store';
import { changeVerdicts, gradeAgain, TargetReplaced } from '@/lib/features/submissions/regrade';
import { listStands, listTargets, type RegradeTarget } from '@/lib/features/submissions/regrade.store';
import { listSubmissions } from '@/lib/features/submissions/list-submissions';
import { readSubmission } from '@/lib/features/submissions/read-submission';
import { createReplayer } from '@/lib/features/submissions/replay';
import { submit } from '@/lib/features/submissions/submit';
import { listLine } from '@/lib/jobs/line.store';
import { forgetJob } from '@/lib/jobs/queue.store';
import { noDatabase, onPostgres } from '../support/database';
import { handIn } from '../support/demo-submissions';
import { until } from '../support/until';
import { COURSE, EXERCISE, openWorld, registerCourse, RIGHT, SECRET, WRONG, type World } from '../support/world';

/** Right for the known number of the first version, wrong for that of the second. */
const CONSTANT = 'export function double(): number { return 6; }';
const { signal } = new AbortController();

describe.skipIf(noDatabase)('regrading', () => {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'gradus-regrade-'));
  const checks = path.join(folder, '01-basics', 'double', 'checks.ts');
  let world: World;
  let first: string;

  beforeAll(async () => {
    cpSync(path.join('tests', 'support', 'course'), folder, { recursive: true });
    first = readFileSync(checks, 'utf8');
    world = await openWorld({ content: folder });
  });
  afterAll(async () => {
    await world?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const putIn = async (text: string) => {
    writeFileSync(checks, text);
    await registerCourse(world.deps, folder);
  };
  /** What `WRONG` does for 2 is right, and what `CONSTANT` does is not. */
  const second = () => first.replace("['double', 3], want: 6", "['double', 2], want: 4");
  const third = () => first.replace("'A known number'", "'A number that is known'");
  const target = async (): Promise<RegradeTarget> => {
    const [found] = await listTargets(world.deps.db, {
      exercise: EXERCISE,
      graderVersion: world.deps.runner.grader.version,
    });
    if (!found) throw new Error('there is nothing to regrade');
    return found;
  };
  const hand = (actor: Actor, code: string) => handIn(world.deps, actor, { course: COURSE, exercise: EXERCISE, code });
  const allGraded = () =>
    until('all verdicts', async () => {
      const left = await world.deps.db.$count(submissions, eq(submissions.state, 'queued'));
      return left + (await world.deps.db.$count(submissions, eq(submissions.state, 'grading'))) === 0;
    });
  const again = async () => gradeAgain(world.deps, await target(), { signal });
  const change = async (only: 'all' | 'raises', dryRun: boolean) => {
    const students: StudentRegrade[] = [];
    for await (const one of changeVerdicts(world.deps, await target(), { only, dryRun, signal })) students.push(one);
    return students;
  };
  const stored = async () => {
    const { db } = world.deps;
    return {
      verdicts: await db.select().from(verdicts).orderBy(asc(verdicts.submissionId)),
      grades: await db.select().from(grades).orderBy(asc(grades.userId)),
      regradings: await db
        .select()
        .from(regradings)
        .orderBy(asc(regradings.submissionId), asc(regradings.exerciseVersionId)),
      submissions: await db.select().from(submissions).orderBy(asc(submissions.id)),
      audit: await db.select().from(auditLog).orderBy(asc(auditLog.id)),
    };
  };
  const pointsOf = async (id: SubmissionId) => {
    const [row] = await world.deps.db.select().from(verdicts).where(eq(verdicts.submissionId, id));
    return row?.score;
  };
  const gradeOf = async ({ userId }: Actor) => {
    const [row] = await world.deps.db.select().from(grades).where(eq(grades.userId, userId));
    return row && { score: row.score, submission: row.submissionId };
  };

  it('waits behind students, even behind those who come later', async () => {
    const { deps, people } = world;
    const old = await hand(people.ada, RIGHT);
    await forgetJob(deps.db, gradeJob.name, old);
    const document = buildResult(
      { exercise: EXERCISE, codeHash: '', seed: '' },
      { hash: '' },
      { text: JSON.stringify({ status: 'graded', summary: '', score: 0, max: 10, checks: [] }), ms: 0 },
    );
    const madeWith = { bundleHash: null, grader: deps.runner.grader };
    await recordVerdict(deps.db, old, { document, madeWith, at: new Date() });

    const stop = new AbortController();
    const going = gradeAgain(deps, await target(), { signal: stop.signal });
    const line = () => listLine(deps.db, gradeJob.name);
    await until('the regrading to be sent', async () => (await line()).length === 1);
    const [regrading] = await line();
    const to = { course: COURSE, exercise: EXERCISE, code: RIGHT, idempotencyKey: randomUUID() };
    const later = await submit(deps, people.ben, to);
    expect(await line()).toEqual(['id' in later && later.id, regrading]);
    const operator = { ...people.tara, operator: true };
    expect(await readOperation(deps, operator)).toMatchObject({ regrading: 1, grading: 0 });
    stop.abort(new Error('enough'));
    await expect(going).rejects.toThrow('enough');

    // What was sent is graded all the same, and found by whoever asks next.
    await world.grade();
    await until('the regrading', async () => (await deps.db.$count(regradings)) === 1);
    await allGraded();
    expect(await again()).toEqual({ all: 2, inForce: 1, known: 1, graded: 0, failed: [], without: 0 });
    expect(await pointsOf(old)).toBe(0);
    await deps.db.delete(submissions);
  });

  describe('after the exercise has changed', () => {
    let wrong: SubmissionId;
    let constant: SubmissionId;
    let his: SubmissionId;
    beforeAll(async () => {
      const { ada, ben } = world.people;
      wrong = await hand(ada, WRONG);
      constant = await hand(ada, CONSTANT);
      his = await hand(ben, CONSTANT);
      await allGraded();
      await putIn(second());
    });

    it('grades each once, whoever asks and however often, and changes nothing that counts', async () => {
      const before = await stored();
      const [one, other] = await Promise.all([again(), again()]);
      expect([one, other]).toEqual([
        expect.objectContaining({ all: 3, inForce: 0, failed: [] }),
        expect.objectContaining({ all: 3, inForce: 0, failed: [] }),
      ]);
      const { regradings: made, ...rest } = await stored();
      expect(rest).toEqual({ ...before, regradings: undefined });
      expect(made).toHaveLength(3);
      expect(await again()).toEqual({ all: 3, inForce: 0, known: 3, graded: 0, failed: [], without: 0 });
      // A job that comes late, or twice, finds it made.
      const grade = createGrader(world.deps);
      await grade({ id: wrong, regradeBy: (await target()).versionId, lastTry: true }, signal);
      expect((await stored()).regradings).toEqual(made);
    });

    it('foretells what would change, and leaves everything as it is', async () => {
      const before = await stored();
      const foretold = await change('all', true);
      expect(await stored()).toEqual(before);
      const byStudent = new Map(foretold.map((one) => [one.student, one]));
      expect(byStudent.get(world.people.ada.userId)).toMatchObject({
        changes: [
          { id: wrong, attempt: 1, before: { score: 0, max: 10 }, after: { score: 4, max: 10 }, readsTheSame: false },
          { id: constant, attempt: 2, before: { score: 4, max: 10 }, after: { score: 0, max: 10 } },
        ],
        grade: { before: { score: 4 }, after: { score: 4 } },
      });
      expect(byStudent.get(world.people.ben.userId)).toMatchObject({
        changes: [{ id: his }],
        grade: { before: { score: 4, max: 10 }, after: { score: 0, max: 10 } },
      });
    });

    it('takes no points away when told so', async () => {
      await change('raises', false);
      expect([await pointsOf(wrong), await pointsOf(constant), await pointsOf(his)]).toEqual([4, 4, 4]);
      // The earliest of equals.
      expect(await gradeOf(world.people.ada)).toEqual({ score: 4, submission: wrong });
      expect((await listStands(world.deps.db, await target())).map(({ stand }) => stand)).toEqual([
        'known',
        'known',
        'in-force',
      ]);
    });

    it('puts all in force once, however many do it at a time, with an entry in the audit log each', async () => {
      await Promise.all([change('all', false), change('all', false)]);
      expect([await pointsOf(wrong), await pointsOf(constant), await pointsOf(his)]).toEqual([4, 0, 0]);
      expect(await gradeOf(world.people.ada)).toEqual({ score: 4, submission: wrong });
      expect(await gradeOf(world.people.ben)).toEqual({ score: 0, submission: his });
      const entries = await world.deps.db.select().from(auditLog).where(eq(auditLog.action, 'submission.regraded'));
      const { hash } = await target();
      expect(entries.map(({ details }) => details)).toEqual(
        expect.arrayContaining([
          { submission: wrong, from: 0, fromMax: 10, to: 4, toMax: 10, version: hash },
          { submission: constant, from: 4, fromMax: 10, to: 0, toMax: 10, version: hash },
          { submission: his, from: 4, fromMax: 10, to: 0, toMax: 10, version: hash },
        ]),
      );
      expect(entries).toHaveLength(3);
      const replay = createReplayer(world.deps);
      for (const id of [wrong, constant, his]) expect(await replay(id, signal)).toEqual({ kind: 'same', tries: 1 });
    });

    it('tells whose points changed when they did and what they were, and nobody else anything', async () => {
      const { deps, people } = world;
      const rows = (actor: Actor) => listSubmissions(deps, actor, { course: COURSE, exercise: EXERCISE });
      const regraded = and(eq(auditLog.action, 'submission.regraded'), sql`details ->> 'submission' = ${his}`);
      const [entry] = await deps.db.select().from(auditLog).where(regraded);
      const told = await rows(people.ben);
      expect(told).toMatchObject([{ score: 0, regraded: { at: entry?.at, before: { score: 4, max: 10 } } }]);
      expect(await readSubmission(deps, people.ben, { id: his })).toMatchObject({ regraded: told[0]?.regraded });
      expect(await rows(people.ada)).toMatchObject([
        { id: constant, regraded: { before: { score: 4 } } },
        { id: wrong, regraded: { before: { score: 0 } } },
      ]);
      // Points that stay are nothing to tell.
      await putIn(second().replace("'A known number'", "'A number that is known'"));
      await again();
      expect((await change('all', false)).flatMap(({ changes }) => changes)).toHaveLength(3);
      expect(await rows(people.ben)).toEqual(told);
      await putIn(second());
      await change('all', false);
    });

    it('is undone by the version of before, from what was kept, to the byte', async () => {
      const now = await stored();
      const kept = new Map(now.regradings.map((row) => [`${row.submissionId} ${row.exerciseVersionId}`, row]));
      await putIn(first);
      expect(await again()).toEqual({ all: 3, inForce: 0, known: 3, graded: 0, failed: [], without: 0 });
      await change('all', false);
      const { versionId } = await target();
      for (const { submissionId, ...verdict } of (await stored()).verdicts) {
        expect(kept.get(`${submissionId} ${versionId}`)).toMatchObject(verdict);
      }
      expect(await gradeOf(world.people.ben)).toEqual({ score: 4, submission: his });
      expect(await again()).toMatchObject({ inForce: 3 });
    });

    it('grades again what an earlier grader graded, and keeps that verdict, too', async () => {
      const { db, runner } = world.deps;
      const { version } = runner.grader;
      const { versionId } = await target();
      const its = eq(verdicts.submissionId, his);
      const mine = and(eq(regradings.submissionId, his), eq(regradings.exerciseVersionId, versionId));
      await db
        .update(verdicts)
        .set({ graderVersion: version - 1, result: sql`jsonb_set(${verdicts.result}, '{summary}', '"Of old."')` })
        .where(its);
      await db.delete(regradings).where(mine);
      expect(await again()).toMatchObject({ inForce: 2, known: 0, graded: 1 });
      const [student] = await change('all', false);
      expect(student?.changes).toMatchObject([{ id: his, readsTheSame: false }]);
      const rows = await db.select().from(regradings).where(mine).orderBy(asc(regradings.graderVersion));
      expect(rows.map(({ graderVersion }) => graderVersion)).toEqual([version - 1, version]);
      expect(rows[0]?.result).toMatchObject({ summary: 'Of old.' });
      expect(await again()).toMatchObject({ inForce: 3 });
    });

    it('does nothing by a version that is not in force any more, and stops when told to', async () => {
      await putIn(second());
      const before = await stored();
      const how = { only: 'all', dryRun: false } as const;
      const late = changeVerdicts(world.deps, await target(), { ...how, signal });
      await putIn(first);
      await expect(late.next()).rejects.toBeInstanceOf(TargetReplaced);
      await putIn(second());
      const stop = new AbortController();
      const stopped = changeVerdicts(world.deps, await target(), { ...how, dryRun: true, signal: stop.signal });
      await stopped.next();
      stop.abort(new Error('enough'));
      await expect(stopped.next()).rejects.toThrow('enough');
      expect({ ...(await stored()), audit: [] }).toEqual({ ...before, audit: [] });
      await putIn(first);
    });

    it('takes neither points nor a share of them away, whatever the points of the exercise become', async () => {
      const ways = [
        ['same', 4, 10],
        ['up', 5, 10],
        ['down', 3, 10],
        // A larger share of fewer points, and more points of many more.
        ['down', 3, 5],
        ['down', 5, 20],
        ['up', 4, 8],
        ['up', 8, 20],
      ] as const;
      for (const [way, score, max] of ways) {
        expect(directionOf({ before: { score: 4, max: 10 }, after: { score, max } })).toBe(way);
      }
    });

    it('makes the grade by the last submission where the course says so', async () => {
      await putIn(second());
      await world.deps.db.update(courses).set({ gradePolicy: 'last' });
      const students = await change('all', true);
      expect(students.find(({ student }) => student === world.people.ada.userId)?.grade).toMatchObject({
        after: { score: 0, max: 10 },
      });
      // As the course's own file says.
      await putIn(first);
    });

    it('gives up what brings its graders down', async () => {
      const { db } = world.deps;
      await putIn(third());
      const { versionId } = await target();
      const mine = and(eq(regradings.submissionId, his), eq(regradings.exerciseVersionId, versionId));
      const grade = createGrader(world.deps);
      const request = { id: his, regradeBy: versionId, lastTry: false };
      await expect(grade({ ...request, earlier: 26 }, signal)).rejects.toThrow('too often');
      expect(await db.$count(regradings, mine)).toBe(0);
      await grade({ ...request, earlier: 25 }, signal);
      expect(await db.$count(regradings, mine)).toBe(1);
      await db.delete(regradings).where(mine);
      await putIn(first);
    });

    it('says what will have a verdict by an earlier version', async () => {
      const { db } = world.deps;
      await db.update(verdicts).set({ status: 'platform-error' }).where(eq(verdicts.submissionId, his));
      await putIn(second());
      expect(await again()).toMatchObject({ all: 2, without: 1 });
      await db.update(verdicts).set({ status: 'graded' }).where(eq(verdicts.submissionId, his));
      await putIn(first);
    });

    it('says how many could not be graded, and keeps nothing of them', async () => {
      await putIn(third());
      const { db } = world.deps;
      const sound = await target();
      const version = eq(exerciseVersions.id, sound.versionId);
      const [row] = await db.select().from(exerciseVersions).where(version);
      // What no grader can do anything with.
      await db.update(exerciseVersions).set({ manifest: {} }).where(version);
      // Their next tries would come after seconds, and there would be four.
      const hurry = () =>
        db.execute(sql`update pgboss.job set retry_limit = 0, start_after = now() where state = 'retry'`);
      let over = false;
      const hurrying = (async () => {
        for (; !over; await sleep(50)) await hurry();
      })();
      const failed = await gradeAgain(world.deps, sound, { signal }).finally(() => {
        over = true;
      });
      await hurrying;
      expect(failed).toMatchObject({ all: 3, graded: 0 });
      expect(new Set(failed.failed)).toEqual(new Set([wrong, constant, his]));
      await db.update(exerciseVersions).set({ manifest: row?.manifest }).where(version);
      expect(await change('all', false)).toEqual([]);
    });
  });

  /** Exit status and lines of `npm run grade -- --regrade`, in this process. */
  const regraded = async (what: Omit<Regrade, 'exercise'>, json = false, exercise = EXERCISE) => {
    const lines: string[] = [];
    const environment = { DATABASE_URL: world.url ?? '', GRADUS_SECRET: SECRET, GRADUS_WEAK_SANDBOX: 'accepted' };
    const printing = { json, print: (line: string) => void lines.push(line) };
    return { status: await regradeStored(parseEnv(environment), { exercise, ...what }, printing), lines };
  };

  // The embedded database serves one process, which takes its folder's lock; this one is in memory.
  it.skipIf(!onPostgres)('prints what would change, and what did', async () => {
    await putIn(second());
    const dry = await regraded({});
    expect(dry.status).toBe(0);
    expect(dry.lines.at(-1)).toContain('Points would change: 1 up, 2 down');
    expect(dry.lines.at(-1)).toContain('grades: 0 up, 1 down');
    expect(dry.lines.at(-1)).toContain('Nothing was changed');
    expect(dry.lines).toHaveLength(4);
    const done = await regraded({ course: COURSE, apply: 'all' }, true);
    const lines = done.lines.map((line) => JSON.parse(line) as unknown);
    expect(lines).toHaveLength(4);
    expect(lines.at(-1)).toMatchObject({ summary: { all: 3, known: 3, up: 1, down: 2, applied: 'all' } });
    expect((await regraded({ apply: 'all' })).lines.join('\n')).toContain('Nothing to do: of 3');
    await expect(regraded({}, false, 'nothing')).rejects.toThrow('there is no exercise nothing in force in any course');
    await expect(regraded({ course: 'other' })).rejects.toThrow('in force in other');
  });
});
