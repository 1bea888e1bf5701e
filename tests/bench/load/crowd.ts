/** Students by the thousand: they sign in over a while, then work in shifts of a given rate; what the parts used is read beside. */
import { setTimeout as pause } from 'node:timers/promises';
import { loadCatalog } from '@/lib/content/load';
import { DEMO } from '../../support/demo-submissions';
import { Wire } from './browser';
import type { LoopDelay, Machine } from './machine';
import { listMix, seeded } from './mix';
import { PARTS, readUsage, type Part, type Usage } from './processes';
import { BURST, Student } from './student';
import { Tally } from './tally';

interface CrowdOptions {
  emails: readonly string[];
  rampSeconds: number;
  /** Share of students whose browsers have nothing in their cache. */
  cold: number;
  say: (line: string) => void;
}

interface ShiftOptions {
  seconds: number;
  /** Submissions a second of all together, on average. */
  perSecond: number;
  /** Between two submissions of a student's burst. */
  gapSeconds: number;
  /** Share of students who begin their bursts within the same quarter of the time. */
  together: number;
}

export interface ShiftResult {
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

const WAVE = 0.25;
const PROGRESS_MS = 15_000;
/** For what is on its way at the end of a shift. */
const DRAIN_MS = 300_000;

export class Crowd {
  readonly #machine: Machine;
  readonly #options: CrowdOptions;
  readonly #wire: Wire;
  readonly #random = seeded(1);
  #students: Student[] = [];

  constructor(machine: Machine, options: CrowdOptions) {
    this.#machine = machine;
    this.#options = options;
    this.#wire = new Wire(machine.url);
  }

  /** Resolves when all are signed in. */
  async signIn(): Promise<ShiftResult> {
    const { emails, rampSeconds, cold, say } = this.#options;
    const programs = await listMix();
    const lessons = (await loadCatalog(DEMO)).lessons.map(({ slug }) => slug);
    const tally = new Tally();
    tally.measuring = true;
    this.#students = emails.map((email, i) => {
      const address = `10.${Math.floor(i / 65_536)}.${Math.floor(i / 256) % 256}.${i % 256}`;
      const isCold = this.#random() < cold;
      const random = this.#random;
      const person = { wire: this.#wire, email, address, random, lessons, programs, firstExercise: i, cold: isCold };
      return new Student(person, tally);
    });
    const watch = watchUsage(this.#machine);
    const stop = this.#report(tally, say);
    try {
      await Promise.all(
        this.#students.map(async (student, i) => {
          await pause((i / emails.length) * rampSeconds * 1000);
          await student.signIn().catch((error: unknown) => {
            tally.error(error instanceof Error ? error.message : 'unknown failure');
          });
        }),
      );
      return { tally, seconds: rampSeconds, spent: watch.spent(), loop: this.#machine.loopDelay() };
    } finally {
      stop();
      watch.stop();
    }
  }

  /** Everybody works for so long; then all verdicts are waited for. */
  async work({ seconds, perSecond, gapSeconds, together }: ShiftOptions): Promise<ShiftResult> {
    const tally = new Tally();
    const over = new AbortController();
    const periodMs = ((BURST * this.#students.length) / perSecond) * 1000;
    const gapMs = Math.min(gapSeconds * 1000, periodMs / BURST);
    const began = performance.now();
    await this.#machine.markLoop();
    tally.measuring = true;
    const working = this.#students.map((student) => {
      const phase = this.#random() * (this.#random() < together ? WAVE : 1);
      // Some are in the middle of a burst when the shift begins.
      const firstBurst = began + phase * periodMs - (BURST - 1) * gapMs;
      return student.work({ tally, gapMs, periodMs, firstBurst, over: over.signal });
    });
    const watch = watchUsage(this.#machine);
    const stop = this.#report(tally, this.#options.say);
    try {
      await pause(seconds * 1000 - (performance.now() - began));
      const result = { tally, seconds, spent: watch.spent(), loop: this.#machine.loopDelay() };
      over.abort();
      const verdicts = this.#students.map((student) => student.verdicts());
      await Promise.race([Promise.all([...working, ...verdicts]), pause(DRAIN_MS, undefined, { ref: false })]);
      return result;
    } finally {
      over.abort();
      stop();
      watch.stop();
    }
  }

  close(): void {
    this.#wire.close();
  }

  #report(tally: Tally, say: (line: string) => void): () => void {
    const began = performance.now();
    const timer = setInterval(() => {
      const [page, verdict] = (['page', 'verdict'] as const).map((kind) => {
        const p95 = tally.timings.get(kind)?.quantile(0.95);
        return p95 === undefined ? '' : `, ${kind} p95 ${Math.round(p95)} ms`;
      });
      const { requests, submitted, verdicts, superseded, errorCount, declined } = tally;
      const work = `${requests} requests, ${submitted} submitted, ${verdicts} verdicts, ${superseded} superseded`;
      const trouble = `${errorCount} errors, ${declined} declined`;
      say(`  ${Math.round((performance.now() - began) / 1000)} s: ${work}, ${trouble}${page ?? ''}${verdict ?? ''}`);
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
