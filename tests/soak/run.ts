/** One soak: hands in by plan, lets faults happen, and checks every verdict and what is left at the end. */
import { setTimeout as pause } from 'node:timers/promises';
import { createStriker } from './faults';
import type { SoakLog } from './log';
import { complainOfMemory, summarizeMemory } from './memory';
import type { Fault, Plan, Task } from './plan';
import { watchProcesses, type Role } from './processes';
import { quantilesOf, type Report } from './report';
import { openStand } from './stand';
import type { Audit, News } from './wire';

export interface RunOptions {
  readonly kind: 'postgres' | 'pglite';
  readonly course: string;
  readonly plan: Plan;
  readonly seed: string;
  readonly students: number;
  readonly log: SoakLog;
  /** Nothing more is handed in after so long. */
  readonly limitMs: number;
  /** Nor once this is aborted: what is under way is brought to its end, and everything is taken down. */
  readonly stop: AbortSignal;
  onProgress(line: Progress): void;
  onFinding(text: string): void;
}

export interface Progress {
  readonly done: number;
  readonly count: number;
  readonly seconds: number;
  readonly faults: number;
  readonly findings: number;
  readonly p95: number;
}

/** Submissions under way: enough that both children always have work, few enough that a verdict does not wait long. */
const UNDER_WAY = 12;
/** A submission without a verdict after so long is late, if it is also many times what others need, */
const LATE_MS = 60_000;
const LATE_TURNS = 10;
/** and lost after so many times more. */
const LOST = 4;
/** Until the queue must be empty after the last verdict. */
const DRAIN_MS = 90_000;
const GONE_MS = 10_000;
const PROGRESS_MS = 5000;

interface UnderWay {
  readonly task: Task;
  readonly at: number;
  isLate: boolean;
}

interface Struck {
  readonly fault: Fault;
  readonly at: number;
  readonly waiting: Set<number>;
  backMs: number | null;
}

export async function soak(options: RunOptions): Promise<Report> {
  const { plan, log, course } = options;
  const findings: string[] = [];
  const find = (text: string): void => {
    if (findings.includes(text)) return;
    findings.push(text);
    log.write({ finding: text });
    options.onFinding(text);
  };
  const tasks = plan.tasks.filter(({ n }) => !log.done.has(n));
  const accepted = new Set<number>();
  const judged = new Map<number, string>();
  const latencies = { all: [] as number[], right: [] as number[], wrong: [] as number[], hostile: [] as number[] };
  const underWay = new Map<number, UnderWay>();
  const struck: Struck[] = [];
  let audited: ((audit: Audit) => void) | null = null;

  const stand = await openStand({
    kind: options.kind,
    students: options.students,
    faults: plan.faults.length > 0,
    onNews: (news) => onNews(news),
    onEnd: (name, { code, signal, wasExpected }) => {
      if (wasExpected && (code === 0 || signal === 'SIGKILL' || signal === 'SIGTERM')) return;
      if (code !== null && striker?.isDatabaseAway()) return;
      find(`${name} ended by itself: ${signal ?? `code ${code}`}`);
    },
  });
  const processes = watchProcesses(roleOf);
  const striker = createStriker(stand, processes);
  const opened = performance.now();
  /** When the first verdict came: what is handed in before waits for the graders to start. */
  let began: number | null = null;
  const seconds = (): number => (began === null ? 0 : (performance.now() - began) / 1000);

  function onNews(news: News): void {
    if (news.type === 'ready') for (const { task } of underWay.values()) send(task);
    else if (news.type === 'audited') audited?.(news.audit);
    else if (news.type === 'stands') find(`submission ${news.n} stands so: ${news.where}`);
    else if (news.type === 'trouble') find(`an error that says nothing of the database: ${news.what}`);
    else if (news.type === 'refused') onRefusal(news.n, news.why);
    else if (news.type === 'verdict') onVerdict(news);
  }

  function send(task: Task): void {
    const { n, program } = task;
    const student = stand.students[task.student] ?? '';
    const { exercise, code } = program;
    stand.web.send({ type: 'hand-in', n, student, course, exercise, code, key: `${options.seed}-${n}` });
  }

  function onRefusal(n: number, why: string): void {
    const one = underWay.get(n);
    if (!one) return;
    underWay.delete(n);
    // Some attacks are no text that can be stored, or too long: nobody has to run them.
    const isOk = one.task.program.kind === 'hostile';
    if (!isOk) find(`${one.task.program.name} was refused: ${why}`);
    settle(one, isOk);
  }

  function onVerdict({ n, id, result }: News & { type: 'verdict' }): void {
    const earlier = judged.get(n);
    if (earlier !== undefined && earlier !== id) find(`submission ${n} was taken twice`);
    const one = underWay.get(n);
    if (!one) return;
    underWay.delete(n);
    judged.set(n, id);
    accepted.add(n);
    const { program } = one.task;
    const complaint = program.complain(result);
    if (complaint !== null) {
      find(`${program.name}, submission ${n} with seed ${result.seed}: ${complaint}`);
    }
    if (began !== null && one.at > began) {
      latencies.all.push(performance.now() - one.at);
      latencies[program.kind].push(performance.now() - one.at);
    }
    began ??= performance.now();
    settle(one, complaint === null);
  }

  function settle({ task, at }: UnderWay, ok: boolean): void {
    log.write({ n: task.n, program: task.program.name, ms: Math.round(performance.now() - at), ok });
    for (const one of struck) {
      if (!one.waiting.delete(task.n) || one.waiting.size > 0) continue;
      one.backMs = performance.now() - one.at;
    }
  }

  const faults = plan.faults.filter(({ kind, after }) => !log.struck.includes(`${kind} ${after}`));
  const striking = new Set<Promise<void>>();
  const strike = async (fault: Fault): Promise<void> => {
    await pause(fault.delayMs);
    const quick = [...underWay.values()].filter(({ task }) => !task.program.isSlow).map(({ task }) => task.n);
    const one: Struck = { fault, at: performance.now(), waiting: new Set(quick), backMs: null };
    struck.push(one);
    const { kind, after } = fault;
    try {
      const { what, orphans } = await striker.strike(fault);
      log.write({ fault: kind, after, what, seconds: seconds(), backMs: one.backMs });
      if (orphans.length > 0) find(`${orphans.length} processes outlive ${what}, which was killed`);
    } catch (error) {
      find(`${kind} could not be done: ${error instanceof Error ? error.message : 'unknown failure'}`);
    }
  };
  const strikeDue = (done: number): void => {
    while (faults[0] && faults[0].after <= done) {
      const fault = faults.shift();
      if (!fault || stand.impossible.has(fault.kind)) continue;
      const happening = strike(fault).finally(() => striking.delete(happening));
      striking.add(happening);
    }
  };
  const checkLate = (): boolean => {
    const turnMs = (1000 * UNDER_WAY * Math.max(1, seconds())) / Math.max(1, judged.size);
    const lateMs = Math.max(LATE_MS, LATE_TURNS * turnMs);
    for (const one of underWay.values()) {
      const ms = performance.now() - one.at;
      if (ms > LOST * lateMs) {
        find(`submission ${one.task.n} (${one.task.program.name}) has no verdict after ${Math.round(ms / 1000)} s`);
        return false;
      }
      if (ms > lateMs && !one.isLate) {
        one.isLate = true;
        find(`submission ${one.task.n} (${one.task.program.name}) waits for ${Math.round(ms / 1000)} s`);
        stand.web.send({ type: 'look', n: one.task.n, key: `${options.seed}-${one.task.n}` });
      }
    }
    return true;
  };

  try {
    let next = 0;
    let lastProgress = 0;
    for (;;) {
      const isOver = options.stop.aborted || performance.now() - opened > options.limitMs;
      while (!isOver && next < tasks.length && underWay.size < UNDER_WAY) {
        const task = tasks[next++];
        if (!task) break;
        underWay.set(task.n, { task, at: performance.now(), isLate: false });
        send(task);
      }
      const done = log.done.size + next - underWay.size;
      strikeDue(done);
      if (performance.now() - lastProgress > PROGRESS_MS) {
        lastProgress = performance.now();
        const p95 = quantilesOf(latencies.all.slice(-500)).p95;
        const [count, hits] = [plan.tasks.length, struck.length];
        options.onProgress({ done, count, seconds: seconds(), faults: hits, findings: findings.length, p95 });
      }
      if (underWay.size === 0 && (isOver || next === tasks.length)) break;
      if (!checkLate()) break;
      await pause(5);
    }
    const tookSeconds = seconds();
    strikeDue(Number.POSITIVE_INFINITY);
    await Promise.all(striking);
    // Interrupted, the database may have been told to stop, too.
    const audit = options.stop.aborted ? null : await drain();
    if (audit) complainOfAudit(audit);

    const memory = summarizeMemory(processes);
    for (const one of memory) {
      const complaint = complainOfMemory(one);
      if (complaint !== null) find(complaint);
    }
    await stand.stop();
    const zombiesOfInit = await checkRemains();
    for (const file of stand.leftFiles()) find(`${file} was left behind`);
    const hits: Record<string, number> = {};
    for (const { fault } of struck) hits[fault.kind] = (hits[fault.kind] ?? 0) + 1;
    return {
      database: options.kind,
      seed: options.seed,
      planned: plan.tasks.length,
      judged: judged.size,
      seconds: tookSeconds,
      perSecond: judged.size / tookSeconds,
      latency: {
        all: quantilesOf(latencies.all),
        right: quantilesOf(latencies.right),
        wrong: quantilesOf(latencies.wrong),
        hostile: quantilesOf(latencies.hostile),
      },
      faults: hits,
      recoveries: struck.flatMap(({ fault, backMs }) => (backMs === null ? [] : [{ fault: fault.kind, ms: backMs }])),
      impossible: Object.fromEntries(stand.impossible),
      memory,
      zombiesOfInit,
      audit,
      findings,
    };
  } finally {
    processes.stop();
    await stand.close();
  }

  /** Waits until the queue is empty: a job may end a little after its verdict. */
  async function drain(): Promise<Audit | null> {
    const deadline = performance.now() + DRAIN_MS;
    let audit: Audit | null = null;
    while (performance.now() < deadline) {
      const asked = new Promise<Audit>((resolve) => {
        audited = resolve;
      });
      stand.web.send({ type: 'audit' });
      audit = await Promise.race([asked, pause(5000, null)]);
      if (audit && audit.openJobs === 0 && audit.unfinished === 0) return audit;
      await pause(500);
    }
    find(
      audit ? `${audit.openJobs} jobs are not finished after ${DRAIN_MS / 1000} s` : 'the web process does not answer',
    );
    return audit;
  }

  function complainOfAudit(audit: Audit): void {
    const { submissions, keys, verdicts, unfinished, platformErrors, notAuditedOnce, wrongGrades } = audit;
    if (submissions !== accepted.size) find(`${submissions} submissions are stored, ${accepted.size} were judged`);
    if (keys !== submissions) find(`${submissions - keys} submissions are stored twice`);
    if (verdicts !== submissions) find(`${submissions} submissions have ${verdicts} verdicts`);
    if (unfinished > 0) find(`${unfinished} submissions are not done`);
    if (platformErrors > 0) find(`${platformErrors} verdicts are platform errors`);
    if (notAuditedOnce > 0) find(`${notAuditedOnce} submissions have no audit entry or several`);
    if (wrongGrades > 0) find(`${wrongGrades} grades are not those of the best submission`);
  }

  /** All that was ever started is gone. How many zombies wait for process 1. */
  async function checkRemains(): Promise<number> {
    const deadline = performance.now() + GONE_MS;
    for (;;) {
      const { alive, zombies } = processes.remaining(processes.everSeen());
      const ours = [...alive, ...zombies.filter(({ parent }) => parent !== 1)];
      if (ours.length === 0) return zombies.length;
      if (performance.now() > deadline) {
        find(`${ours.length} processes are left: ${ours.map(({ pid, state }) => `${pid} ${state}`).join(', ')}`);
        return zombies.length;
      }
      await pause(100);
    }
  }
}

function roleOf([program = '', ...args]: readonly string[]): Role {
  if (!program.endsWith('node')) return 'other';
  const runs = (file: string): boolean => args.some((arg) => arg.endsWith(file) && !arg.startsWith('-'));
  if (runs('soak-web.mjs')) return 'web';
  if (runs('soak-worker.mjs')) return 'worker';
  if (runs('student-child.mjs')) return 'student';
  return runs('judge-child.mjs') ? 'judge' : 'other';
}
