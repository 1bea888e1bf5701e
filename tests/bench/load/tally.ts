/** What a load run counts: how long each kind of request took, what went wrong, what became of submissions. */

/** Steps of 3 %, from 0.1 ms: exact enough for percentiles, and small however long the run. */
const FIRST_MS = 0.1;
const STEP = Math.log(1.03);

export class Timings {
  readonly #counts: number[] = [];
  count = 0;
  longest = 0;

  add(ms: number): void {
    const place = Math.max(0, Math.ceil(Math.log(Math.max(ms, FIRST_MS) / FIRST_MS) / STEP));
    this.#counts[place] = (this.#counts[place] ?? 0) + 1;
    this.count++;
    this.longest = Math.max(this.longest, ms);
  }

  /** Upper end of the step in which this share of all values lies; NaN without values. */
  quantile(q: number): number {
    const wanted = Math.max(1, Math.ceil(q * this.count));
    let seen = 0;
    for (const [place, count = 0] of this.#counts.entries()) {
      seen += count;
      if (seen >= wanted) return Math.min(this.longest, FIRST_MS * Math.exp(place * STEP));
    }
    return Number.NaN;
  }
}

export type Kind = 'sign-in' | 'page' | 'file' | 'draft' | 'submit' | 'verdict';

/** What the course of a run is told by. */
export interface Window {
  /** Seconds from the beginning. */
  from: number;
  page: Timings;
  verdict: Timings;
}

const WINDOW_MS = 10_000;

/** How many different texts of errors are kept. */
const KEPT_ERRORS = 20;

export class Tally {
  readonly #began: number;
  readonly timings = new Map<Kind, Timings>();
  /** By address with the names cut out. */
  readonly pages = new Map<string, Timings>();
  readonly errors = new Map<string, number>();
  errorCount = 0;
  requests = 0;
  submitted = 0;
  /** Of what was submitted meanwhile, whenever they came. */
  verdicts = 0;
  /** That came meanwhile, of whatever was submitted before. */
  verdictsMeanwhile = 0;
  superseded = 0;
  /** Answers that asked to send the same again later. */
  declined = 0;
  /** Submissions beyond what the course lets a student hand in. */
  refused = 0;
  /** Event streams that ended before the verdict and were opened again. */
  reconnects = 0;
  /** Submissions by second, for the height of the bursts. */
  readonly #perSecond = new Map<number, number>();
  readonly #windows = new Map<number, Window>();

  /** @param began on the clock that the times below are read from */
  constructor(began = performance.now()) {
    this.#began = began;
  }

  /** @param beganAt when it was asked for */
  time(kind: Kind, ms: number, beganAt: number): void {
    timingsOf(this.timings, kind).add(ms);
    if (kind === 'page' || kind === 'verdict') this.#window(beganAt)[kind].add(ms);
  }

  timePage(path: string, ms: number): void {
    timingsOf(this.pages, path).add(ms);
  }

  handedIn(atMs: number): void {
    const second = Math.floor(atMs / 1000);
    this.#perSecond.set(second, (this.#perSecond.get(second) ?? 0) + 1);
  }

  /** By the time at which something was asked for, so that what piles up shows where it began. */
  get windows(): Window[] {
    return [...this.#windows.values()].toSorted((a, b) => a.from - b.from);
  }

  #window(at: number): Window {
    const from = (Math.max(0, Math.floor((at - this.#began) / WINDOW_MS)) * WINDOW_MS) / 1000;
    const known = this.#windows.get(from) ?? { from, page: new Timings(), verdict: new Timings() };
    this.#windows.set(from, known);
    return known;
  }

  get peakPerSecond(): number {
    return Math.max(0, ...this.#perSecond.values());
  }

  error(text: string): void {
    this.errorCount++;
    if (this.errors.size < KEPT_ERRORS || this.errors.has(text))
      this.errors.set(text, (this.errors.get(text) ?? 0) + 1);
  }
}

function timingsOf<K>(map: Map<K, Timings>, key: K): Timings {
  const known = map.get(key) ?? new Timings();
  map.set(key, known);
  return known;
}
