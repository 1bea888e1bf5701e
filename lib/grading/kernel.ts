/**
 * The judge of one exercise: from a seed to scripts, from observations to a verdict. A state machine over JSON texts, since
 * it runs in an isolate of its own: `begin` gives the first groups of scripts, `next` more of them or the verdict.
 */
import type { Checks } from '../exercise/checks';
import type { CheckResult } from '../exercise/result';
import { TIERS } from '../exercise/tolerance';
import { stream } from '../engine/random';
import type { Failure } from '../diagnosis/failure';
import type { RawGroupOutcome, RawScriptOutcome } from '../script/raw-group';
import type { ScriptOutcome } from '../script/script';
import { summarise, toCheckResult } from './check-result';
import { type Fault, faultOfLoad, faultOfMissing, summaryOfFault, unjudged } from './fault';
import { toCents } from './feedback/format';
import { judgePlanned, withoutFreePoints } from './judge-pack';
import { type LiveCheck, type LiveJudged, runLive } from './live-checks';
import { type Transcript, SlipFinder } from './name-slip';
import { missingEverywhere, readLoad, readOutcome } from './observe';
import { encodePack } from './pack';
import { headOf, isPlain, OPEN_SEED, planCheck, type PlanContext, toleranceOf } from './plan-checks';
import type { PlannedCheck } from './plan';
import { type LoadProgram, observer, type WrongSolution } from './program';

export interface ExerciseParts {
  readonly checks: Checks;
  readonly reference: LoadProgram;
  readonly wrong: readonly WrongSolution[];
}

export interface BeginInput {
  seed: string;
  source: string;
  only: 'open' | 'all';
}

export interface Verdict {
  status: 'graded' | 'student-error';
  summary: string;
  score: number;
  max: number;
  checks: CheckResult[];
  fault?: Fault;
  logs?: string;
}

export type NextOutput = { kind: 'more'; groups: string[][] } | { kind: 'done'; verdict: Verdict };

export interface JudgeMeta {
  tier: string;
  checks: { id: string; name: string; points: number; open: boolean; kind: string }[];
  exports: string[];
  wrong: { name: string; says: string }[];
}

/** String functions, put on `globalThis.judge` of the judge's isolate. */
export interface Judge {
  begin(json: string): string;
  next(json: string): string;
  openPack(json: string): string;
  meta(json: string): string;
  scripts(json: string): string;
  reference(json: string): string;
}

export function createJudge(parts: ExerciseParts): Judge {
  let grading: Grading | undefined;
  return {
    begin(json) {
      grading = new Grading(parts, JSON.parse(json) as BeginInput);
      return JSON.stringify({ groups: grading.begin() });
    },
    next(json) {
      if (!grading) throw new Error('next before begin');
      const { outcomes } = JSON.parse(json) as { outcomes: RawGroupOutcome[] };
      return JSON.stringify(grading.next(outcomes));
    },
    openPack: () => encodePack(planAll(parts, { seed: OPEN_SEED, open: true })),
    meta: () => JSON.stringify(metaOf(parts)),
    /** For proofs: the scripts of hidden checks under a seed. */
    scripts(json) {
      const { seed } = JSON.parse(json) as { seed: string };
      return JSON.stringify(
        planAll(parts, { seed, open: false }).map(({ id, cases }) => ({
          id,
          scripts: cases.map(({ script }) => script),
        })),
      );
    },
    /** For proofs: what the reference answers to scripts, in the form in which a browser's student worker would say it. */
    reference(json) {
      const { scripts } = JSON.parse(json) as { scripts: string[] };
      const run = observer(parts.reference);
      const outcome: RawGroupOutcome = {
        load: { kind: 'loaded', notes: [] },
        scripts: scripts.map((text) => ({ kind: 'ran', text: run(text) })),
        logs: '',
      };
      return JSON.stringify(outcome);
    },
  };
}

function planAll(parts: ExerciseParts, { seed, open }: { seed: string; open: boolean }): PlannedCheck[] {
  const context: PlanContext = { tier: parts.checks.tier, seed, reference: parts.reference };
  const chosen = parts.checks.checks.filter((check) => (check.open ?? false) === open);
  return chosen.flatMap((check) => (isPlain(check) ? [planCheck(check, context)] : []));
}

function metaOf({ checks, reference, wrong }: ExerciseParts): JudgeMeta {
  return {
    tier: checks.tier,
    checks: checks.checks
      .map((check) => ({ ...headOf(check), kind: check.kind }))
      .map(({ id, name, points, open, kind }) => ({ id, name, points, open, kind })),
    exports: Object.keys(reference()),
    wrong: wrong.map(({ name, says }) => ({ name, says })),
  };
}

/** Yields scripts until it can judge; plain checks and code checks alike. */
type Run = LiveCheck;

interface Running {
  index: number;
  run: Run;
  open: boolean;
  /** Everything run so far. */
  texts: string[];
  outcomes: (ScriptOutcome | undefined)[];
  /** Where the current turn's scripts begin. */
  from: number;
  judged: LiveJudged | undefined;
  replayed: boolean;
}

/** A script of a check, as it stands in a group. */
interface Slot {
  running: Running;
  at: number;
}

interface Group {
  slots: Slot[];
  kind: 'run' | 'replay';
  attempt: number;
}

/** Remaining scripts of a group are asked for again after one of them ended the isolate: at most this often. */
const MOST_ATTEMPTS = 3;
const REPLAYED = 2;

class Grading {
  private readonly runs: Running[];
  private groups: Group[] = [];
  private readonly raw = new Map<Running, RawScriptOutcome[]>();
  private logs = '';
  private fault: Fault | undefined;

  constructor(
    private readonly parts: ExerciseParts,
    private readonly input: BeginInput,
  ) {
    const context: PlanContext = { tier: parts.checks.tier, seed: input.seed, reference: parts.reference };
    this.runs = parts.checks.checks.flatMap((check, index): Running[] => {
      const open = check.open ?? false;
      if (input.only === 'open' && !open) return [];
      const run: Run = isPlain(check) ? runPlanned(planCheck(check, context), input.source) : runLive(check, context);
      return [{ index, run, open, texts: [], outcomes: [], from: 0, judged: undefined, replayed: false }];
    });
  }

  begin(): string[][] {
    for (const running of this.runs) this.advance(running, undefined);
    this.groups = [...this.gather(), ...this.replay()];
    return rawGroups(this.groups);
  }

  next(outcomes: readonly RawGroupOutcome[]): NextOutput {
    const again: Group[] = [];
    for (const [index, group] of this.groups.entries()) {
      const outcome = outcomes[index];
      if (!outcome) throw new Error(`${this.groups.length} groups were run, ${outcomes.length} came back`);
      this.fault ??= faultOfLoad(readLoad(outcome.load));
      if (group.kind === 'replay') this.compareReplay(group, outcome);
      else again.push(...this.take(group, outcome));
    }
    if (this.fault) return { kind: 'done', verdict: this.failWith(this.fault) };
    const waiting = new Set(again.flatMap((group) => group.slots.map((slot) => slot.running)));
    for (const running of this.runs) {
      if (!running.judged && !waiting.has(running))
        this.advance(
          running,
          running.outcomes.slice(running.from).map((one) => one ?? { kind: 'not-run' }),
        );
    }
    this.groups = [...again, ...this.gather(waiting)];
    if (this.groups.length > 0) return { kind: 'more', groups: rawGroups(this.groups) };
    return { kind: 'done', verdict: this.verdict() };
  }

  private advance(running: Running, outcomes: readonly ScriptOutcome[] | undefined): void {
    const turn = outcomes === undefined ? running.run.next([]) : running.run.next(outcomes);
    if (turn.done) {
      running.judged = turn.value;
      return;
    }
    running.from = running.texts.length;
    running.texts.push(...turn.value);
    // A turn without scripts goes on at once.
    if (turn.value.length === 0) this.advance(running, []);
  }

  /** New scripts of all running checks: one group for open ones, whose console output is shown, one for hidden ones. */
  private gather(waiting: ReadonlySet<Running> = new Set()): Group[] {
    const slots = this.runs
      .filter((running) => !running.judged && !waiting.has(running))
      .flatMap((running) => running.texts.slice(running.from).map((_, i): Slot => ({ running, at: running.from + i })));
    const groups = [slots.filter(({ running }) => running.open), slots.filter(({ running }) => !running.open)];
    return groups.filter((list) => list.length > 0).map((list) => ({ slots: list, kind: 'run', attempt: 1 }));
  }

  /** Two hidden cases once more, in a fresh isolate: the answers must be the same to the bit. */
  private replay(): Group[] {
    const slots = this.runs
      .filter(({ index, open }) => !open && ['close', 'session'].includes(this.parts.checks.checks[index]?.kind ?? ''))
      .flatMap((running) => running.texts.map((_, at): Slot => ({ running, at })));
    const random = stream(this.input.seed, 'replay');
    const chosen: Slot[] = [];
    while (chosen.length < REPLAYED && slots.length > 0) chosen.push(...slots.splice(random.below(slots.length), 1));
    return chosen.length > 0 ? [{ slots: chosen.toReversed(), kind: 'replay', attempt: 1 }] : [];
  }

  private compareReplay(group: Group, outcome: RawGroupOutcome): void {
    group.slots.forEach(({ running, at }, i) => {
      const first = this.raw.get(running)?.[at];
      const second = outcome.scripts[i];
      if (first?.kind === 'ran' && second?.kind === 'ran' && first.text !== second.text) running.replayed = true;
    });
  }

  /** Stores outcomes; what was not run is asked for again. */
  private take(group: Group, outcome: RawGroupOutcome): Group[] {
    const left: Slot[] = [];
    group.slots.forEach((slot, i) => {
      const raw = outcome.scripts[i] ?? { kind: 'not-run' };
      if (raw.kind === 'not-run' && outcome.load.kind === 'loaded' && group.attempt < MOST_ATTEMPTS) {
        left.push(slot);
        return;
      }
      slot.running.outcomes[slot.at] = readOutcome(raw);
      const list = this.raw.get(slot.running) ?? [];
      list[slot.at] = raw;
      this.raw.set(slot.running, list);
    });
    if (group.slots[0]?.running.open && this.logs === '') this.logs = outcome.logs;
    // Had nothing at all been run, asking again would end the same way.
    if (left.length === group.slots.length) {
      for (const slot of left) slot.running.outcomes[slot.at] = { kind: 'not-run' };
      return [];
    }
    return left.length > 0 ? [{ slots: left, kind: 'run', attempt: group.attempt + 1 }] : [];
  }

  private heads() {
    return this.runs.flatMap(({ index }) => {
      const check = this.parts.checks.checks[index];
      return check ? [headOf(check)] : [];
    });
  }

  private freeChecks(): Set<string> {
    const free = this.parts.checks.checks.filter(({ kind }) => kind === 'source' || kind === 'throws');
    return new Set(free.map(({ id }) => id));
  }

  private failWith(fault: Fault): Verdict {
    const checks = this.heads().map((head) => unjudged(head, fault));
    return {
      status: 'student-error',
      summary: summaryOfFault(fault),
      ...this.total(checks),
      checks,
      fault,
      ...this.logged(),
    };
  }

  private verdict(): Verdict {
    // Drivers are the judge's own code: without exports they throw.
    const called = this.runs.flatMap(({ texts, outcomes }) =>
      outcomes.filter((_, i) => !texts[i]?.startsWith('[{"op":"drive"')),
    );
    const missing = missingEverywhere(called.map((one) => one ?? { kind: 'not-run' as const }));
    if (missing) return this.failWith(faultOfMissing(missing));
    const transcripts = this.runs.map((running) => this.transcriptOf(running));
    const finder = new SlipFinder(this.parts.reference, this.parts.wrong, transcripts);
    const stateful = this.runs.some((running) => running.replayed);
    const heads = this.heads();
    const results = this.runs.map((running, i): CheckResult => {
      const head = heads[i];
      const transcript = transcripts[i];
      if (!head || !running.judged || !transcript) throw new Error('a check was left unjudged');
      const wrong = finder.find(transcript, stateful);
      if (wrong) return toCheckResult(head, { ...running.judged, named: { code: wrong.name, text: wrong.says } });
      return toCheckResult(head, running.replayed ? notRepeatable(running.judged) : running.judged);
    });
    const checks = withoutFreePoints(results, this.freeChecks());
    return { status: 'graded', summary: summarise(checks), ...this.total(checks), checks, ...this.logged() };
  }

  private transcriptOf(running: Running): Transcript {
    const check = this.parts.checks.checks[running.index];
    const { tier } = this.parts.checks;
    return {
      open: running.open,
      texts: running.texts,
      outcomes: running.outcomes.map((one) => one ?? { kind: 'not-run' }),
      cases: (running.judged?.scriptsOfCase ?? []).map((scripts, i) => ({
        scripts,
        failed: running.judged?.cases[i]?.verdict.failure !== undefined,
      })),
      tolerance: check && 'tolerances' in check ? toleranceOf(tier, check.tolerances) : TIERS[tier],
      conduct: check?.kind === 'pure',
      asksForErrors: check?.kind === 'throws',
    };
  }

  private total(checks: readonly CheckResult[]): { score: number; max: number } {
    return {
      score: toCents(checks.reduce((sum, check) => sum + check.points, 0)),
      max: toCents(checks.reduce((sum, check) => sum + check.max, 0)),
    };
  }

  private logged(): { logs?: string } {
    return this.logs === '' ? {} : { logs: this.logs };
  }
}

/** Answers that a fresh start does not repeat are no answers, right or wrong. */
function notRepeatable(judged: LiveJudged): LiveJudged {
  const failure: Failure = { kind: 'replay' };
  return {
    ...judged,
    cases: judged.cases.map((one) => ({ ...one, verdict: { ...one.verdict, failure, error: null } })),
  };
}

function rawGroups(groups: readonly Group[]): string[][] {
  return groups.map(({ slots }) => slots.map(({ running, at }) => running.texts[at] ?? '[]'));
}

function* runPlanned(planned: PlannedCheck, source: string): Run {
  const outcomes = planned.source ? [] : yield planned.cases.map(({ script }) => script);
  const judged = judgePlanned(planned, outcomes, source);
  // Rules on the source have run nothing that a wrong solution could be compared on.
  return { ...judged, scriptsOfCase: planned.source ? [] : planned.cases.map((_, index) => [index]) };
}
