/** Checks that are code of the judge: laws, gradients, training, custom. Each yields scripts and receives what they gave. */
import type { Failure } from '../diagnosis/failure';
import type { Check, Near } from '../exercise/checks';
import { allClose } from '../exercise/tolerance';
import type { Data, Observation, Script, ScriptOutcome, Step } from '../script/script';
import { encodeScript } from '../script/wire';
import { alike, compareShape, isFloat32, relationTo } from './compare';
import type { Judged, JudgedCase } from './check-result';
import { formatArguments, formatCall, formatNumber } from './feedback/format';
import { judgeGradient, planGradient } from './gradient';
import { faultOf } from './judge-case';
import { drawOf, type PlanContext, valueOf } from './plan-checks';
import { instantiate, parameterNames } from './program';

/** Scripts of one case, by their places in everything that the check has run: what a wrong solution is compared on. */
export interface LiveJudged extends Judged {
  scriptsOfCase: readonly (readonly number[])[];
}

/** Yields texts of `encodeScript`. */
export type LiveCheck = Generator<readonly string[], LiveJudged, readonly ScriptOutcome[]>;

export type CodeCheck = Extract<Check, { kind: 'property' | 'grad' | 'trains' | 'custom' }>;

export function runLive(check: CodeCheck, context: PlanContext): LiveCheck {
  switch (check.kind) {
    case 'property':
      return runProperty(check, context);
    case 'grad':
      return runGradient(check, context);
    case 'trains':
      return runTraining(check, context);
    case 'custom':
      return runCustom(check, context);
  }
}

const OTHER_FORM = 'Your function returned something of another form than expected.';

/** The observations of a script, or why there are none. */
function stepsOf(outcome: ScriptOutcome | undefined): {
  steps: readonly Observation[];
  failure: Failure | undefined;
} {
  if (outcome?.kind !== 'ran') return { steps: [], failure: { kind: outcome?.kind ?? 'not-run' } };
  for (const [index, observed] of outcome.steps.entries()) {
    if (observed.kind === 'instance') continue;
    const failure = faultOf(observed, index);
    if (failure) return { steps: outcome.steps, failure };
  }
  return { steps: outcome.steps, failure: undefined };
}

/** A student's answer; nothing where there is none, so that too few observations are of another form than expected. */
function dataOf(observed: Observation | undefined): Data {
  return observed?.kind === 'value' ? observed.value : undefined;
}

function judged(
  failure: Failure | undefined,
  input: () => string,
  rest: { size: number; float32?: boolean; error?: number | null },
): JudgedCase {
  const error = rest.error === undefined ? (failure ? null : 0) : rest.error;
  return { verdict: { failure, error, float32: rest.float32 ?? false }, input, size: rest.size };
}

function* runProperty(check: Extract<Check, { kind: 'property' }>, context: PlanContext): LiveCheck {
  const reference = instantiate(context.reference);
  const cases = Array.from({ length: check.cases }, (_, index) => {
    const calls = check.calls(drawOf(check, index, context), index);
    const text = encodeScript(calls.map(([name, ...args]): Step => ({ op: 'call', name, args })));
    return { calls, text };
  });
  const outcomes = yield cases.map(({ text }) => text);
  const results = cases.map(({ calls, text }, index) => {
    const input = (): string => calls.map(([name, ...args]) => formatCall(name, args)).join('\n');
    const { steps, failure } = stepsOf(outcomes[index]);
    if (failure) return judged(failure, input, { size: text.length });
    const likes = reference.run(text).map(valueOf);
    const got = likes.map((_, i) => dataOf(steps[i]));
    const other = firstShapeFailure(got, likes);
    if (other) return judged(other, input, { size: text.length });
    const values = got.map((value, i) => alike(value, likes[i]));
    const strict: Near = (a, b) => allClose(a, b, context.tier);
    const loose: Near = (a, b) => allClose(a, b, 'T5');
    const held = holds(check, { values, calls, near: strict });
    if (held === true) return judged(undefined, input, { size: text.length });
    const float32 = got.some((value, i) => isFloat32(value, likes[i]));
    // The author's law may be stricter than float32 can keep; then closeness to the reference stands for it.
    const kept =
      float32 &&
      (holds(check, { values, calls, near: loose }) === true || relationTo(reference.run(text), steps) === 'float32');
    if (kept) return judged(undefined, input, { size: text.length, float32 });
    return judged(
      {
        kind: 'law',
        says: held === false ? null : held,
        mutated: outcomes[index] !== undefined && changesInput(outcomes[index]),
      },
      input,
      { size: text.length },
    );
  });
  return { cases: results, scriptsOfCase: cases.map((_, index) => [index]) };
}

function holds(
  check: Extract<Check, { kind: 'property' }>,
  given: { values: readonly Data[]; calls: Parameters<typeof check.holds>[1]; near: Near },
): boolean | string {
  try {
    return check.holds(given.values as readonly never[], given.calls, given.near);
  } catch {
    // The law reads the answer in a way that this answer can't be read.
    return OTHER_FORM;
  }
}

function firstShapeFailure(got: readonly Data[], likes: readonly Data[]): Failure | undefined {
  for (const [step, value] of got.entries()) {
    const shape = compareShape(value, likes[step]);
    if (shape.kind !== 'shape') continue;
    return {
      kind: 'shape',
      part: null,
      at: shape.at,
      gotShape: shape.got,
      wantShape: shape.want,
      got: value,
      want: likes[step],
      step,
    };
  }
  return undefined;
}

function* runGradient(check: Extract<Check, { kind: 'grad' }>, context: PlanContext): LiveCheck {
  const reference = instantiate(context.reference);
  const exports = context.reference();
  const plans = Array.from({ length: check.cases }, (_, index) =>
    planGradient(check, check.call(drawOf(check, index, context), index)),
  );
  const outcomes = yield plans.map((plan) => plan.text);
  const cases = plans.map((plan, index) => {
    const [name, ...args] = plan.call;
    const input = (): string => formatArguments(parameterNames(exports, name), args);
    const { steps, failure } = stepsOf(outcomes[index]);
    const found = failure
      ? { failure, float32: false, error: null }
      : judgeGradient(plan, steps.map(dataOf), reference);
    return judged(found.failure, input, {
      size: plan.callText.length,
      float32: found.float32,
      error: found.error,
    });
  });
  return { cases, scriptsOfCase: plans.map((_, index) => [index]) };
}

function* runTraining(check: Extract<Check, { kind: 'trains' }>, context: PlanContext): LiveCheck {
  const runs = Array.from({ length: check.seeds }, (_, index) => {
    const script: Script = [{ op: 'drive', source: check.driver, args: check.data(drawOf(check, index, context)) }];
    return encodeScript(script);
  });
  const outcomes = yield runs;
  const reference = instantiate(context.reference);
  const scripts = runs.map((_, index) => index);
  const metrics: { name: string; value: number }[] = [];
  for (const [index, text] of runs.entries()) {
    const { steps, failure } = stepsOf(outcomes[index]);
    const input = (): string => `seed ${index + 1} of ${runs.length}`;
    const fail = (why: Failure): LiveJudged => ({
      cases: [judged(why, input, { size: text.length })],
      scriptsOfCase: [scripts],
    });
    if (failure) return fail(failure);
    const like = valueOf(reference.run(text)[0]);
    const got = dataOf(steps[0]);
    const other = firstShapeFailure([got], [like]);
    if (other) return fail(other);
    try {
      // A stream of its own: held-out data, which the driver never sees.
      const held = drawOf({ ...check, id: `${check.id}/held-out` }, index, context);
      metrics.push(check.metric(alike(got, like) as never, held));
    } catch {
      return fail({ kind: 'law', says: OTHER_FORM, mutated: false });
    }
  }
  const values = metrics
    .map(({ value }) => value)
    .toSorted((a, b) => (Number.isNaN(a) ? 1 : Number.isNaN(b) ? -1 : a - b));
  const median = values[Math.floor((values.length - 1) / 2)] ?? NaN;
  const [goal, words] =
    'atMost' in check.goal
      ? [median <= check.goal.atMost, `at most ${formatNumber(check.goal.atMost)}`]
      : [median >= check.goal.atLeast, `at least ${formatNumber(check.goal.atLeast)}`];
  const says = `The median ${metrics[0]?.name ?? 'value'} over ${runs.length} runs is ${formatNumber(median, 3)}; the goal is ${words}.`;
  return {
    cases: [judged(goal ? undefined : { kind: 'goal', says }, () => says, { size: 0 })],
    scriptsOfCase: [scripts],
    says,
  };
}

function* runCustom(check: Extract<Check, { kind: 'custom' }>, context: PlanContext): LiveCheck {
  const run = check.run(drawOf(check, 0, context));
  let first: Script | undefined;
  let ran = 0;
  let seen: readonly ScriptOutcome[] = [];
  const texts: string[] = [];
  const all = (): number[] => Array.from({ length: ran }, (_, index) => index);
  const input = (): string => (first ? describeScript(first) : '');
  try {
    let turn = run.next();
    while (!turn.done) {
      first ??= turn.value[0];
      ran += turn.value.length;
      const fresh = turn.value.map((script) => encodeScript(script));
      texts.push(...fresh);
      const outcomes = yield fresh;
      seen = [...seen, ...outcomes];
      turn = run.next(outcomes);
    }
    const { pass, of, message, says } = turn.value;
    if (pass === of) {
      return { cases: [judged(undefined, input, { size: 0 })], scriptsOfCase: [all()], counted: { pass, of }, says };
    }
    const reference = instantiate(context.reference);
    const relations = seen.map((outcome, i) =>
      outcome.kind === 'ran' ? relationTo(reference.run(texts[i] ?? '[]'), outcome.steps) : 'differs',
    );
    const single = relations.includes('float32') && !relations.includes('differs');
    if (single) {
      return {
        cases: [judged(undefined, input, { size: 0, float32: true })],
        scriptsOfCase: [all()],
        counted: { pass: of, of },
      };
    }
    const faults = seen.map((outcome) => stepsOf(outcome).failure);
    const fault = faults.find((failure) => failure !== undefined);
    const mutated = seen.some(changesInput);
    const failure: Failure =
      fault && faults.every((one) => one !== undefined) ? fault : { kind: 'law', says: message, mutated };
    return { cases: [judged(failure, input, { size: 0 })], scriptsOfCase: [all()], counted: { pass, of } };
  } catch (error) {
    // Author's code that met an answer it did not expect. That the reference passes is proved beforehand.
    const fault = seen.map((outcome) => stepsOf(outcome).failure).find((failure) => failure !== undefined);
    if (seen.length === 0) throw error;
    return {
      cases: [judged(fault ?? { kind: 'law', says: OTHER_FORM, mutated: false }, input, { size: 0 })],
      scriptsOfCase: [all()],
      counted: { pass: 0, of: 1 },
    };
  }
}

function describeScript(script: Script): string {
  return script
    .slice(0, 6)
    .map((step) => ('name' in step && 'args' in step ? formatCall(step.name, step.args) : '…'))
    .join('\n');
}

function changesInput(outcome: ScriptOutcome): boolean {
  return (
    outcome.kind === 'ran' && outcome.steps.some((step) => step.kind === 'value' && (step.mutated?.length ?? 0) > 0)
  );
}
