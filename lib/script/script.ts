/** The language between judge and student: scripts of calls go in, observations of plain data come back. */

/** Plain data as it lives on the judge's side. Typed arrays keep their class, so that float32 answers are recognised. */
export type Data =
  | null
  | undefined
  | boolean
  | number
  | string
  | Float64Array
  | Float32Array
  | Int32Array
  | Uint8Array
  | readonly Data[]
  | { readonly [key: string]: Data };

/** A function handed to student code, given by its source: it may not close over anything. Its calls are recorded. */
export interface Callback {
  readonly $callback: string;
}

/** The result of an earlier step of the same script (0-based), passed by reference inside the student's realm. */
export interface StepRef {
  readonly $step: number;
}

/** An argument: plain data, in which callbacks and step references may stand at any depth. */
export type Arg = Data | Callback | StepRef | readonly Arg[] | { readonly [key: string]: Arg };

export type Step =
  /** Call an export. */
  | { readonly op: 'call'; readonly name: string; readonly args: readonly Arg[] }
  /** Construct an exported class. The instance stays in the student's realm; later steps name it by its index. */
  | { readonly op: 'new'; readonly name: string; readonly args: readonly Arg[] }
  /** Call a method of the object that step `on` made. */
  | { readonly op: 'method'; readonly on: number; readonly name: string; readonly args: readonly Arg[] }
  /** Read a property of the object that step `on` made. */
  | { readonly op: 'get'; readonly on: number; readonly name: string }
  /** Make the call of an earlier step once more, the number at a place of its arguments moved; tells a part of the result. */
  | {
      readonly op: 'moved';
      readonly like: number;
      readonly at: readonly (string | number)[];
      readonly to: number;
      readonly read: readonly (string | number)[];
    }
  /** Run the judge's own driver (source of `(exports, ...args) => result`) in the student's realm: training loops. */
  | { readonly op: 'drive'; readonly source: string; readonly args: readonly Arg[] };

/** A script runs in order, in one crossing; after the first step that fails, the rest is `skipped`. */
export type Script = readonly Step[];

/** What came back from one step. */
export type Observation =
  | {
      readonly kind: 'value';
      readonly value: Data;
      /** Indices of arguments that the call changed. */
      readonly mutated?: readonly number[];
      /** True when the result contains an array or object that was passed in. */
      readonly shares?: boolean;
      /** For each callback met in the arguments, in order of appearance: the arguments and the result of every call. */
      readonly calls?: readonly (readonly { readonly args: readonly Data[]; readonly result: Data }[])[];
    }
  | { readonly kind: 'instance' }
  | {
      readonly kind: 'threw';
      /** `RangeError`, `TypeError`, … or `value` when something that is no Error was thrown. */
      readonly name: string;
      readonly message: string;
      /** Place in the student's own file, 1-based, when the stack tells. */
      readonly line?: number;
      readonly column?: number;
    }
  /** The result was not plain data: a function, a promise, a Map, a cycle, too deep, too large. `why` is a short phrase. */
  | { readonly kind: 'invalid'; readonly why: string }
  /** No export, method or class of that name, or it is of another kind (`found` says what is there). */
  | { readonly kind: 'missing'; readonly name: string; readonly found: string }
  | { readonly kind: 'skipped' };

/** What became of one script. */
export type ScriptOutcome =
  | { readonly kind: 'ran'; readonly steps: readonly Observation[] }
  | { readonly kind: 'timeout' }
  | { readonly kind: 'memory-limit' }
  | { readonly kind: 'crashed' }
  /** Not run, because an earlier script of the group ended the isolate. */
  | { readonly kind: 'not-run' };

/** What became of loading the submission. */
export type LoadOutcome =
  | { readonly kind: 'loaded'; readonly notes: readonly string[] }
  /** The source does not parse, or holds types that can't be stripped. */
  | { readonly kind: 'syntax-error'; readonly message: string; readonly line: number; readonly column: number }
  /** Its top level threw. */
  | {
      readonly kind: 'threw';
      readonly name: string;
      readonly message: string;
      readonly line?: number;
      readonly column?: number;
    }
  | { readonly kind: 'timeout' }
  | { readonly kind: 'memory-limit' }
  | { readonly kind: 'crashed' };

export interface GroupOutcome {
  readonly load: LoadOutcome;
  /** Same length as the group's scripts; empty when the load failed. */
  readonly scripts: readonly ScriptOutcome[];
  /** The first 8 KiB of console output. Never shown for hidden checks. */
  readonly logs: string;
}
