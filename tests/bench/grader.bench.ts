/**
 * `npm run bench:grader -- [--json]`: from submit to verdict through the real queue, database and children, and the same
 * checks in bare Node. Every submission is a new one of a different student, drawn with fresh inputs.
 */
import { randomUUID } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { courses, enrolments, users } from '@/db/schema';
import { loadContent } from '@/lib/boot/content';
import { parseEnv } from '@/lib/boot/env';
import { openServices } from '@/lib/boot/services';
import { startWorker } from '@/lib/boot/worker';
import type { Actor } from '@/lib/access/policy';
import { CourseIdSchema, UserIdSchema } from '@/lib/base/ids';
import { bundleExercise } from '@/lib/content/bundle';
import { findActor } from '@/lib/features/accounts/find-actor';
import { submit } from '@/lib/features/submissions/submit';
import { watchSubmission } from '@/lib/features/submissions/watch-submission';
import { gradeInProcess, loadJudge } from '../exercises/in-process';

const CASES = [
  { size: 'small', slug: 'perceptron', folder: 'exercises/01-neuron/perceptron', exports: ['perceptron'] },
  {
    size: 'large',
    slug: 'mlp-backward',
    folder: 'exercises/08-backpropagation/mlp-backward',
    exports: ['mlpBackward'],
  },
] as const;
const WARM_UP = 10;
const COUNTED = 100;
/** Below the limit of submissions a minute. */
const PER_STUDENT = 8;
const BURST = 200;

interface Row {
  name: string;
  value: number;
  unit: string;
  rival?: string;
  rivalValue?: number;
  ratio?: number;
  goal?: { op: '<=' | '>='; value: number };
  met?: boolean;
}

const { values: flags } = parseArgs({ options: { json: { type: 'boolean', default: false } } });
const folder = mkdtempSync(path.join(os.tmpdir(), 'gradus-bench-'));
const env = parseEnv({ ...process.env, GRADUS_DATA: folder, GRADUS_DEMO: '1', LOG_LEVEL: 'silent' });
const services = await openServices(env);
const rows: Row[] = [];

try {
  const { runner } = services;
  if (!runner) throw new Error('this process does not grade: unset GRADER');
  const deps = { ...services, runner };
  await loadContent(deps, env.contentFolder);
  const worker = await startWorker(deps, {
    concurrency: env.graderConcurrency ?? os.availableParallelism(),
    alone: true,
  });
  const students = await enrol(Math.ceil((WARM_UP + COUNTED) / PER_STUDENT) + BURST);

  for (const { size, slug, folder: exercise, exports } of CASES) {
    const code = readFileSync(path.join(exercise, 'solution.ts'), 'utf8');
    const verdict = await latencies(slug, code, students);
    const bare = await bareNode(exercise, code, exports);
    const p50 = quantile(verdict, 0.5);
    add({ name: `submit to verdict, ${size} (${slug}), p50`, value: p50, unit: 'ms', goal: { op: '<=', value: 60 } });
    add({ name: `… p95`, value: quantile(verdict, 0.95), unit: 'ms', goal: { op: '<=', value: 150 } });
    add({ name: `… p99`, value: quantile(verdict, 0.99), unit: 'ms' });
    const rivalValue = quantile(bare, 0.5);
    add({
      name: `… against the same checks in bare Node`,
      value: p50,
      unit: 'ms',
      rival: 'bare Node, one process',
      rivalValue,
      ratio: p50 / rivalValue,
    });
  }
  const small = CASES[0];
  const code = readFileSync(path.join(small.folder, 'solution.ts'), 'utf8');
  const began = performance.now();
  await Promise.all(students.slice(-BURST).map((student) => verdictOf(student, small.slug, code)));
  const perSecond = BURST / ((performance.now() - began) / 1000);
  add({
    name: `throughput, ${BURST} at once, ${small.slug}, ${os.availableParallelism()} cores`,
    value: perSecond,
    unit: 'submissions/s',
  });
  worker.stop();
} finally {
  await services.close();
  rmSync(folder, { recursive: true, force: true });
}
print();

function add(row: Row): void {
  const { goal, value } = row;
  const met = goal ? { met: goal.op === '<=' ? value <= goal.value : value >= goal.value } : {};
  rows.push({ ...row, ...met });
}

async function enrol(count: number): Promise<Actor[]> {
  const [course] = await services.db.select({ id: courses.id }).from(courses).limit(1);
  if (!course) throw new Error('the course was not registered');
  const courseId = CourseIdSchema.parse(course.id);
  const people = Array.from({ length: count }, (_, i) => ({ name: `Bench ${i}`, email: `bench${i}@bench.example` }));
  const made = await services.db.insert(users).values(people).returning({ id: users.id });
  await services.db
    .insert(enrolments)
    .values(made.map(({ id }) => ({ courseId, userId: id, role: 'student' as const, sectionId: null })));
  const actors = await Promise.all(made.map(({ id }) => findActor(services, UserIdSchema.parse(id))));
  return actors.filter((actor) => actor !== null);
}

/** Milliseconds from handing in to the event that carries the verdict; throws unless it has full marks. */
async function verdictOf(student: Actor, slug: string, code: string): Promise<number> {
  const began = performance.now();
  const input = { course: 'neural-networks', exercise: slug, code, idempotencyKey: randomUUID() };
  const sent = await submit(services, student, input);
  if (sent.kind !== 'queued') throw new Error(`not queued: ${sent.kind}`);
  for await (const event of watchSubmission(services, student, { id: sent.id }, AbortSignal.timeout(120_000))) {
    if (event.kind !== 'done') continue;
    if (event.result.score !== event.result.max) throw new Error(`${slug}: ${event.result.summary}`);
    return performance.now() - began;
  }
  throw new Error(`${slug}: no verdict in two minutes`);
}

async function latencies(slug: string, code: string, students: readonly Actor[]): Promise<number[]> {
  const all: number[] = [];
  for (let i = 0; i < WARM_UP + COUNTED; i++) {
    const student = students[Math.floor(i / PER_STUDENT)];
    if (!student) throw new Error('too few students');
    all.push(await verdictOf(student, slug, code));
  }
  return all.slice(WARM_UP);
}

/** The same judge and the same submission in this process, without isolates, children, queue or database. */
async function bareNode(exercise: string, source: string, exports: readonly string[]): Promise<number[]> {
  const judge = loadJudge((await bundleExercise(exercise)).code);
  return Array.from({ length: WARM_UP + COUNTED }, (_, i) => {
    const began = performance.now();
    gradeInProcess(judge, { seed: `bench ${i}`, only: 'all', source, exports });
    return performance.now() - began;
  }).slice(WARM_UP);
}

function quantile(values: readonly number[], q: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))] ?? Number.NaN;
}

function print(): void {
  const [cpu] = os.cpus();
  const machine = {
    cpu: cpu?.model ?? 'unknown',
    cores: os.availableParallelism(),
    memoryGiB: Math.round(os.totalmem() / 2 ** 30),
    node: process.versions.node,
  };
  if (flags.json) {
    console.log(JSON.stringify({ machine, results: rows }, null, 2));
    return;
  }
  console.log(`${machine.cpu}, ${machine.cores} cores, Node ${machine.node}`);
  for (const { name, value, unit, ratio, rival, rivalValue, goal, met } of rows) {
    const against =
      rival && rivalValue ? `  ${rival} ${rivalValue.toFixed(1)} ${unit}, ratio ${ratio?.toFixed(1)}` : '';
    const wanted = goal ? `  goal ${goal.op} ${goal.value}: ${met ? 'met' : 'missed'}` : '';
    console.log(`${name.padEnd(64)} ${value.toFixed(1).padStart(8)} ${unit}${against}${wanted}`);
  }
}
