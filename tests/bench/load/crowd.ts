/** Students by the thousand: they come one by one, work at their own pace and stay; what the parts used is read beside. */
import { setTimeout as pause } from 'node:timers/promises';
import { loadCatalog } from '@/lib/content/load';
import { DEMO } from '../../support/demo-submissions';
import { Wire } from './browser';
import type { LoopDelay, Machine } from './machine';
import { listMix, seeded } from './mix';
import { EVEN, type Pace } from './pace';
import { PARTS, readUsage, type Part, type Usage } from './processes';
import { BURST, Student, type Stay } from './student';
import { Tally } from './tally';

interface CrowdOptions {
  emails: readonly string[];
  /** Students who sign in, a second, on average. */
  arrivals: number;
  /** Submissions of each student a minute, on average. */
  rate: number;
  /** Share of students whose browsers have nothing in their cache. */
  cold: number;
  say: (line: string) => void;
}

export interface ShiftResult {
  students: number;
  tally: Tally;
  seconds: number;
  spent: Spent;
  loop: LoopDelay | null;
}

/** Processor seconds by part, and the most memory that each held. */
export interface Spent {
  seconds: number;
  cpu: Record<Part, number>;
  peakMiB: Record<Part, number>;
}

/** Between two submissions of a burst: three within a minute, then a rest. */
const GAP_MS = 20_000;
const PROGRESS_MS = 15_000;
/** For what is on its way at the end: as long as students wait. */
const DRAIN_MS = 900_000;

export class Crowd {
  readonly #machine: Machine;
  readonly #options: CrowdOptions;
  readonly #wire: Wire;
  readonly #random = seeded(1);
  readonly #over = new AbortController();
  readonly #students: Student[] = [];
  readonly #working: Promise<void>[] = [];
  readonly #tallies: Tally[] = [];
  #tally = this.#begin();
  #pace = EVEN;
  #makes: ((email: string, place: number) => Student) | null = null;

  constructor(machine: Machine, options: CrowdOptions) {
    this.#machine = machine;
    this.#options = options;
    this.#wire = new Wire(machine.url);
  }

  /** Of all shifts, and of what was between them. */
  get tallies(): readonly Tally[] {
    return this.#tallies;
  }

  /** More come until there are so many, and begin to work at once. Resolves when the last one has signed in. */
  async grow(count: number): Promise<void> {
    const { emails, arrivals, say } = this.#options;
    this.#makes ??= await this.#prepare();
    const make = this.#makes;
    const [tally, stop] = [this.#tally, this.#report(say)];
    const coming: Promise<void>[] = [];
    try {
      for (const email of emails.slice(this.#students.length, count)) {
        // Nobody knows of the others: the time between two is exponentially distributed.
        await pause((-Math.log(1 - this.#random()) / arrivals) * 1000);
        const student = make(email, this.#students.length);
        this.#students.push(student);
        const arrival = student.signIn().then(
          () => void this.#working.push(student.work()),
          (error: unknown) => tally.error(error instanceof Error ? error.message : 'unknown failure'),
        );
        coming.push(arrival);
      }
      await Promise.all(coming);
    } finally {
      stop();
    }
  }

  /** What happens in so much time while they work. */
  async watch(seconds: number, paceFrom: (began: number) => Pace = () => EVEN): Promise<ShiftResult> {
    await this.#machine.markLoop();
    const began = performance.now();
    const tally = (this.#tally = this.#begin());
    this.#pace = paceFrom(began);
    const watch = watchUsage(this.#machine);
    const stop = this.#report(this.#options.say);
    try {
      await pause(seconds * 1000 - (performance.now() - began));
      return {
        students: this.#students.length,
        tally,
        seconds,
        spent: watch.spent(),
        loop: this.#machine.loopDelay(),
      };
    } finally {
      this.#tally = this.#begin();
      this.#pace = EVEN;
      stop();
      watch.stop();
    }
  }

  /** All stop; then all verdicts are waited for, those of submissions that were just being sent among them. */
  async leave(): Promise<void> {
    this.#over.abort();
    const done = Promise.all(this.#working).then(() => Promise.all(this.#students.map((one) => one.verdicts())));
    await Promise.race([done, pause(DRAIN_MS, undefined, { ref: false })]);
  }

  close(): void {
    this.#over.abort();
    this.#wire.close();
  }

  async #prepare(): Promise<(email: string, place: number) => Student> {
    const { cold, rate } = this.#options;
    const programs = await listMix();
    const lessons = (await loadCatalog(DEMO)).lessons.map(({ slug }) => slug);
    const periodMs = (BURST * 60_000) / rate;
    const stay: Stay = {
      tally: () => this.#tally,
      pace: () => this.#pace,
      gapMs: Math.min(GAP_MS, periodMs / BURST),
      periodMs,
      over: this.#over.signal,
    };
    return (email, place) => {
      const address = `10.${Math.floor(place / 65_536)}.${Math.floor(place / 256) % 256}.${place % 256}`;
      const [random, isCold] = [this.#random, this.#random() < cold];
      const person = { wire: this.#wire, email, address, random, lessons, programs };
      return new Student({ ...person, firstExercise: place, cold: isCold }, stay);
    };
  }

  #begin(): Tally {
    const tally = new Tally();
    this.#tallies.push(tally);
    return tally;
  }

  #report(say: (line: string) => void): () => void {
    const began = performance.now();
    const timer = setInterval(() => {
      const tally = this.#tally;
      const [page, verdict] = (['page', 'verdict'] as const).map((kind) => {
        const p95 = tally.timings.get(kind)?.quantile(0.95);
        return p95 === undefined ? '' : `, ${kind} p95 ${Math.round(p95)} ms`;
      });
      const { requests, submitted, verdictsMeanwhile: verdicts, superseded, errorCount, declined } = tally;
      const work = `${requests} requests, ${submitted} submitted, ${verdicts} verdicts, ${superseded} superseded`;
      const trouble = `${errorCount} errors, ${declined} declined`;
      const place = `${Math.round((performance.now() - began) / 1000)} s, ${this.#students.length} students`;
      say(`  ${place}: ${work}, ${trouble}${page ?? ''}${verdict ?? ''}`);
    }, PROGRESS_MS);
    return () => clearInterval(timer);
  }
}

/** Samples the parts once a second. */
export function watchUsage(machine: Machine): { mark(): void; spent(): Spent; stop(): void } {
  let first: Usage = readUsage(machine.roots());
  const peakMiB = { ...first.residentMiB };
  const timer = setInterval(() => {
    const { residentMiB } = readUsage(machine.roots());
    for (const part of PARTS) peakMiB[part] = Math.max(peakMiB[part], residentMiB[part]);
  }, 1000);
  return {
    mark() {
      first = readUsage(machine.roots());
    },
    spent() {
      const last = readUsage(machine.roots());
      const cpu = Object.fromEntries(PARTS.map((part) => [part, last.cpu[part] - first.cpu[part]]));
      return { seconds: last.at - first.at, cpu: cpu as Record<Part, number>, peakMiB };
    },
    stop: () => clearInterval(timer),
  };
}
