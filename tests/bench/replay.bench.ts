/**
 * `npm run bench:replay -- [--count 1000] [--json]`: grades that many submissions to all exercises of the demo course, then
 * replays every stored verdict with the operator's own command, in another process with children of its own.
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import { count, ne } from 'drizzle-orm';
import { z } from 'zod';
import { courses, enrolments, submissions, users } from '@/db/schema';
import { CourseIdSchema, UserIdSchema } from '@/lib/base/ids';
import { loadContent } from '@/lib/boot/content';
import { parseEnv } from '@/lib/boot/env';
import { openServices } from '@/lib/boot/services';
import { startWorker } from '@/lib/boot/worker';
import { findActor } from '@/lib/features/accounts/find-actor';
import { DEMO_COURSE, handIn, listPrograms } from '../support/demo-submissions';
import { until } from '../support/until';

const LONG_MS = 3_600_000;
const LineSchema = z.union([
  z.looseObject({
    submission: z.string(),
    kind: z.enum(['same', 'differs', 'not-replayed']),
    summary: z.undefined().optional(),
  }),
  z.object({ summary: z.object({ replayed: z.number(), same: z.number(), again: z.number(), seconds: z.number() }) }),
]);

const { values: flags } = parseArgs({
  options: { count: { type: 'string', default: '1000' }, json: { type: 'boolean', default: false } },
});
const wanted = Number(flags.count);
const folder = mkdtempSync(path.join(os.tmpdir(), 'gradus-replay-'));
const environment = { ...process.env, DATABASE_URL: '', GRADUS_DATA: folder, LOG_LEVEL: 'silent' };

try {
  const gradingSeconds = await fill();
  const { summary, others } = await replay();
  const [cpu] = os.cpus();
  const machine = { cpu: cpu?.model ?? 'unknown', cores: os.availableParallelism(), node: process.versions.node };
  const goal = { op: '>=' as const, value: wanted };
  const results = [
    {
      name: 'stored verdicts replayed to the same bytes',
      value: summary.same,
      unit: 'verdicts',
      goal,
      met: summary.same >= wanted,
    },
    { name: '… of these after another try, for a limit of time or memory', value: summary.again, unit: 'verdicts' },
    { name: 'grading them', value: wanted / gradingSeconds, unit: 'verdicts/s' },
    { name: 'replaying them', value: summary.replayed / summary.seconds, unit: 'verdicts/s' },
  ];
  if (flags.json) console.log(JSON.stringify({ machine, results, others }, null, 2));
  else {
    for (const { name, value, unit } of results)
      console.log(`${name.padEnd(64)} ${value.toFixed(1).padStart(8)} ${unit}`);
    for (const other of others) console.log(JSON.stringify(other));
  }
  if (summary.same < wanted) process.exitCode = 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/** Seconds from the first submission to the last verdict. */
async function fill(): Promise<number> {
  const env = parseEnv(environment);
  const services = await openServices(env);
  try {
    const { runner } = services;
    if (!runner) throw new Error('this process does not grade: unset GRADER');
    const deps = { ...services, runner };
    await loadContent(deps, env.contentFolder);
    const [course] = await deps.db.select({ id: courses.id }).from(courses);
    const [user] = await deps.db.insert(users).values({ name: 'Bench', email: 'bench@bench.example' }).returning();
    if (!course || !user) throw new Error('the course was not registered');
    const courseId = CourseIdSchema.parse(course.id);
    await deps.db.insert(enrolments).values({ courseId, userId: user.id, role: 'student' });
    const actor = await findActor(deps, UserIdSchema.parse(user.id));
    if (!actor) throw new Error('nobody was enrolled');
    const programs = await listPrograms(Infinity);
    const began = performance.now();
    for (let n = 0; n < wanted; n++) {
      const program = programs[n % programs.length];
      if (program) await handIn(deps, actor, { course: DEMO_COURSE, exercise: program.exercise, code: program.code });
    }
    const worker = await startWorker(deps, { concurrency: os.availableParallelism(), alone: true });
    await until(
      'all verdicts',
      async () => {
        const [left] = await deps.db.select({ number: count() }).from(submissions).where(ne(submissions.state, 'done'));
        return left?.number === 0;
      },
      LONG_MS,
    );
    worker.stop();
    return (performance.now() - began) / 1000;
  } finally {
    await services.close();
  }
}

async function replay() {
  const args = ['scripts/run.mjs', 'lib/boot/grade.cli.ts', '--replay-all', '--json'];
  const child = spawn(process.execPath, args, { env: environment, stdio: ['ignore', 'pipe', 'inherit'] });
  const others: unknown[] = [];
  let summary: { replayed: number; same: number; again: number; seconds: number } | undefined;
  for await (const text of createInterface({ input: child.stdout })) {
    const line = LineSchema.parse(JSON.parse(text));
    if (line.summary !== undefined) ({ summary } = line);
    else if (line.kind !== 'same') others.push(line);
  }
  if (!summary) throw new Error('the command printed no summary');
  return { summary, others };
}
