/** Judges one planned case: its expectations against what its script gave. */
import type { Failure } from '../diagnosis/failure';
import { matches } from '../diagnosis/matches';
import type { Data, Observation, ScriptOutcome } from '../script/script';
import { compare, compareShape } from './compare';
import { parsePath, readPath } from './path';
import type { Expectation, PlannedCase } from './plan';

export interface CaseVerdict {
  /** Undefined when the case passes. */
  failure: Failure | undefined;
  /** Error relative to its tolerance at the worst place; null when there is none to tell. */
  error: number | null;
  float32: boolean;
}

export function judgeCase(planned: PlannedCase, outcome: ScriptOutcome | undefined): CaseVerdict {
  if (outcome?.kind !== 'ran') return failed({ kind: outcome?.kind ?? 'not-run' });
  let error: number | null = 0;
  let float32 = false;
  let previous: Data;
  for (const expectation of planned.expect) {
    const verdict = judgeExpectation(expectation, outcome.steps, { sizes: planned.sizes, previous });
    if (verdict.failure) return verdict;
    if (verdict.error !== null && error !== null) error = Math.max(error, verdict.error);
    float32 ||= verdict.float32;
    if (expectation.kind === 'value') previous = expectation.want;
  }
  return { failure: undefined, error, float32 };
}

const PASSED: CaseVerdict = { failure: undefined, error: 0, float32: false };

function failed(failure: Failure, error: number | null = null): CaseVerdict {
  return { failure, error, float32: false };
}

interface Context {
  sizes: PlannedCase['sizes'];
  previous: Data;
}

function judgeExpectation(expectation: Expectation, steps: readonly Observation[], context: Context): CaseVerdict {
  switch (expectation.kind) {
    case 'instance': {
      const observed = steps[expectation.step];
      if (observed?.kind === 'instance') return PASSED;
      return failed(faultOf(observed, expectation.step) ?? { kind: 'invalid', why: 'something else than an instance' });
    }
    case 'throws': {
      const observed = steps[expectation.step];
      if (observed?.kind === 'value') return failed({ kind: 'did-not-throw', got: observed.value });
      if (observed?.kind === 'instance') return failed({ kind: 'did-not-throw', got: undefined });
      if (observed?.kind === 'threw' && !observed.message.startsWith('Not written yet')) return PASSED;
      return failed(faultOf(observed, expectation.step) ?? { kind: 'invalid', why: 'nothing that can be read' });
    }
    case 'shape': {
      const observed = steps[expectation.step];
      if (observed?.kind !== 'value') return failed(faultOf(observed, expectation.step) ?? notReadable());
      const shape = compareShape(observed.value, expectation.want);
      if (shape.kind !== 'shape') return PASSED;
      const { at, got, want } = shape;
      const { step } = expectation;
      return failed({
        kind: 'shape',
        part: null,
        at,
        gotShape: got,
        wantShape: want,
        got: observed.value,
        want: expectation.want,
        step,
      });
    }
    case 'pure':
      return judgePure(expectation, steps);
    case 'value':
      return judgeValue(expectation, steps, context);
  }
}

function judgePure(expectation: Extract<Expectation, { kind: 'pure' }>, steps: readonly Observation[]): CaseVerdict {
  const [first, second] = expectation.steps.map((step) => steps[step]);
  if (first?.kind !== 'value') return failed(faultOf(first, expectation.steps[0]) ?? notReadable());
  if (first.mutated && first.mutated.length > 0) return failed({ kind: 'mutated', argument: first.mutated[0] ?? 0 });
  if (second?.kind !== 'value') return failed(faultOf(second, expectation.steps[1]) ?? notReadable());
  if (!matches(second.value, first.value, expectation.tolerance)) {
    return failed({ kind: 'second-call', got: second.value, want: first.value });
  }
  if (first.value === undefined) {
    return failed({
      kind: 'shape',
      part: null,
      at: '',
      gotShape: 'nothing',
      wantShape: 'an answer',
      got: undefined,
      want: null,
      step: 0,
    });
  }
  return expectation.fresh && (first.shares || second.shares) ? failed({ kind: 'shares' }) : PASSED;
}

function judgeValue(
  expectation: Extract<Expectation, { kind: 'value' }>,
  steps: readonly Observation[],
  { sizes, previous }: Context,
): CaseVerdict {
  const { step, part, want, tolerance } = expectation;
  const observed = steps[step];
  if (observed?.kind !== 'value') return failed(faultOf(observed, step) ?? notReadable());
  const got = part === null ? observed.value : readPath(observed.value, parsePath(part));
  const result = compare(got, want, tolerance);
  switch (result.kind) {
    case 'equal':
      return { failure: undefined, error: result.worst, float32: result.float32 };
    case 'shape':
      return failed({
        kind: 'shape',
        part,
        at: result.at,
        gotShape: result.got,
        wantShape: result.want,
        got,
        want,
        step,
      });
    case 'differs': {
      const mutated = (observed.mutated?.length ?? 0) > 0;
      return failed(
        {
          kind: 'value',
          part,
          at: result.at,
          gotAt: result.got,
          wantAt: result.want,
          allowed: result.allowed,
          got,
          want,
          previous,
          step,
          tolerance,
          sizes,
          mutated,
        },
        result.worst,
      );
    }
  }
}

const notReadable = (): Failure => ({ kind: 'invalid', why: 'nothing that can be read' });

/** A step that gave no value, as a failure; undefined when it gave one. */
export function faultOf(observed: Observation | undefined, step: number): Failure | undefined {
  switch (observed?.kind) {
    case 'threw':
      return { kind: 'threw', name: observed.name, message: observed.message, line: observed.line ?? null, step };
    case 'invalid':
      return { kind: 'invalid', why: observed.why };
    case 'missing':
      return { kind: 'missing', name: observed.name, found: observed.found };
    case 'instance':
      return { kind: 'invalid', why: 'an instance of a class' };
    case 'skipped':
      return { kind: 'not-run' };
    case 'value':
    case undefined:
      return undefined;
  }
}
