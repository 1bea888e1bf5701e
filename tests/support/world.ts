/** A whole Gradus for tests: database, queue, signals, children, the test course and its people. Nothing is replaced. */
import path from 'node:path';
import { startWorker } from '@/lib/boot/worker';
import type { Actor } from '@/lib/access/policy';
import type { Log } from '@/lib/base/log';
import { bundleExercise } from '@/lib/content/bundle';
import { loadCatalog } from '@/lib/content/load';
import { courses, enrolments, sections, users } from '@/db/schema';
import { eq } from 'drizzle-orm';
import type { Deps } from '@/lib/features/deps';
import { findActor } from '@/lib/features/accounts/find-actor';
import { registerContent } from '@/lib/features/content/register';
import { gradeJob } from '@/lib/features/submissions/grade.job';
import { UserIdSchema } from '@/lib/base/ids';
import { openQueue } from '@/lib/jobs/queue';
import { openSignals } from '@/lib/jobs/signals';
import { createRunner, type Runner } from '@/lib/runner';
import type { GraderDeps } from '@/lib/features/submissions/grade.handler';
import type { TestDatabase } from './database';
import { silentLog } from './log';

export const COURSE = 'test-course';
export const EXERCISE = 'double';
export const RIGHT = 'export function double(x: number): number { return x + x; }';
export const WRONG = 'export function double(x: number): number { return x * x; }';
export const SECRET = 'a secret of the tests, long enough to be one';

export interface World extends TestDatabase {
  deps: Deps & { runner: Runner };
  people: { ada: Actor; ben: Actor; tara: Actor; ines: Actor; stranger: Actor };
  /** Somebody's roles as they are now. */
  actor(name: string): Promise<Actor>;
  /** Starts taking jobs. */
  grade(): Promise<void>;
}

export interface WorldOptions {
  log?: Log;
  /** A content folder of its own; people are enrolled in its course. */
  content?: string;
  /** The database holds a world already. */
  again?: boolean;
  onStep?: GraderDeps['onStep'];
}

/** On a fresh database of the kind that this run is on. */
export async function openWorld(options: WorldOptions = {}): Promise<World> {
  // Loaded here: processes that a test starts have no vitest.
  const { freshDatabase } = await import('./database');
  return await openWorldOn(await freshDatabase(), options);
}

export async function openWorldOn(test: TestDatabase, options: WorldOptions = {}): Promise<World> {
  const { database } = test;
  const log = options.log ?? silentLog;
  const [jobs, runner] = await Promise.all([openQueue(database, [gradeJob], log), createRunner({ students: 1 })]);
  const signals = await openSignals(database);
  const deps = {
    db: database.db,
    jobs,
    signals,
    runner,
    now: () => new Date(),
    secret: SECRET,
    demo: true,
    log,
  };
  if (!options.again) {
    await registerCourse(deps, options.content ?? path.join('tests', 'support', 'course'));
    await seedPeople(deps);
  }
  const actor = async (name: string) => {
    const [row] = await deps.db
      .select({ id: users.id })
      .from(users)
      .where(eq(users.email, `${name}@test.example`));
    const found = await findActor(deps, UserIdSchema.parse(row?.id));
    if (!found) throw new Error(`there is no ${name}`);
    return found;
  };
  let worker: { stop(): void } | null = null;
  return {
    ...test,
    deps,
    people: {
      ada: await actor('ada'),
      ben: await actor('ben'),
      tara: await actor('tara'),
      ines: await actor('ines'),
      stranger: await actor('stranger'),
    },
    actor,
    async grade() {
      const grader = { ...deps, ...(options.onStep ? { onStep: options.onStep } : {}) };
      worker = await startWorker(grader, { concurrency: 2, alone: database.kind === 'pglite' });
    },
    async close() {
      worker?.stop();
      await jobs.stop();
      await signals.close();
      await runner.close();
      await test.close();
    },
  };
}

/** Again after its files have changed: what is new is put in force. */
export async function registerCourse(deps: Deps & { runner: Runner }, content: string): Promise<void> {
  const catalog = await loadCatalog(content);
  const bundle = (folder: string) => bundleExercise(folder);
  const registered = await registerContent(deps, { catalog, judgeHash: 'tests', bundle });
  if (registered?.problems.length === 0) return;
  throw new Error(`the test course is broken: ${JSON.stringify(registered?.problems ?? catalog.problems)}`);
}

async function seedPeople({ db }: Deps): Promise<void> {
  const [course] = await db.select().from(courses);
  if (!course) throw new Error('there is no test course');
  const courseId = course.id;
  const [a, b] = await db
    .insert(sections)
    .values([
      { courseId, name: 'A' },
      { courseId, name: 'B' },
    ])
    .returning();
  const people = [
    { name: 'ada', role: 'student', sectionId: a?.id ?? null },
    { name: 'ben', role: 'student', sectionId: b?.id ?? null },
    { name: 'tara', role: 'ta', sectionId: null },
    { name: 'ines', role: 'instructor', sectionId: null },
    { name: 'stranger', role: null, sectionId: null },
  ] as const;
  for (const { name, role, sectionId } of people) {
    const [user] = await db
      .insert(users)
      .values({ name, email: `${name}@test.example` })
      .returning();
    if (user && role) await db.insert(enrolments).values({ courseId, userId: user.id, role, sectionId });
  }
}
