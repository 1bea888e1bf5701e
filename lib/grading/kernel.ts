/**
 * The judge of one exercise: from a seed to scripts, from observations to a verdict. A state machine over JSON texts, since
 * it runs in an isolate of its own: `begin` gives the first groups of scripts, `next` more of them or the verdict.
 */
import type { Check, Checks } from '../exercise/checks';
import type { CheckResult } from '../exercise/result';
import { TIERS } from '../exercise/tolerance';
import type { Failure } from '../diagnosis/failure';
import type { RawGroup, RawGroupOutcome } from '../script/raw-group';
import { summarise, toCheckResult } from './check-result';
import { type Fault, faultOfMissing, summaryOfFault, unjudged } from './fault';
import { toCents } from './feedback/format';
import { judgePlanned, withoutFreePoints } from './judge-pack';
import { legible } from './legible';
import { type LiveCheck, type LiveJudged, runLive } from './live-checks';
import { type Transcript, SlipFinder } from './name-slip';
import { missingEverywhere } from './observe';
import { encodePack } from './pack';
import { headOf, isPlain, OPEN_SEED, planCheck, type PlanContext, toleranceOf } from './plan-checks';
import type { PlannedCheck } from './plan';
import { type LoadProgram, observer, type WrongSolution } from './program';
import { Rounds, type Running, startRunning } from './rounds';

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
  notes?: readonly string[];
}

export type NextOutput = { kind: 'more'; groups: RawGroup[] } | { kind: 'done'; verdict: Verdict };

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

/** Kinds that an answer can fulfil that has nothing to do with the task, such as `return 0`. */
const FREE: ReadonlySet<Check['kind']> = new Set(['source', 'throws', 'pure']);

class Grading {
  private readonly runs: Running[];
  private readonly rounds: Rounds;

  constructor(
    private readonly parts: ExerciseParts,
    input: BeginInput,
  ) {
    const context: PlanContext = { tier: parts.checks.tier, seed: input.seed, reference: parts.reference };
    this.runs = parts.checks.checks.flatMap((check, index): Running[] => {
      const open = check.open ?? false;
      if (input.only === 'open' && !open) return [];
      const run = isPlain(check) ? runPlanned(planCheck(check, context), input.source) : runLive(check, context);
      const replayable = !open && (check.kind === 'close' || check.kind === 'session');
      return [startRunning({ index, run, open, replayable })];
    });
    this.rounds = new Rounds(this.runs, input.seed);
  }

  begin(): RawGroup[] {
    return this.rounds.begin();
  }

  next(outcomes: readonly RawGroupOutcome[]): NextOutput {
    const groups = this.rounds.next(outcomes);
    const { fault } = this.rounds;
    if (fault) return { kind: 'done', verdict: legible(this.failWith(fault)) };
    return groups.length > 0 ? { kind: 'more', groups } : { kind: 'done', verdict: legible(this.verdict()) };
  }

  private heads() {
    return this.runs.flatMap(({ index }) => {
      const check = this.parts.checks.checks[index];
      return check ? [headOf(check)] : [];
    });
  }

  private freeChecks(): Set<string> {
    const free = this.parts.checks.checks.filter(({ kind }) => FREE.has(kind));
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
      ...this.remarks(),
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
    return { status: 'graded', summary: summarise(checks), ...this.total(checks), checks, ...this.remarks() };
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
    };
  }

  private total(checks: readonly CheckResult[]): { score: number; max: number } {
    return {
      score: toCents(checks.reduce((sum, check) => sum + check.points, 0)),
      max: toCents(checks.reduce((sum, check) => sum + check.max, 0)),
    };
  }

  private remarks(): Pick<Verdict, 'logs' | 'notes'> {
    const { logs, notes } = this.rounds;
    return { ...(logs === '' ? {} : { logs }), ...(notes.length === 0 ? {} : { notes }) };
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

function* runPlanned(planned: PlannedCheck, source: string): LiveCheck {
  const outcomes = planned.source ? [] : yield planned.cases.map(({ script }) => script);
  const judged = judgePlanned(planned, outcomes, source);
  // Rules on the source have run nothing that a wrong solution could be compared on.
  return { ...judged, scriptsOfCase: planned.source ? [] : planned.cases.map((_, index) => [index]) };
}
