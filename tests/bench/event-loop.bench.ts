/**
 * `node scripts/run.mjs tests/bench/event-loop.bench.ts [--students 200] [--profile]`: how long the web process can't
 * answer while it takes in, watches and grades that many submissions at once. Beside the delay, which other programs on the
 * machine lengthen, it counts the processor time of this thread between two looks: that is what we block by ourselves.
 */
import { randomUUID } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { Session } from 'node:inspector/promises';
import os from 'node:os';
import path from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { parseArgs } from 'node:util';
import { courses, enrolments, users } from '@/db/schema';
import { loadContent } from '@/lib/boot/content';
import { parseEnv } from '@/lib/boot/env';
import { openServices } from '@/lib/boot/services';
import { startWorker } from '@/lib/boot/worker';
import type { Actor } from '@/lib/access/policy';
import { CourseIdSchema, UserIdSchema } from '@/lib/base/ids';
import { findActor } from '@/lib/features/accounts/find-actor';
import { readWorkbench } from '@/lib/features/exercises/read-workbench';
import { submit } from '@/lib/features/submissions/submit';
import { watchSubmission } from '@/lib/features/submissions/watch-submission';

const EXERCISE = { slug: 'perceptron', folder: 'exercises/01-neuron/perceptron' };
const COURSE = 'neural-networks';
const LOOK_MS = 2;

const { values: flags } = parseArgs({
  options: { students: { type: 'string', default: '200' }, profile: { type: 'boolean', default: false } },
});
const folder = mkdtempSync(path.join(os.tmpdir(), 'gradus-bench-'));
const env = parseEnv({ ...process.env, GRADUS_DATA: folder, GRADUS_DEMO: '1', LOG_LEVEL: 'silent' });
const services = await openServices(env);

try {
  const { runner } = services;
  if (!runner) throw new Error('this process does not grade: unset GRADER');
  const deps = { ...services, runner };
  await loadContent(deps, env.contentFolder);
  const worker = await startWorker(deps, {
    concurrency: os.availableParallelism(),
    alone: env.databaseUrl === undefined,
  });
  const students = await enrol(Number(flags.students));
  const code = readFileSync(path.join(EXERCISE.folder, 'solution.ts'), 'utf8');
  for (const student of students.slice(0, 5)) await way(student, code);

  const session = new Session();
  session.connect();
  if (flags.profile) {
    await session.post('Profiler.enable');
    await session.post('Profiler.start');
  }
  const delay = monitorEventLoopDelay({ resolution: 1 });
  const own = watchOwnTime();
  delay.enable();
  const began = performance.now();
  await Promise.all(students.slice(5).map((student) => way(student, code)));
  const seconds = (performance.now() - began) / 1000;
  delay.disable();
  const blocks = own.stop();
  if (flags.profile) {
    const { profile } = await session.post('Profiler.stop');
    writeFileSync('event-loop.cpuprofile', JSON.stringify(profile));
  }
  const ms = (share: number) => Math.round(delay.percentile(share * 100) / 1e4) / 100;
  const at = (share: number) => blocks[Math.min(blocks.length - 1, Math.floor(blocks.length * share))] ?? 0;
  const of = (quantile: (share: number) => number) => ({ p50: quantile(0.5), p99: quantile(0.99), max: quantile(1) });
  process.stdout.write(
    `${JSON.stringify({
      database: env.databaseUrl === undefined ? 'PGlite' : 'PostgreSQL',
      submissions: students.length - 5,
      perSecond: Math.round(((students.length - 5) / seconds) * 10) / 10,
      delayMs: of(ms),
      ownMs: of(at),
    })}\n`,
  );
  worker.stop();
} finally {
  await services.close();
  rmSync(folder, { recursive: true, force: true });
}

/** Opens the page, hands in, and listens until the verdict is there. */
async function way(student: Actor, code: string): Promise<void> {
  await readWorkbench(services, student, { course: COURSE, exercise: EXERCISE.slug });
  const input = { course: COURSE, exercise: EXERCISE.slug, code, idempotencyKey: randomUUID() };
  const sent = await submit(services, student, input);
  if (sent.kind !== 'queued') throw new Error(`not queued: ${sent.kind}`);
  for await (const event of watchSubmission(services, student, { id: sent.id }, AbortSignal.timeout(120_000))) {
    if (event.kind === 'done') return;
  }
  throw new Error('no verdict');
}

/** Processor time of this thread between two turns of the event loop, sorted. */
function watchOwnTime(): { stop(): number[] } {
  const blocks: number[] = [];
  let last = process.threadCpuUsage();
  const timer = setInterval(() => {
    const now = process.threadCpuUsage();
    blocks.push((now.user + now.system - last.user - last.system) / 1000);
    last = now;
  }, LOOK_MS);
  return {
    stop() {
      clearInterval(timer);
      return blocks.toSorted((a, b) => a - b);
    },
  };
}

async function enrol(count: number): Promise<Actor[]> {
  const { db } = services;
  const [course] = await db.select({ id: courses.id }).from(courses).limit(1);
  const courseId = CourseIdSchema.parse(course?.id);
  const people = Array.from({ length: count }, (_, n) => ({
    name: `Loop ${n}`,
    email: `${randomUUID()}@loop.example`,
  }));
  const made = await db.insert(users).values(people).returning({ id: users.id });
  await db
    .insert(enrolments)
    .values(made.map(({ id }) => ({ courseId, userId: id, role: 'student' as const, sectionId: null })));
  const actors = await Promise.all(made.map(({ id }) => findActor(services, UserIdSchema.parse(id))));
  return actors.filter((actor) => actor !== null);
}
