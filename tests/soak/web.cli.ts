/** The web's side of a soak, in a process that may be killed: hands in as pages do, and watches until the verdict is there. */
import { setTimeout as pause } from 'node:timers/promises';
import { eq } from 'drizzle-orm';
import type { Db } from '@/db/database';
import { courses, enrolments, exerciseVersions, users, verdicts } from '@/db/schema';
import { stored } from '@/db/stored';
import type { Actor } from '@/lib/access/policy';
import { AppError } from '@/lib/base/errors';
import { UserIdSchema } from '@/lib/base/ids';
import { services, type Services } from '@/lib/boot/services';
import { ResultSchema, type Result } from '@/lib/exercise/result';
import { findActor } from '@/lib/features/accounts/find-actor';
import { submit } from '@/lib/features/submissions/submit';
import { watchSubmission } from '@/lib/features/submissions/watch-submission';
import { audit, whereIs } from './audit';
import { OrderSchema, type News, type Order } from './wire';

type HandIn = Order & { type: 'hand-in' };

/** Between two looks at a database that is away, as a page would: each try to hand in takes a point of the rate limit. */
const PAUSE_MS = 1000;
/** What is refused for another reason is tried so often. */
const MOST_TROUBLES = 5;

// A parent that is gone needs nothing of this process any more.
process.on('disconnect', () => process.exit(1));
const tell = (news: News): void => void process.send?.(news);

const running = await services();
const students = Number(process.argv[2] ?? 0);
if (students > 0) {
  tell({ type: 'prepared', students: await prepare(running, students) });
  await running.close();
  process.exit(0);
}

const actors = new Map<string, Promise<Actor>>();
process.on('message', (message) => {
  const order = OrderSchema.parse(message);
  if (order.type === 'hand-in') void handIn(order);
  else if (order.type === 'look') void look(order);
  else if (order.type === 'audit') void patiently(0, () => audit(running.db)).then(tellAudit);
  else void running.close().then(() => process.exit(0));
});
tell({ type: 'ready' });

async function look({ n, key }: Order & { type: 'look' }): Promise<void> {
  tell({ type: 'stands', n, where: (await patiently(n, () => whereIs(running.db, key))) ?? 'unknown' });
}

function tellAudit(done: Awaited<ReturnType<typeof audit>> | null): void {
  if (done) tell({ type: 'audited', audit: done });
}

/** People to hand in. Exercises count as proved: what is soaked is the grading of submissions. */
async function prepare({ db }: Services, count: number): Promise<string[]> {
  const [course] = await db.select({ id: courses.id }).from(courses);
  if (!course) throw new Error('the course was not registered');
  const people = Array.from({ length: count }, (_, n) => ({ name: `Student ${n}`, email: `s${n}@soak.example` }));
  const made = await db.insert(users).values(people).returning({ id: users.id });
  const places = made.map(({ id }) => ({ courseId: course.id, userId: id, role: 'student' as const, sectionId: null }));
  await db.insert(enrolments).values(places);
  await db.update(exerciseVersions).set({ proof: {} });
  // Each is to be judged, though a student's others wait.
  await db.update(courses).set({ replaceWaiting: false });
  return made.map(({ id }) => id);
}

async function handIn(order: HandIn): Promise<void> {
  const { n, student, course, exercise, code, key } = order;
  const sent = await patiently(n, async () => {
    const actor = await actorOf(student);
    return { actor, answer: await submit(running, actor, { course, exercise, code, idempotencyKey: key }) };
  });
  if (!sent) return tell({ type: 'refused', n, why: 'an error each time' });
  const { actor, answer } = sent;
  if ('retryAfterMs' in answer) {
    await pause(answer.retryAfterMs);
    return await handIn(order);
  }
  if (!('id' in answer)) return tell({ type: 'refused', n, why: answer.kind });
  const { id } = answer;
  const result = await patiently(n, () => verdictOf(actor, id));
  if (result) tell({ type: 'verdict', n, id, result });
}

async function actorOf(student: string): Promise<Actor> {
  const known = actors.get(student);
  if (known) return await known;
  const found = findActor(running, UserIdSchema.parse(student)).then((actor) => {
    if (!actor) throw new Error('a student is gone');
    return actor;
  });
  actors.set(student, found);
  found.catch(() => actors.delete(student));
  return await found;
}

/** As the page is told of it; then as it is stored, with what only staff may see. */
async function verdictOf(actor: Actor, id: string): Promise<Result> {
  for await (const event of watchSubmission(running, actor, { id }, new AbortController().signal)) {
    if (event.kind !== 'done') continue;
    const kept = await readResult(running.db, event.submission.id);
    if (kept.score !== event.result.score) throw new Error('the page is told of another score than what is stored');
    return kept;
  }
  throw new Error('the stream of events ended without a verdict');
}

const readResult = stored('read a stored result', async (db: Db, id: string): Promise<Result> => {
  const [row] = await db.select({ result: verdicts.result }).from(verdicts).where(eq(verdicts.submissionId, id));
  return ResultSchema.parse(row?.result);
});

/** Until it succeeds, as long as it is the database that is away; null when it is refused again and again. */
async function patiently<T>(n: number, what: () => Promise<T>): Promise<T | null> {
  for (let troubles = 0; troubles < MOST_TROUBLES;) {
    try {
      return await what();
    } catch (error) {
      if (error instanceof AppError && error.code === 'bad_request') return null;
      if (!(error instanceof AppError && error.code === 'database_unavailable')) {
        troubles++;
        const words = error instanceof Error ? `${error.name}: ${error.message}` : 'unknown failure';
        tell({ type: 'trouble', n, what: words.slice(0, 500) });
      }
      await pause(PAUSE_MS);
    }
  }
  return null;
}
