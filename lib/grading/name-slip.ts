/** Finds the named wrong solution whose answers are the student's answers: run on the same scripts, compared case by case. */
import { loosened, matches } from '../diagnosis/matches';
import type { Tolerance } from '../exercise/tolerance';
import type { Observation, ScriptOutcome } from '../script/script';
import { instantiate, type LoadProgram, type WrongSolution } from './program';

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
  /** Errors are asked for, so that throwing is no sign of a slip. */
  asksForErrors: boolean;
}

type Steps = readonly Observation[];

/** What each program gives on the scripts of a transcript; runs are kept, since ties ask for them again. */
export class SlipFinder {
  private keepsState = false;
  private readonly runs = new Map<string, readonly (Steps | undefined)[]>();

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
      const runs = runAll(load, texts);
      let from = 0;
      for (const transcript of group) {
        this.runs.set(this.key(name, transcript), runs.slice(from, from + transcript.texts.length));
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
    const right = this.run('', this.reference, transcript);
    const explained = (runs: readonly (Steps | undefined)[]): boolean =>
      failing.every((one) => agreesOnCase(transcript, one.scripts, runs)) &&
      // Where the reference gives nearly the same, the wrong solution has nothing to tell.
      failing.some((one) => !agreesOnCase(transcript, one.scripts, right));
    const candidates = this.wrong.filter((wrong) => explained(this.run(wrong.name, wrong.load, transcript)));
    if (candidates.length <= 1) return candidates[0];
    const scores = candidates.map((wrong) => this.agreement(wrong));
    return candidates[scores.indexOf(Math.max(...scores))];
  }

  private agreement(wrong: WrongSolution): number {
    return this.all.reduce((sum, transcript) => {
      const runs = this.run(wrong.name, wrong.load, transcript);
      const { cases } = transcript;
      // Each check weighs the same, however many cases it has.
      return (
        sum + cases.filter((one) => agreesOnCase(transcript, one.scripts, runs)).length / Math.max(cases.length, 1)
      );
    }, 0);
  }

  private run(name: string, load: LoadProgram, transcript: Transcript): readonly (Steps | undefined)[] {
    const key = this.key(name, transcript);
    const known = this.runs.get(key);
    if (known) return known;
    const runs = runAll(load, transcript.texts);
    this.runs.set(key, runs);
    return runs;
  }
}

function runAll(load: LoadProgram, texts: readonly string[]): (Steps | undefined)[] {
  try {
    const instance = instantiate(load);
    return texts.map((text) => {
      try {
        return instance.run(text);
      } catch {
        return undefined;
      }
    });
  } catch {
    return texts.map(() => undefined);
  }
}

function agreesOnCase(
  transcript: Transcript,
  scripts: readonly number[],
  runs: readonly (Steps | undefined)[],
): boolean {
  return scripts.every((index) => {
    const outcome = transcript.outcomes[index];
    const steps = runs[index];
    if (outcome?.kind !== 'ran' || !steps || steps.length !== outcome.steps.length) return false;
    return outcome.steps.every((observed, i) => agrees(observed, steps[i], transcript));
  });
}

function agrees(observed: Observation, other: Observation | undefined, transcript: Transcript): boolean {
  if (observed.kind !== other?.kind) return false;
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
      return !observed.message.startsWith('Not written yet') && (!transcript.asksForErrors || other.kind === 'threw');
    case 'instance':
    case 'skipped':
      return true;
    case 'invalid':
      return other.kind === 'invalid' && observed.why === other.why;
    case 'missing':
      return false;
  }
}
