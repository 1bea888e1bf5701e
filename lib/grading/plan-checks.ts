/** Turns checks that are data into scripts and expected answers, by running the reference on them. */
import type { AnyCall, Check, SessionBuilder, Tier } from '../exercise/checks';
import { drawing } from '../exercise/drawing';
import type { Draw } from '../exercise/draw';
import { isRecord, itemsOf, TIERS, type Tolerance } from '../exercise/tolerance';
import type { Arg, Data, Observation, Script, Step } from '../script/script';
import { encodeScript } from '../script/wire';
import { formatArguments, formatCall } from './feedback/format';
import { parsePath, readPath } from './path';
import type { Expectation, PlannedCase, PlannedCheck, PlainRule } from './plan';
import { instantiate, type Instance, type LoadProgram, parameterNames } from './program';

/** A mistake of the author's: the reference or a check does what it may not. Ends in a platform error, never in a grade. */
class AuthorError extends Error {}

export interface PlanContext {
  tier: Tier;
  seed: string;
  reference: LoadProgram;
}

/** Kinds that are data once the reference has run; the others are code of the judge. */
export type PlainCheck = Extract<Check, { kind: 'close' | 'shape' | 'pure' | 'throws' | 'session' | 'source' }>;

export function isPlain(check: Check): check is PlainCheck {
  return check.kind !== 'property' && check.kind !== 'grad' && check.kind !== 'trains' && check.kind !== 'custom';
}

/** Open checks draw from one fixed seed, so that Run in the browser and Submit judge the same cases. */
export const OPEN_SEED = 'open';

export function drawOf(check: Check, index: number, context: PlanContext): Draw {
  return drawing(check.open ? OPEN_SEED : context.seed, `${check.id}/${index}`);
}

export function toleranceOf(tier: Tier, options: { tier?: Tier; rtol?: number; atol?: number }): Tolerance {
  const base = TIERS[options.tier ?? tier];
  return { ...base, rtol: options.rtol ?? base.rtol, atol: options.atol ?? base.atol };
}

export function headOf(check: Check): Omit<PlannedCheck, 'cases' | 'source'> {
  return { id: check.id, name: check.name, points: check.points, open: check.open ?? false, hint: check.hint ?? null };
}

export function planCheck(check: PlainCheck, context: PlanContext): PlannedCheck {
  const head = headOf(check);
  if (check.kind === 'source') {
    const plain = ({ pattern, says }: { pattern: RegExp; says: string }): PlainRule => ({
      pattern: pattern.source,
      flags: pattern.flags,
      says,
    });
    return { ...head, cases: [], source: { must: check.must.map(plain), mustNot: check.mustNot.map(plain) } };
  }
  const reference = instantiate(context.reference);
  const exports = context.reference();
  const cases = Array.from({ length: check.cases }, (_, index): PlannedCase => {
    const draw = drawOf(check, index, context);
    try {
      return check.kind === 'session'
        ? planSession(check, draw, { index, reference, tier: context.tier })
        : planCall(check, check.call(draw, index), { index, reference, exports, tier: context.tier });
    } catch (error) {
      throw new AuthorError(
        `checks.ts: "${check.name}", case ${index + 1}: ${error instanceof Error ? error.message : String(error)}`,
      );
    }
  });
  return { ...head, cases, source: null };
}

interface CaseContext {
  index: number;
  reference: Instance;
  tier: Tier;
}

function planCall(
  check: Exclude<PlainCheck, { kind: 'session' | 'source' }>,
  [name, ...args]: AnyCall,
  context: CaseContext & { exports: Record<string, unknown> },
): PlannedCase {
  const step: Step = { op: 'call', name, args };
  const script: Script = check.kind === 'pure' ? [step, step] : [step];
  const text = encodeScript(script);
  return {
    script: text,
    // Made when it is shown: texts of a hundred cases would cost more than judging them.
    get input() {
      return formatArguments(parameterNames(context.exports, name), args);
    },
    sizes: sizesOf(args),
    expect: [expectCall(check, context, text)],
  };
}

function expectCall(
  check: Exclude<PlainCheck, { kind: 'session' | 'source' }>,
  { index, reference, tier }: CaseContext,
  text: string,
): Expectation {
  switch (check.kind) {
    case 'throws':
      return { kind: 'throws', step: 0 };
    case 'pure':
      return { kind: 'pure', steps: [0, 1], fresh: check.fresh, tolerance: TIERS[tier] };
    case 'shape':
      return { kind: 'shape', step: 0, want: valueOf(reference.run(text)[0]) };
    case 'close': {
      const { part } = check;
      const answer = (): Data => {
        const value = valueOf(reference.run(text)[0]);
        return part === null ? value : readPath(value, parsePath(part));
      };
      const want = check.want === 'reference' ? answer() : check.want[index];
      return { kind: 'value', step: 0, part, want, tolerance: toleranceOf(tier, check.tolerances) };
    }
  }
}

/** The reference's value. */
export function valueOf(observed: Observation | undefined): Data {
  if (observed?.kind === 'value') return observed.value;
  const what =
    observed?.kind === 'threw' ? `threw ${observed.name}: ${observed.message}` : `gave ${observed?.kind ?? 'nothing'}`;
  throw new AuthorError(`the reference ${what}`);
}

function planSession(
  check: Extract<PlainCheck, { kind: 'session' }>,
  draw: Draw,
  { index, reference, tier }: CaseContext,
): PlannedCase {
  const { builder, steps } = sessionBuilder();
  check.script(builder, draw, index);
  const text = encodeScript(steps);
  const tolerance = toleranceOf(tier, check.tolerances);
  const expect = reference.run(text).map((observed, step): Expectation => {
    switch (observed.kind) {
      case 'instance':
        return { kind: 'instance', step };
      case 'value':
        return { kind: 'value', step, part: null, want: observed.value, tolerance };
      case 'threw':
        return { kind: 'throws', step };
      case 'invalid':
      case 'missing':
      case 'skipped':
        throw new AuthorError(`the reference's step ${step + 1} is ${observed.kind}`);
    }
  });
  const first = steps.find((step) => step.op === 'call' || step.op === 'method');
  return {
    script: text,
    get input() {
      return formatSession(steps);
    },
    sizes: sizesOf(first && 'args' in first ? first.args : []),
    expect,
  };
}

/** Records steps; what it returns are references by index. */
function sessionBuilder(): { builder: SessionBuilder<never>; steps: Step[] } {
  const steps: Step[] = [];
  const add = (step: Step): { $step: number } => {
    steps.push(step);
    return { $step: steps.length - 1 };
  };
  let last: { $step: number } | undefined;
  const loose = {
    new: (name: string, ...args: Arg[]) => add({ op: 'new', name, args }),
    call: (on: { $step: number }, name: string, ...args: Arg[]) =>
      (last = add({ op: 'method', on: on.$step, name, args })),
    run: (name: string, ...args: Arg[]) => (last = add({ op: 'call', name, args })),
    get: (on: { $step: number }, name: string) => add({ op: 'get', on: on.$step, name }),
    last: () => last,
  };
  return { builder: loose as unknown as SessionBuilder<never>, steps };
}

/** A script as the program it is, its middle left out when it is long. */
function formatSession(steps: readonly Step[]): string {
  const names = new Map<number, string>();
  const name = (on: number): string => names.get(on) ?? `step ${on + 1}`;
  const lines = steps.map((step, index) => {
    switch (step.op) {
      case 'new': {
        const base = step.name.charAt(0).toLowerCase() + step.name.slice(1);
        const variable = [...names.values()].includes(base) ? `${base}${names.size + 1}` : base;
        names.set(index, variable);
        return `const ${variable} = new ${formatCall(step.name, step.args)}`;
      }
      case 'call':
        return formatCall(step.name, step.args);
      case 'method':
        return formatCall(`${name(step.on)}.${step.name}`, step.args);
      case 'get':
        return `${name(step.on)}.${step.name}`;
      case 'moved':
      case 'drive':
        return '…';
    }
  });
  if (lines.length <= 9) return lines.join('\n');
  return [...lines.slice(0, 5), `… ${lines.length - 7} more steps`, ...lines.slice(-2)].join('\n');
}

/** Rows and columns of the first array among the arguments: m and n of the usual slips. */
export function sizesOf(args: readonly Arg[]): { m: number | null; n: number | null } {
  for (const arg of args) {
    if (isRecord(arg) && Array.isArray(arg.shape)) {
      const [m, n] = arg.shape as readonly Data[];
      return { m: typeof m === 'number' ? m : null, n: typeof n === 'number' ? n : null };
    }
    const items = Array.isArray(arg) ? (arg as readonly Arg[]) : itemsOf(arg);
    if (!items || isRecord(items[0])) continue;
    const row = items[0];
    const columns = Array.isArray(row) ? row.length : itemsOf(row)?.length;
    return { m: items.length || null, n: columns ?? null };
  }
  return { m: null, n: null };
}
