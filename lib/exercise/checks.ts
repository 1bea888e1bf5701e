/** The checks API: what an author writes in `checks.ts`. Guide with examples: `exercises/README.md`. */
import type { Arg, Callback, Data, Script, ScriptOutcome } from '../script/script';
import type { Draw } from './draw';

/** Names and arguments of the solution's functions: `['softmax', Z]`. */
type CallOf<S> = {
  [K in keyof S & string]: S[K] extends (...args: infer A) => unknown ? readonly [K, ...ArgsOf<A>] : never;
}[keyof S & string];
type ArgsOf<A extends readonly unknown[]> = { [I in keyof A]: ArgOf<A[I]> };
/** Where the solution takes a function, the check passes a `callback`. */
type ArgOf<T> = T extends (...args: never[]) => unknown ? Callback : T;

type ClassOf<S> = {
  [K in keyof S & string]: S[K] extends abstract new (...args: never[]) => unknown ? K : never;
}[keyof S & string];
type NewArgs<S, K extends ClassOf<S>> = S[K] extends abstract new (...args: infer A) => unknown ? ArgsOf<A> : never;
type InstanceOf<S, K extends ClassOf<S>> = S[K] extends abstract new (...args: never[]) => infer I ? I : never;

/** The ladder of tolerances: pass iff |a − e| ≤ atol + rtol·|e|. T2 and T3 take |e| as max(|eᵢ|, ‖e‖∞/100) per array. */
export type Tier = 'T0' | 'T1' | 'T2' | 'T3' | 'T4' | 'T5';

interface Common {
  /** Points out of the exercise's total. Partial credit is in proportion to passed cases. */
  points: number;
  /** Open checks also run in the browser and show their inputs. They must be data (no `property` or `custom`). */
  open?: boolean;
  /** Defaults to a slug of the name. Tasks in `exercise.md` bind to it, and so does `wrong/*.ts`. */
  id?: string;
  /** A sentence shown when the check fails and no diagnosis fits. It may not give inputs away. */
  hint?: string;
}

interface Tolerances {
  tier?: Tier;
  /** Overrides the tier's. */
  rtol?: number;
  atol?: number;
}

/** One call, `cases` random calls, or one call for `each` listed item. */
type Cases<S, E> =
  | { call: CallOf<S>; cases?: undefined; each?: undefined }
  | { cases: number; call: (d: Draw, index: number) => CallOf<S>; each?: undefined }
  | { each: readonly E[]; call: (item: E, d: Draw) => CallOf<S>; cases?: undefined };

/** Builds a script of several steps: `const opt = s.new('Adam', 0.01); s.call(opt, 'step', …)`. */
export interface SessionBuilder<S> {
  'new'<K extends ClassOf<S>>(name: K, ...args: NewArgs<S, K>): Instance<InstanceOf<S, K>>;
  /** Call a method of an instance. */
  call<I, M extends keyof I & string>(
    on: Instance<I>,
    method: M,
    ...args: I[M] extends (...args: infer A) => unknown ? Loose<A> : never
  ): StepResult;
  /** Call an exported function. */
  run(...call: LooseCall<S>): StepResult;
  /** Read a property of an instance. */
  get<I>(on: Instance<I>, property: keyof I & string): StepResult;
  /** The result of the previous step, by reference; undefined before the first. */
  last(): StepResult | undefined;
}
type Loose<A extends readonly unknown[]> = { [I in keyof A]: ArgOf<A[I]> | StepResult };
type LooseCall<S> = {
  [K in keyof S & string]: S[K] extends (...args: infer A) => unknown ? readonly [K, ...Loose<A>] : never;
}[keyof S & string];
interface Instance<I> {
  readonly $step: number;
  readonly $type?: I;
}
interface StepResult {
  readonly $step: number;
}

interface CloseOptions extends Common, Tolerances {
  /** Compare only this part of the result: `loss`, `dW[0]`. */
  part?: string;
  /** The expected value; the reference's answer when left out. A list of the same length as `each` for several. */
  want?: Data;
}

export type Metric = { readonly name: string; readonly value: number };

/** A call as data: name and arguments. */
export type AnyCall = readonly [string, ...Arg[]];

/** What a check becomes: read by the judge, never by the student. Case `i` of check `id` draws from a stream of its own. */
export type Check = Common & { readonly id: string; readonly name: string } & (
    | {
        readonly kind: 'close';
        readonly cases: number;
        readonly call: (d: Draw, index: number) => AnyCall;
        /** Expected values, one per case, or `reference`. */
        readonly want: 'reference' | readonly Data[];
        readonly part: string | null;
        readonly tolerances: Tolerances;
      }
    | { readonly kind: 'shape'; readonly cases: number; readonly call: (d: Draw, index: number) => AnyCall }
    | {
        readonly kind: 'pure';
        readonly cases: number;
        readonly call: (d: Draw, index: number) => AnyCall;
        readonly fresh: boolean;
      }
    | { readonly kind: 'throws'; readonly cases: number; readonly call: (d: Draw, index: number) => AnyCall }
    | {
        readonly kind: 'session';
        readonly cases: number;
        readonly script: (s: SessionBuilder<never>, d: Draw, index: number) => void;
        readonly tolerances: Tolerances;
      }
    | {
        readonly kind: 'property';
        readonly cases: number;
        readonly calls: (d: Draw, index: number) => readonly AnyCall[];
        readonly holds: (results: readonly never[], calls: readonly AnyCall[], near: Near) => boolean | string;
      }
    | {
        readonly kind: 'grad';
        readonly cases: number;
        readonly call: (d: Draw, index: number) => AnyCall;
        readonly wrt: readonly { readonly at: string; readonly claimed: string }[];
        readonly loss: string | ((args: readonly never[]) => number);
      }
    | {
        readonly kind: 'trains';
        readonly seeds: number;
        readonly driver: string;
        readonly data: (d: Draw) => readonly Arg[];
        readonly metric: (result: never, d: Draw) => Metric;
        readonly goal: { readonly atMost: number } | { readonly atLeast: number };
      }
    | { readonly kind: 'source'; readonly must: readonly SourceRule[]; readonly mustNot: readonly SourceRule[] }
    | { readonly kind: 'custom'; readonly run: CustomRun }
  );

/** How many of how many passed, and a sentence for the student that gives no inputs away. */
export interface CustomOutcome {
  readonly pass: number;
  readonly of: number;
  readonly message: string;
  /** A sentence for the student when all passed: what was reached. */
  readonly says?: string;
}
export type CustomRun = (d: Draw) => Generator<readonly Script[], CustomOutcome, readonly ScriptOutcome[]>;

/** Closeness at the exercise's tier; at T5 when the student computes in float32. */
export type Near = (a: Data, b: Data) => boolean;

/** A rule on the source with comments and strings removed. */
export interface SourceRule {
  readonly pattern: RegExp;
  /** What the student is told: `write the loop yourself rather than Math.max(...row)`. */
  readonly says: string;
}

/** The constructors an author gets, typed by the exports of the solution. */
export interface Kit<S> {
  /** Results equal the expected ones within the tolerance. */
  readonly close: <E>(name: string, options: CloseOptions & Cases<S, E>) => Check;
  /** Results have the shape (nesting and lengths, keys) of the reference's. */
  readonly shape: <E>(name: string, options: Common & Cases<S, E>) => Check;
  /** The call leaves its arguments alone, gives the same answer twice and, unless `fresh: false`, returns new arrays. */
  readonly pure: <E>(name: string, options: Common & { fresh?: boolean } & Cases<S, E>) => Check;
  /** The call throws an Error, whatever its message. */
  readonly throws: <E>(name: string, options: Common & Cases<S, E>) => Check;
  /** Every step of a script gives what the reference gives. */
  readonly session: (
    name: string,
    options: Common & Tolerances & { cases?: number; script: (s: SessionBuilder<S>, d: Draw, index: number) => void },
  ) => Check;
  /** A law that holds whatever the formulation. Return a sentence to say what broke; it may not give inputs away. */
  readonly property: <R = unknown>(
    name: string,
    options: Common & {
      cases: number;
      calls: (d: Draw, index: number) => readonly CallOf<S>[];
      holds: (results: readonly R[], calls: readonly CallOf<S>[], near: Near) => boolean | string;
    },
  ) => Check;
  /**
   * The claimed gradient equals central differences (tier T4): first of the student's own loss (`loss: 'loss'` names the
   * part of the result), then of the reference's. With a function, `loss(args)` is differentiated on the judge's side.
   * `wrt` pairs a place in the arguments (`[0]`, `[0][1].W`) with the part of the result that claims its gradient.
   */
  readonly grad: (
    name: string,
    options: Common & {
      cases: number;
      call: (d: Draw, index: number) => CallOf<S>;
      wrt: readonly { at: string; claimed: string }[];
      loss: string | ((args: readonly never[]) => number);
    },
  ) => Check;
  /**
   * Training: `driver(exports, ...data)` runs in the student's realm and returns weights; `metric` is computed from them by
   * the judge. The median over `seeds` runs counts. The driver may not close over anything.
   */
  readonly trains: <A extends readonly Arg[] | [], R = unknown>(
    name: string,
    options: Common & {
      seeds?: number;
      data: (d: Draw) => A;
      driver: (exports: S, ...data: A) => unknown;
      metric: (result: R, d: Draw) => Metric;
      goal: { atMost: number } | { atLeast: number };
    },
  ) => Check;
  /** Rules on the source text. */
  readonly source: (
    name: string,
    options: Common & { must?: readonly SourceRule[]; mustNot?: readonly SourceRule[] },
  ) => Check;
  /** Full control: yield scripts, receive outcomes, return how many of how many passed. */
  readonly custom: (
    name: string,
    options: Common & {
      run: CustomRun;
    },
  ) => Check;
  /** A function for student code, such as an activation. It may not close over anything; its calls are counted. */
  readonly callback: (f: (...args: never[]) => unknown) => Callback;
}

/** What `checks.ts` exports by default. */
export interface Checks {
  readonly tier: Tier;
  readonly checks: readonly Check[];
}
