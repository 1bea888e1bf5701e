/**
 * One simulated student: signs in with a password, reads, opens an exercise, and then works in bursts: edits, saves drafts,
 * runs (in the browser, so the server sees nothing of it), hands in, reads the verdict, repairs, hands in again.
 */
import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';
import type { Program } from '../../support/demo-submissions';
import { AS_DOCUMENT, Browser, type Answer, type Request, type Wire } from './browser';
import { laterBy, type Pace } from './pace';
import { signIn } from './sign-in';
import type { Tally } from './tally';

export const COURSE = 'neural-networks';
const HOME = `/courses/${COURSE}`;

/** Submissions of one burst. */
export const BURST = 3;
/** Saves of the draft before each: the editor saves at every pause in typing. */
const SAVES = 3;
/** People are not clocks: so much less or more, of the time between two submissions and of that between two bursts. */
const GAP_VARIES = 0.3;
const PERIOD_VARIES = 0.3;
/** Who comes begins within this share of the time between two bursts, after reading. */
const FIRST = 0.5;
/** The editor saves this long after the last key. */
const SAVE_AFTER_MS = 1500;
/** A page reads its state again when the stream says nothing. */
const RECONNECT_MS = 1000;
const POLL_MS = 2000;
/** Longer than the queue is after ten minutes of too many students: who waits is late, not lost. */
const VERDICT_PATIENCE_MS = 900_000;

export interface Person {
  wire: Wire;
  email: string;
  address: string;
  /** Number from 0 to 1, drawn anew at each call. */
  random: () => number;
  lessons: readonly string[];
  /** What can be handed in, by exercise. */
  programs: ReadonlyMap<string, readonly Program[]>;
  /** One of `programs`' keys; students begin at different ones. */
  firstExercise: number;
  /** Its cache is empty: every file of the first pages is fetched. */
  cold: boolean;
}

/** What students share while they are there. */
export interface Stay {
  /** Where things are counted at the moment. */
  tally: () => Tally;
  pace: () => Pace;
  /** Between two submissions of a burst, on average. */
  gapMs: number;
  /** From one burst to the next at an even pace, on average. */
  periodMs: number;
  /** Aborted at the end: nothing new is begun, verdicts are still waited for. */
  over: AbortSignal;
}

const QueuedSchema = z.object({ kind: z.enum(['queued', 'repeated']), id: z.string() });
const SavedSchema = z.object({ kind: z.literal('saved'), version: z.number() });

export class Student {
  readonly #person: Person;
  readonly #browser: Browser;
  readonly #waiting = new Set<Promise<void>>();
  /** Of the draft, by exercise. */
  readonly #versions = new Map<string, number>();
  readonly #fetched = new Set<string>();
  readonly #etags = new Map<string, string>();
  readonly #stay: Stay;
  #round = 0;

  constructor(person: Person, stay: Stay) {
    this.#person = person;
    this.#stay = stay;
    this.#browser = new Browser(person.wire, person.address);
  }

  async signIn(): Promise<void> {
    await this.#open('/sign-in');
    const began = performance.now();
    await signIn((path, request) => this.#ask(path, request), this.#person.email);
    this.#tally.time('sign-in', performance.now() - began, began);
    await this.#open('/courses');
    await this.#navigate(HOME);
  }

  /** Bursts until it is over. Never rejects: what goes wrong is counted. */
  async work(): Promise<void> {
    const { over, periodMs, pace } = this.#stay;
    const { random } = this.#person;
    // Who has just come looks around first; some for longer than others.
    let next = performance.now() + READING_MS + random() * FIRST * periodMs;
    while (!over.aborted) {
      try {
        await this.#burst(next);
      } catch (error) {
        // The end interrupts whoever is waiting for their next burst.
        if (!over.aborted) this.#tally.error(wordsOf(error));
      }
      next = laterBy(pace(), next, periodMs * vary(random, PERIOD_VARIES));
    }
  }

  /** A lesson, an exercise, and from `start` on – or later, where pages were slow – one submission after the other. */
  async #burst(start: number): Promise<void> {
    const { programs, firstExercise, lessons, random } = this.#person;
    const { gapMs, over } = this.#stay;
    const round = this.#round++;
    const slugs = [...programs.keys()];
    const slug = slugs[(firstExercise + round) % slugs.length] ?? '';
    await until(start - READING_MS * vary(random, 0.5), over);
    if (round % 2 === 1) await this.#navigate(HOME);
    const lesson = lessons[(firstExercise + round) % lessons.length];
    if (lesson !== undefined) await this.#visit(`${HOME}/lessons/${lesson}`, round);
    await until(start - OPENING_MS, over);
    await this.#visit(`${HOME}/exercises/${slug}`, round);
    let at = start;
    for (let attempt = 0; attempt < BURST; attempt++) {
      await until(at, over);
      const program = pick(programs.get(slug) ?? [], random());
      await this.#edit(slug, program.code, over);
      if (attempt === 0) await this.#firstRun();
      at = performance.now() + gapMs * vary(random, GAP_VARIES) - SAVES * SAVE_AFTER_MS;
      this.#submit(slug, program.code);
    }
  }

  /** All that are still on their way. */
  async verdicts(): Promise<void> {
    await Promise.all(this.#waiting);
  }

  get #tally(): Tally {
    return this.#stay.tally();
  }

  async #ask(path: string, request: Request = {}): Promise<Answer> {
    this.#tally.requests++;
    return await this.#browser.ask(path, request);
  }

  /** A page as a whole; with a cold cache also its files. */
  async #open(path: string): Promise<void> {
    const { cold } = this.#person;
    const answer = await this.#ask(path, { text: cold, headers: AS_DOCUMENT });
    this.#expect(path, answer, [200]);
    this.#timePage(kindOf(path), answer);
    if (!cold) return;
    const files = new Set(answer.text.match(/\/_next\/static\/[^"'\\ )]+/g));
    for (const file of files) if (!this.#fetched.has(file)) await this.#file(file);
  }

  /** As Next.js does within the site: the page's content without its frame. */
  async #navigate(path: string): Promise<void> {
    const answer = await this.#ask(`${path}?_rsc=`, { headers: { RSC: '1' } });
    this.#expect(path, answer, [200]);
    this.#timePage(`${kindOf(path)}, within the site`, answer);
  }

  #timePage(kind: string, { ms }: Answer): void {
    this.#tally.time('page', ms, performance.now() - ms);
    this.#tally.timePage(kind, ms);
  }

  async #visit(path: string, round: number): Promise<void> {
    await (round % 2 === 0 ? this.#open(path) : this.#navigate(path));
  }

  async #file(path: string): Promise<void> {
    this.#fetched.add(path);
    const etag = this.#etags.get(path);
    const answer = await this.#ask(path, etag === undefined ? {} : { headers: { 'If-None-Match': etag } });
    this.#expect(path, answer, [200, 304]);
    if (answer.headers.etag !== undefined) this.#etags.set(path, answer.headers.etag);
    this.#tally.time('file', answer.ms, performance.now() - answer.ms);
  }

  /** The first Run on a page starts the browser's judge and student, whose scripts are asked for anew. */
  async #firstRun(): Promise<void> {
    for (const file of ['/workers/judge.js', '/workers/student.js']) {
      const known = WORKER_ETAGS.get(file);
      if (known !== undefined && !this.#person.cold && !this.#etags.has(file)) this.#etags.set(file, known);
      await this.#file(file);
      WORKER_ETAGS.set(file, this.#etags.get(file) ?? '');
    }
  }

  /** A save after each pause in typing. */
  async #edit(slug: string, code: string, over: AbortSignal): Promise<void> {
    const unfinished = Array.from({ length: SAVES - 1 }, () => `${code}\n// ${randomUUID()}`);
    for (const text of [...unfinished, code]) {
      await wait(SAVE_AFTER_MS, over);
      const answer = await this.#ask(`/api${HOME}/exercises/${slug}/draft`, {
        method: 'PUT',
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify({ code: text, baseVersion: this.#versions.get(slug) ?? 0 }),
        text: true,
      });
      this.#expect('draft', answer, [200]);
      this.#tally.time('draft', answer.ms, performance.now() - answer.ms);
      this.#versions.set(slug, SavedSchema.parse(JSON.parse(answer.text)).version);
    }
  }

  /** Not waited for: who is impatient hands in again. */
  #submit(slug: string, code: string): void {
    const tally = this.#tally;
    const way = this.#handIn(slug, code, tally).catch((error: unknown) => tally.error(wordsOf(error)));
    this.#waiting.add(way);
    void way.then(() => this.#waiting.delete(way));
  }

  async #handIn(slug: string, code: string, tally: Tally): Promise<void> {
    const began = performance.now();
    tally.handedIn(began);
    const body = JSON.stringify({ code, idempotencyKey: randomUUID() });
    let answer = await this.#post(slug, body);
    // Too busy to take it: the page sends the same request again when the server says so.
    while (answer.status === 503 && performance.now() < began + VERDICT_PATIENCE_MS) {
      tally.declined++;
      await pause(1000 * Number(answer.headers['retry-after'] ?? 1));
      answer = await this.#post(slug, body);
    }
    if (answer.status === 429) {
      tally.refused++;
      return;
    }
    this.#expect('submit', answer, [200, 202]);
    const { id } = QueuedSchema.parse(JSON.parse(answer.text));
    tally.submitted++;
    tally.time('submit', answer.ms, performance.now() - answer.ms);
    const end = await this.#verdict(id, tally, began + VERDICT_PATIENCE_MS);
    if (end === 'superseded') tally.superseded++;
    else {
      tally.verdicts++;
      this.#tally.verdictsMeanwhile++;
      tally.time('verdict', performance.now() - began, began);
    }
  }

  async #post(slug: string, body: string): Promise<Answer> {
    const headers = { 'Content-Type': 'application/json' };
    return await this.#ask(`/api${HOME}/exercises/${slug}/submissions`, { method: 'POST', headers, body, text: true });
  }

  async #verdict(id: string, tally: Tally, deadline: number): Promise<'done' | 'superseded'> {
    let end: 'done' | 'superseded' | null = null;
    while (performance.now() < deadline) {
      tally.requests++;
      const how = await this.#browser.follow(`/api/submissions/${id}/events`, (data) => {
        end = endOf(data);
        return end !== null;
      });
      if (end !== null) return end;
      if (typeof how === 'number' && how !== 429 && how !== 503) throw new Error(`events: ${how}`);
      tally.reconnects++;
      await pause(typeof how === 'number' ? POLL_MS : RECONNECT_MS);
    }
    throw new Error(`no verdict after ${VERDICT_PATIENCE_MS} ms`);
  }

  #expect(what: string, answer: Answer, statuses: readonly number[]): void {
    if (!statuses.includes(answer.status))
      throw new Error(`${kindOf(what)}: ${answer.status} ${answer.text.slice(0, 200)}`);
  }
}

async function wait(ms: number, over: AbortSignal): Promise<void> {
  await pause(Math.max(0, ms), undefined, { signal: over });
}

/** Around 1. */
function vary(random: () => number, by: number): number {
  return 1 + by * (2 * random() - 1);
}

async function until(at: number, over: AbortSignal): Promise<void> {
  await wait(at - performance.now(), over);
}

function wordsOf(error: unknown): string {
  return error instanceof Error ? error.message : 'unknown failure';
}

/** From opening the lesson to the burst, on average, and from opening the exercise. */
const READING_MS = 25_000;
const OPENING_MS = 4000;
/** What browsers with a warm cache know of scripts that are asked for anew. */
const WORKER_ETAGS = new Map<string, string>();

const EventSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('state'), state: z.string() }),
  z.object({ kind: z.literal('done'), submission: z.object({ status: z.string().nullable() }) }),
  z.object({ kind: z.literal('superseded') }),
]);

/** Null while it goes on. @throws for a verdict that is our fault */
function endOf(data: string): 'done' | 'superseded' | null {
  const event = EventSchema.parse(JSON.parse(data));
  if (event.kind === 'superseded' || (event.kind === 'state' && event.state === 'superseded')) return 'superseded';
  if (event.kind !== 'done') return null;
  if (event.submission.status === 'platform-error') throw new Error('a verdict says that the platform failed');
  return 'done';
}

function pick(programs: readonly Program[], random: number): Program {
  const program = programs[Math.floor(random * programs.length)];
  if (!program) throw new Error('there is nothing to hand in');
  return program;
}

/** `/courses/neural-networks/lessons/one-neuron` → `lesson`. */
function kindOf(path: string): string {
  if (path.includes('/lessons/')) return 'lesson';
  if (path.includes('/exercises/')) return 'workbench';
  if (path === HOME) return 'course home';
  if (path.startsWith('/_next/')) return 'a static file';
  return path;
}
