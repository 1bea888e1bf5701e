/** `defineChecks`: turns what an author writes into a list of checks, and refuses what could not be judged. */
import type { Callback, Data } from '../script/script';
import type { AnyCall, Check, Checks, Kit, SessionBuilder, SourceRule, Tier } from './checks';
import type { Draw } from './draw';

/** The list of checks of one exercise, typed by the exports of its solution: `defineChecks<typeof import('./solution')>`. */
export function defineChecks<S>(options: { tier: Tier }, build: (kit: Kit<S>) => readonly Check[]): Checks {
  const checks = build(createKit<S>());
  const seen = new Set<string>();
  for (const check of checks) {
    if (seen.has(check.id)) throw new Error(`checks.ts: two checks have the id "${check.id}"; give one of them an id`);
    seen.add(check.id);
    if (!(check.points >= 0)) throw new Error(`checks.ts: "${check.name}" has ${check.points} points`);
    if (
      check.open &&
      (check.kind === 'property' || check.kind === 'custom' || check.kind === 'grad' || check.kind === 'trains')
    ) {
      throw new Error(`checks.ts: "${check.name}" can't be open, since a ${check.kind} check is code of the judge`);
    }
  }
  return { tier: options.tier, checks };
}

interface Common {
  points: number;
  open?: boolean;
  id?: string;
  hint?: string;
}
interface LooseCases {
  cases?: number | undefined;
  each?: readonly unknown[] | undefined;
  call: unknown;
}

function createKit<S>(): Kit<S> {
  const kit: Kit<S> = {
    close: (name, options) => ({
      ...common(name, options),
      ...cases(name, options),
      kind: 'close',
      want: Object.hasOwn(options, 'want') ? wants(name, options, options.want) : 'reference',
      part: options.part ?? null,
      tolerances: pickTolerances(options),
    }),
    shape: (name, options) => ({ ...common(name, options), ...cases(name, options), kind: 'shape' }),
    pure: (name, options) => ({
      ...common(name, options),
      ...cases(name, options),
      kind: 'pure',
      fresh: options.fresh ?? true,
    }),
    throws: (name, options) => ({ ...common(name, options), ...cases(name, options), kind: 'throws' }),
    session: (name, options) => ({
      ...common(name, options),
      kind: 'session',
      cases: options.cases ?? 1,
      // The builder an author sees is typed by the solution; the judge only sees its steps.
      script: options.script as unknown as (s: SessionBuilder<never>, d: Draw, index: number) => void,
      tolerances: pickTolerances(options),
    }),
    property: (name, options) => ({
      ...common(name, options),
      kind: 'property',
      cases: options.cases,
      calls: options.calls as unknown as (d: Draw, index: number) => readonly AnyCall[],
      holds: options.holds as unknown as Extract<Check, { kind: 'property' }>['holds'],
    }),
    grad: (name, options) => ({
      ...common(name, options),
      kind: 'grad',
      cases: options.cases,
      call: options.call as unknown as (d: Draw, index: number) => AnyCall,
      wrt: options.wrt,
      loss: options.loss,
    }),
    trains: (name, options) => ({
      ...common(name, options),
      kind: 'trains',
      seeds: options.seeds ?? 3,
      driver: options.driver.toString(),
      data: options.data,
      metric: options.metric,
      goal: options.goal,
    }),
    source: (name, options) => ({
      ...common(name, options),
      kind: 'source',
      must: rules(options.must),
      mustNot: rules(options.mustNot),
    }),
    custom: (name, options) => ({ ...common(name, options), kind: 'custom', run: options.run }),
    callback: (f): Callback => ({ $callback: f.toString() }),
  };
  return kit;
}

function common(name: string, options: Common): Common & { id: string; name: string } {
  return {
    id: options.id ?? slugOf(name),
    name,
    points: options.points,
    open: options.open ?? false,
    ...(options.hint === undefined ? {} : { hint: options.hint }),
  };
}

/** The three ways to give cases, as one: how many, and the call of each. */
function cases(name: string, options: LooseCases): { cases: number; call: (d: Draw, index: number) => AnyCall } {
  const { call, each } = options;
  if (each) {
    if (typeof call !== 'function')
      throw new Error(`checks.ts: "${name}" has each, so call must be a function of an item`);
    const of = call as (item: unknown, d: Draw) => AnyCall;
    return { cases: each.length, call: (d, index) => of(each[index], d) };
  }
  if (typeof call === 'function') {
    if (options.cases === undefined) {
      throw new Error(`checks.ts: "${name}" draws its call, so say how many cases: 30`);
    }
    return { cases: options.cases, call: call as (d: Draw, index: number) => AnyCall };
  }
  return { cases: 1, call: () => call as AnyCall };
}

function wants(name: string, options: LooseCases, want: Data): readonly Data[] {
  if (options.each) {
    if (!Array.isArray(want) || want.length !== options.each.length) {
      throw new Error(`checks.ts: "${name}" needs as many values in want as items in each (${options.each.length})`);
    }
    return want as readonly Data[];
  }
  return Array.from({ length: options.cases ?? 1 }, () => want);
}

function pickTolerances(options: { tier?: Tier; rtol?: number; atol?: number }): {
  tier?: Tier;
  rtol?: number;
  atol?: number;
} {
  return {
    ...(options.tier === undefined ? {} : { tier: options.tier }),
    ...(options.rtol === undefined ? {} : { rtol: options.rtol }),
    ...(options.atol === undefined ? {} : { atol: options.atol }),
  };
}

function rules(list: readonly SourceRule[] | undefined): readonly SourceRule[] {
  return list ?? [];
}

function slugOf(name: string): string {
  const slug = name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '');
  if (slug === '') throw new Error(`checks.ts: give the check "${name}" an id`);
  return slug;
}
