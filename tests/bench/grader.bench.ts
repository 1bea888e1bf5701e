/**
 * `npm run bench:grader -- [--json] [--breakdown] [--quick]`: from submit to stored verdict through the real queue, database
 * and children, the same checks in bare Node, and what others do with such a submission, in the same run. Every submission is
 * a new one of a different student, with code of its own, drawn with fresh inputs.
 */
import { randomUUID } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { courses, enrolments, users } from '@/db/schema';
import { proveExercise } from '@/lib/authoring/proof';
import { loadContent } from '@/lib/boot/content';
import { parseEnv } from '@/lib/boot/env';
import { openServices } from '@/lib/boot/services';
import { startWorker } from '@/lib/boot/worker';
import type { Actor } from '@/lib/access/policy';
import { CourseIdSchema, UserIdSchema } from '@/lib/base/ids';
import { bundleExercise } from '@/lib/content/bundle';
import { findActor } from '@/lib/features/accounts/find-actor';
import { listUnproved, writeProof } from '@/lib/features/content/store';
import { submit } from '@/lib/features/submissions/submit';
import { watchSubmission } from '@/lib/features/submissions/watch-submission';
import { compileSubmission } from '@/lib/script/compile';
import { encodeScript } from '@/lib/script/wire';
import { setMeters } from '@/lib/telemetry/metrics';
import { gradeInProcess, loadJudge } from '../exercises/in-process';
import { openRivals, type Rival, type Task } from './grader-rivals';

const { values: flags } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    breakdown: { type: 'boolean', default: false },
    quick: { type: 'boolean', default: false },
  },
});

const EXERCISES = ['perceptron', 'softmax', 'softmax-ce', 'mlp-backward', 'adam', 'conv2d'] as const;
/** Submissions a second, on two cores. */
const THROUGHPUT: ReadonlyMap<string, number> = new Map([
  ['perceptron', 60],
  ['mlp-backward', 15],
]);
const WARM_UP = 12;
const COUNTED = flags.quick ? 20 : 100;
/** Below the limit of submissions a minute. */
const PER_STUDENT = 4;
const BURST = flags.quick ? 60 : 200;
const RIVAL_RUNS = flags.quick ? 4 : 12;
/** What the limits allow a program that never answers: one script of each of two groups. */
const ENDLESS_LIMIT_MS = 2000;

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

/** A small network trained for about half a second: what the isolate costs once it computes. */
const TRAINING = `export function f(steps) {
  const w = Array.from({ length: 64 }, (_, i) => Math.sin(i)), x = Array.from({ length: 64 }, (_, i) => Math.cos(i));
  let loss = 0;
  for (let s = 0; s < steps; s++) {
    let z = 0;
    for (let i = 0; i < 64; i++) z += w[i] * x[i];
    const y = Math.tanh(z), d = (y - 0.3) * (1 - y * y);
    for (let i = 0; i < 64; i++) w[i] -= 0.01 * d * x[i];
    loss += (y - 0.3) ** 2;
  }
  return loss;
}`;

const folder = mkdtempSync(path.join(os.tmpdir(), 'gradus-bench-'));
const env = parseEnv({ ...process.env, GRADUS_DATA: folder, GRADUS_DEMO: '1', LOG_LEVEL: 'silent' });
const services = await openServices(env);
const rows: Row[] = [];
const stages = new Map<string, number[]>();
let salt = 0;

try {
  const { runner } = services;
  if (!runner) throw new Error('this process does not grade: unset GRADER');
  const deps = { ...services, runner };
  await loadContent(deps, env.contentFolder);
  const folders = await proveAll(deps);
  const worker = await startWorker(deps, {
    concurrency: (env.graderConcurrency ?? Math.max(1, os.availableParallelism() - 1)) + 1,
    alone: env.databaseUrl === undefined,
  });
  const students = await enrol(Math.max(BURST, Math.ceil((WARM_UP + COUNTED) / PER_STUDENT)) + 10);

  for (const slug of EXERCISES) {
    const task = await readTask(slug, folders.get(slug) ?? '');
    await measure(`the latency of ${slug}`, () => measureLatency(task, students));
    if (THROUGHPUT.has(slug)) await measure(`the throughput of ${slug}`, () => measureThroughput(task, students));
  }
  await measure('an endless loop', () => measureEndless(students));
  await measure('steady compute', () => measureSteady(runner));
  worker.stop();
} finally {
  await services.close();
  rmSync(folder, { recursive: true, force: true });
}
print();

/** One that fails takes no other's figures along; the run fails all the same. */
async function measure(what: string, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    console.error(`not measured: ${what}:`, error);
    process.exitCode = 1;
  } finally {
    setMeters(undefined);
  }
}

function add(row: Row): void {
  const { goal, value, ratio } = row;
  const measured = row.unit === '×' ? (ratio ?? value) : value;
  const met = goal ? { met: goal.op === '<=' ? measured <= goal.value : measured >= goal.value } : {};
  rows.push({ ...row, ...met });
}

/** As the platform does after its start, so that judges are kept warm. */
async function proveAll(deps: typeof services & { runner: NonNullable<typeof services.runner> }) {
  const found = new Map<string, string>();
  for (const { versionId, module, slug } of await listUnproved(deps.db)) {
    const exercise = path.join(env.contentFolder, module, slug);
    found.set(slug, exercise);
    if (!EXERCISES.some((one) => one === slug)) continue;
    const signal = new AbortController().signal;
    const proof = await proveExercise(deps.runner, exercise, {
      now: () => new Date(),
      signal,
      seeds: { reference: 2, others: 3 },
    });
    await writeProof(deps.db, versionId, proof);
  }
  return found;
}

async function readTask(slug: string, exercise: string): Promise<Task> {
  const names = /^exports: \[(.*)\]$/m.exec(readFileSync(path.join(exercise, 'exercise.md'), 'utf8'))?.[1] ?? '';
  return {
    slug,
    bundle: await bundleExercise(exercise),
    exports: names.split(',').map((name) => name.trim()),
    source: readFileSync(path.join(exercise, 'solution.ts'), 'utf8'),
  };
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

interface Handing {
  slug: string;
  source: string;
  fullMarks?: boolean;
}

/** Milliseconds from handing in to the event that carries the verdict; throws unless it has full marks. */
async function verdictOf(student: Actor, { slug, source, fullMarks = true }: Handing): Promise<number> {
  // No two programs are the same, as no two students are.
  const code = `${source}\n// ${salt++}\n`;
  const began = performance.now();
  const input = { course: 'neural-networks', exercise: slug, code, idempotencyKey: randomUUID() };
  const sent = await submit(services, student, input);
  if (sent.kind !== 'queued') throw new Error(`not queued: ${sent.kind}`);
  note('submit', performance.now() - began);
  for await (const event of watchSubmission(services, student, { id: sent.id }, AbortSignal.timeout(120_000))) {
    if (event.kind !== 'done') continue;
    if (fullMarks && event.result.score !== event.result.max) throw new Error(`${slug}: ${event.result.summary}`);
    return performance.now() - began;
  }
  throw new Error(`${slug}: no verdict in two minutes`);
}

function note(stage: string, ms: number): void {
  stages.set(stage, [...(stages.get(stage) ?? []), ms]);
}

async function measureLatency(task: Task, students: readonly Actor[]): Promise<void> {
  const { slug } = task;
  const judge = loadJudge(task.bundle.code);
  const all: number[] = [];
  const bare: number[] = [];
  for (let i = 0; i < WARM_UP + COUNTED; i++) {
    const student = students[Math.floor(i / PER_STUDENT)];
    if (!student) throw new Error('too few students');
    if (i === WARM_UP) listen();
    all.push(await verdictOf(student, task));
    // In turn with it, so that both meet the same machine.
    const began = performance.now();
    gradeInProcess(judge, { ...task, seed: `bench ${i}`, only: 'all' });
    bare.push(performance.now() - began);
  }
  const counted = all.slice(WARM_UP);
  const p50 = quantile(counted, 0.5);
  add({ name: `submit to verdict, ${slug}, p50`, value: p50, unit: 'ms', goal: { op: '<=', value: 40 } });
  add({ name: `… p95`, value: quantile(counted, 0.95), unit: 'ms', goal: { op: '<=', value: 120 } });
  add({ name: `… p99`, value: quantile(counted, 0.99), unit: 'ms', goal: { op: '<=', value: 300 } });
  const rivalValue = quantile(bare.slice(WARM_UP), 0.5);
  const ratio = p50 / rivalValue;
  const goal = { op: '<=', value: 1.5 } as const;
  add({ name: `… against bare Node`, value: ratio, unit: '×', rival: 'bare Node, warm', rivalValue, ratio, goal });
  if (!flags.breakdown) return;
  for (const [stage, values] of stages)
    add({ name: `stage ${stage}, ${slug}`, value: sum(values) / COUNTED, unit: 'ms a submission' });
}

/** Times of the stages of verdicts, from here on. */
function listen(): void {
  stages.clear();
  setMeters({
    count: () => undefined,
    setGauge: () => undefined,
    addGauge: () => undefined,
    observe: (name, labels, seconds) => {
      if (name === 'gradus_verdict_stage_seconds') note(labels.stage ?? '', seconds * 1000);
    },
  });
}

async function measureThroughput(task: Task, students: readonly Actor[]): Promise<void> {
  const perSecond = await rate(BURST, BURST, async (i) => {
    const student = students[i];
    if (student) await verdictOf(student, task);
  });
  const cores = os.availableParallelism();
  const goal = { op: '>=', value: THROUGHPUT.get(task.slug) ?? 0 } as const;
  const name = `throughput, ${task.slug}, ${BURST} at once, ${cores} cores`;
  add({ name, value: perSecond, unit: 'submissions/s', goal });
  for (const rival of await openRivals(task, path.join(folder, task.slug))) {
    const rivalValue = await rateOf(rival, cores);
    const ratio = perSecond / rivalValue;
    const wanted = rival.name.includes('jest') ? { goal: { op: '>=', value: 10 } as const } : {};
    add({ name: `… against ${rival.name}`, value: ratio, unit: '×', rival: rival.name, rivalValue, ratio, ...wanted });
  }
}

async function rateOf(rival: Rival, cores: number): Promise<number> {
  await rival.grade('warm-up');
  return await rate(RIVAL_RUNS, cores, (i) => rival.grade(`bench ${i}`));
}

/** How many a second, `atOnce` of them at any time. */
async function rate(count: number, atOnce: number, one: (i: number) => Promise<void>): Promise<number> {
  let next = 0;
  const began = performance.now();
  await Promise.all(
    Array.from({ length: atOnce }, async () => {
      while (next < count) await one(next++);
    }),
  );
  return count / ((performance.now() - began) / 1000);
}

async function measureEndless(students: readonly Actor[]): Promise<void> {
  const source = 'export function perceptron() { for (;;); }';
  const times: number[] = [];
  for (const student of students.slice(-5)) {
    times.push(await verdictOf(student, { slug: 'perceptron', source, fullMarks: false }));
  }
  const goal = { op: '<=', value: ENDLESS_LIMIT_MS + 150 } as const;
  add({ name: `endless loop, limit ${ENDLESS_LIMIT_MS} ms`, value: quantile(times, 0.5), unit: 'ms', goal });
}

async function measureSteady(runner: NonNullable<typeof services.runner>): Promise<void> {
  const STEPS = 4_000_000;
  const compiled = compileSubmission(TRAINING, ['f']);
  if (compiled.kind !== 'ok') throw new Error(compiled.message);
  const inIsolate = async (steps: number): Promise<number> => {
    const script = encodeScript([{ op: 'call', name: 'f', args: [steps] }]);
    const code = `globalThis.judge = { begin: () => ${JSON.stringify(JSON.stringify({ groups: [[script]] }))},
      next: (json) => JSON.stringify({ kind: 'done', verdict: JSON.parse(json) }) };`;
    const limits = { scriptMs: 20_000, groupMs: 20_000, totalMs: 20_000 };
    const job = {
      bundle: { hash: code, code },
      source: TRAINING,
      exports: ['f'],
      seed: '',
      only: 'all',
      limits,
    } as const;
    const began = performance.now();
    const outcome = await runner.grade(job, AbortSignal.timeout(60_000));
    const ms = performance.now() - began;
    if (outcome.kind !== 'verdict' || !outcome.text.includes('"ran"')) throw new Error('the training was not run');
    return ms;
  };
  const ours: number[] = [];
  const plain: number[] = [];
  for (let i = 0; i < 5; i++) {
    await inIsolate(1);
    ours.push((await inIsolate(STEPS)) - (await inIsolate(1)));
    const { f } = (0, eval)(compiled.code) as { f: (steps: number) => number };
    const began = performance.now();
    f(STEPS);
    plain.push(performance.now() - began);
  }
  const rivalValue = quantile(plain, 0.5);
  const ratio = quantile(ours, 0.5) / rivalValue;
  const goal = { op: '<=', value: 1.1 } as const;
  add({
    name: 'steady compute against plain Node',
    value: ratio,
    unit: '×',
    rival: 'plain Node',
    rivalValue,
    ratio,
    goal,
  });
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
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
    database: env.databaseUrl === undefined ? 'embedded' : 'PostgreSQL',
    load: os.loadavg()[0] ?? null,
  };
  if (flags.json) {
    console.log(JSON.stringify({ machine, results: rows }, null, 2));
    return;
  }
  console.log(`${machine.cpu}, ${machine.cores} cores, Node ${machine.node}, load ${machine.load?.toFixed(1)}`);
  for (const { name, value, unit, rival, rivalValue, goal, met } of rows) {
    const against = rival && rivalValue ? `  ${rival}: ${rivalValue.toFixed(1)}` : '';
    const wanted = goal ? `  goal ${goal.op} ${goal.value}: ${met ? 'met' : 'missed'}` : '';
    console.log(`${name.padEnd(64)} ${value.toFixed(1).padStart(8)} ${unit}${against}${wanted}`);
  }
}
