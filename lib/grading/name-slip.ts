/** Finds the named wrong solution whose answers are the student's answers: run on the same scripts, compared case by case. */
import { loosened, matches } from '../diagnosis/matches';
import type { Tolerance } from '../exercise/tolerance';
import type { Observation, ScriptOutcome } from '../script/script';
import { instantiate, type Instance, type LoadProgram, type WrongSolution } from './program';

/** Everything one check has run, and which of it failed. */
export interface Transcript {
  /** Open checks run before hidden ones. */
  open: boolean;
  texts: readonly string[];
  outcomes: readonly ScriptOutcome[];
  cases: readonly { scripts: readonly number[]; failed: boolean }[];
  tolerance: Tolerance;
  /** Compare what calls do to their arguments, not only what they return. */
  conduct: boolean;
}

type Steps = readonly Observation[];

/** What a program gives on each script of a transcript; undefined where it gives nothing. */
type Run = (script: number) => Steps | undefined;

/**
 * What each program gives on the scripts of a transcript. Scripts are run when somebody asks for them, and those before them:
 * most wrong solutions are out of the question after the first failing case.
 */
export class SlipFinder {
  private keepsState = false;
  /** Kept, since ties ask for them again. */
  private readonly runs = new Map<string, Run>();

  constructor(
    private readonly reference: LoadProgram,
    private readonly wrong: readonly WrongSolution[],
    private readonly all: readonly Transcript[],
  ) {}

  /**
   * The wrong solution that explains all failing cases; of several, the one that agrees most over all checks. With
   * `stateful`, programs run everything in one go, as the submission did, so that what they keep between checks counts.
   */
  find(transcript: Transcript, stateful: boolean): WrongSolution | undefined {
    const fresh = this.search(transcript);
    if (fresh || !stateful) return fresh;
    this.keepState();
    return this.search(transcript);
  }

  /** From now on, runs are those of instances that saw all scripts in order. */
  private keepState(): void {
    if (this.keepsState) return;
    this.keepsState = true;
    this.runs.clear();
    const group = [true, false].flatMap((open) => this.all.filter((transcript) => transcript.open === open));
    const texts = group.flatMap((transcript) => transcript.texts);
    for (const { name, load } of this.wrong) {
      const run = startRun(load, texts);
      let from = 0;
      for (const transcript of group) {
        const begin = from;
        this.runs.set(this.key(name, transcript), (script) => run(begin + script));
        from += transcript.texts.length;
      }
    }
  }

  private key(name: string, transcript: Transcript): string {
    return `${this.all.indexOf(transcript)} ${name}`;
  }

  private search(transcript: Transcript): WrongSolution | undefined {
    const failing = transcript.cases.filter((one) => one.failed);
    if (failing.length === 0) return undefined;
    if (failing.some((one) => !canBeTold(transcript, one.scripts))) return undefined;
    const right = this.run('', this.reference, transcript);
    const explained = (run: Run): boolean =>
      failing.every((one) => agreesOnCase(transcript, one.scripts, run)) &&
      // Where the reference gives nearly the same, the wrong solution has nothing to tell.
      failing.some((one) => !agreesOnCase(transcript, one.scripts, right));
    const candidates = this.wrong.filter((wrong) => explained(this.run(wrong.name, wrong.load, transcript)));
    if (candidates.length <= 1) return candidates[0];
    const scores = candidates.map((wrong) => this.agreement(wrong));
    return candidates[scores.indexOf(Math.max(...scores))];
  }

  private agreement(wrong: WrongSolution): number {
    return this.all.reduce((sum, transcript) => {
      const run = this.run(wrong.name, wrong.load, transcript);
      const { cases } = transcript;
      // Each check weighs the same, however many cases it has.
      return sum + cases.filter((one) => agreesOnCase(transcript, one.scripts, run)).length / Math.max(cases.length, 1);
    }, 0);
  }

  private run(name: string, load: LoadProgram, transcript: Transcript): Run {
    const key = this.key(name, transcript);
    const known = this.runs.get(key);
    if (known) return known;
    const run = startRun(load, transcript.texts);
    this.runs.set(key, run);
    return run;
  }
}

/** One instance that sees all scripts in order, as far as anybody has asked. */
function startRun(load: LoadProgram, texts: readonly string[]): Run {
  const given: (Steps | undefined)[] = [];
  let instance: Instance | null | undefined;
  return (script) => {
    if (instance === undefined) instance = tryTo(() => instantiate(load)) ?? null;
    while (given.length <= script) given.push(tryTo(() => instance?.run(texts[given.length] ?? '[]')));
    return given[script];
  };
}

function tryTo<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch {
    return undefined;
  }
}

/** Whether any program's answers could be these: not when a script was cut short, or says that nothing is written yet. */
function canBeTold(transcript: Transcript, scripts: readonly number[]): boolean {
  return scripts.every((index) => {
    const outcome = transcript.outcomes[index];
    return outcome?.kind === 'ran' && outcome.steps.every((observed) => !isAbsent(observed));
  });
}

/** The program lacks what was asked for, or says that it is not written yet. */
function isAbsent(observed: Observation): boolean {
  return observed.kind === 'missing' || (observed.kind === 'threw' && observed.message.startsWith('Not written yet'));
}

function agreesOnCase(transcript: Transcript, scripts: readonly number[], run: Run): boolean {
  return scripts.every((index) => {
    const outcome = transcript.outcomes[index];
    if (outcome?.kind !== 'ran') return false;
    const steps = run(index);
    if (steps?.length !== outcome.steps.length) return false;
    return outcome.steps.every((observed, i) => agrees(observed, steps[i], transcript));
  });
}

function agrees(observed: Observation, other: Observation | undefined, transcript: Transcript): boolean {
  if (observed.kind !== other?.kind || isAbsent(observed)) return false;
  switch (observed.kind) {
    case 'value': {
      if (other.kind !== 'value') return false;
      if (!matches(observed.value, other.value, loosened(transcript.tolerance))) return false;
      const calls = (one: typeof observed): string => (one.calls ?? []).map((list) => list.length).join();
      if (calls(observed) !== calls(other)) return false;
      return (
        !transcript.conduct ||
        ((observed.mutated ?? []).join() === (other.mutated ?? []).join() && observed.shares === other.shares)
      );
    }
    case 'threw':
    case 'instance':
    case 'skipped':
      return true;
    case 'invalid':
      return other.kind === 'invalid' && observed.why === other.why;
    case 'missing':
      return false;
  }
}
