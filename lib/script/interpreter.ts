/**
 * Runs scripts against the exports of a program, inside that program's own realm, and writes down what can be observed.
 * The same code runs the student's program (server and browser) and the judge's reference, so that all are treated alike.
 * It holds no secret: code that tampers with it can only change observations that it could have forged anyway.
 */
import { captureConsole } from './console-log';
import { addPassed, encodeLive, MAX_NODES, MAX_TEXT, newEncoding, newPassed, Refusal } from './live-encoder';
import type { Encoding, Passed } from './live-encoder';
import {
  addToSet,
  append,
  apply,
  bareList,
  construct,
  copyList,
  functionOf,
  hasOwn,
  indexOfText,
  isArray,
  isConstructor,
  keysOf,
  parseJson,
  prototypeOf,
  quote,
  sliceText,
  sourceOf,
  text,
  typedArrayBuffer,
} from './primordials';
import { MAX_MESSAGE, messageOf, threw } from './thrown';
import { isUnchanged } from './unchanged';

const MAX_NESTED = 100;
const SKIPPED = '{"k":"s"}';
const INSTANCE = '{"k":"i"}';
const TOO_MANY_CALLS = `more than ${MAX_NODES} values passed to a function it was given`;

export interface Interpreter {
  /** Executes one script (text of `encodeScript`) and returns text for `decodeSteps`. */
  run(exports: Record<string, unknown>, scriptText: string): string;
  /** What was printed so far, capped; empty unless a console was given. */
  logs(): string;
}

type Func = (...args: unknown[]) => unknown;

type Place = readonly (string | number)[];

interface WireStep {
  op: string;
  on?: number;
  name?: string;
  source?: string;
  args?: unknown[];
  like?: number;
  at?: Place;
  to?: number;
  read?: Place;
}

/** What one script has made so far. */
interface Run {
  exports: Record<string, unknown>;
  steps: WireStep[];
  /** By step. */
  results: unknown[];
  instances: unknown[];
  /** The step that runs, or that ended it. */
  at: number;
  /** A step has given neither a value nor an instance. */
  hasFailed: boolean;
  isOver: boolean;
}

/** The arguments of one step, made live. */
interface Call {
  run: Run;
  wireArgs: unknown[];
  args: unknown[];
  passed: Passed;
  /** What each callback was called with, as wire text. */
  records: { calls: string }[] | undefined;
  recorder: Encoding | undefined;
  /** Why the records are not whole; empty when they are. */
  unrecorded: string;
  /** Calls of callbacks that wait for calls of callbacks. */
  depth: number;
  /** Earlier results that were passed in, with their text before the call; `arg` is the argument they stand in. */
  references: { arg: number; value: unknown; before: string | undefined }[] | undefined;
  arg: number;
}

/** Create it before any student code runs. `console`, when given, is replaced by one that keeps what is printed. */
export function createInterpreter(options: { console?: object } = {}): Interpreter {
  const log = options.console === undefined ? undefined : captureConsole(options.console);
  return {
    run: (exports, scriptText) => runScript(exports, scriptText),
    logs: () => log?.read() ?? '',
  };
}

function runScript(exports: Record<string, unknown>, scriptText: string): string {
  const steps = parseJson(scriptText) as WireStep[];
  const run: Run = { exports, steps, results: bareList(), instances: [], at: 0, hasFailed: false, isOver: false };
  let out = '';
  for (let i = 0; i < steps.length; i++) {
    const step = steps[i];
    run.at = i;
    let observed: string = run.hasFailed || step === undefined ? SKIPPED : observe(run, step);
    if (out.length + observed.length > MAX_TEXT) observed = invalid(run, `more than ${MAX_TEXT >> 20} MB of results`);
    out += i > 0 ? `,${observed}` : observed;
  }
  run.isOver = true;
  return `[${out}]`;
}

function observe(run: Run, step: WireStep): string {
  try {
    return runStep(run, step);
  } catch (error) {
    // Getters and proxies among the arguments or earlier results, met where no answer is being read.
    return invalid(run, `something that throws when it is read (${messageOf(error).name})`);
  }
}

function runStep(run: Run, step: WireStep): string {
  const name = hasOwn(step, 'name') ? (step.name ?? '') : '';
  const on = hasOwn(step, 'on') ? run.results[step.on ?? 0] : undefined;
  switch (step.op) {
    case 'call': {
      const f = ownExport(run.exports, name);
      if (typeof f !== 'function' || isClass(f)) return missing(run, name, f);
      return callStep(run, step, f as Func, undefined);
    }
    case 'moved':
      return movedStep(run, step);
    case 'drive':
      return callStep(run, step, compile(step.source ?? ''), undefined);
    case 'new':
      return newStep(run, step, name);
    case 'method': {
      const f = readProperty(on, name);
      if (f.failed) return failed(run, f.error);
      if (typeof f.value !== 'function') return missing(run, name, f.value);
      return callStep(run, step, f.value as Func, on);
    }
    default: {
      const property = readProperty(on, name);
      if (property.failed) return failed(run, property.error);
      if (!property.present) return missing(run, name, undefined);
      run.results[run.at] = property.value;
      return describeResult(run, property.value, null);
    }
  }
}

function callStep(run: Run, step: WireStep, f: Func, self: unknown): string {
  const call = newCall(run, step.args ?? []);
  let result: unknown;
  try {
    result = apply(f, self, step.op === 'drive' ? drivenBy(run.exports, call.args) : call.args);
  } catch (error) {
    return failed(run, error);
  }
  run.results[run.at] = result;
  const observed = describeResult(run, hasOwn(step, 'read') ? partOf(result, step.read ?? []) : result, call);
  return call.unrecorded === '' ? observed : invalid(run, call.unrecorded);
}

/** The arguments are those of an earlier step, in which the number is put back afterwards. */
function movedStep(run: Run, { like = 0, at = [], to, read = [] }: WireStep): string {
  const { name = '', args = [] } = run.steps[like] ?? { op: '' };
  let holder = inside(args);
  const last = at.length - 1;
  for (let i = 0; i < last; i++) holder = inside(holder[at[i] ?? '']);
  const key = at[last] ?? '';
  const before = holder[key];
  holder[key] = to;
  try {
    return runStep(run, { op: 'call', name, args, read });
  } finally {
    holder[key] = before;
  }
}

/** What holds the items or fields of wire data. */
function inside(wire: unknown): Record<string | number, unknown> {
  const record = wire as Record<string, unknown>;
  const held = isArray(wire) ? wire : hasOwn(record, 'o') ? record.o : record.d;
  return held as Record<string | number, unknown>;
}

/** @throws what getters throw */
function partOf(value: unknown, place: Place): unknown {
  let part = value;
  for (let i = 0; i < place.length; i++) {
    const key = place[i] ?? '';
    part =
      typeof part === 'object' && part !== null && hasOwn(part, key)
        ? (part as Record<string, unknown>)[key]
        : undefined;
  }
  return part;
}

function drivenBy(exports: unknown, args: unknown[]): unknown[] {
  const driven: unknown[] = [exports];
  for (let i = 0; i < args.length; i++) append(driven, args[i]);
  return driven;
}

function newStep(run: Run, step: WireStep, name: string): string {
  const made = ownExport(run.exports, name);
  if (typeof made !== 'function' || !isConstructor(made)) return missing(run, name, made);
  const { args } = newCall(run, step.args ?? []);
  try {
    const instance: unknown = construct(made as new (...args: unknown[]) => unknown, args);
    run.results[run.at] = instance;
    append(run.instances, instance);
    return INSTANCE;
  } catch (error) {
    return failed(run, error);
  }
}

/** Of a property, `call` is null. */
function describeResult(run: Run, result: unknown, call: Call | null): string {
  if (typeof result === 'object' && result !== null) {
    for (let i = 0; i < run.instances.length; i++) if (run.instances[i] === result) return INSTANCE;
  }
  try {
    const encoding = newEncoding(call === null ? null : call.passed);
    const value = encodeLive(encoding, result);
    // Read last: getters of the result are student code, too, and may have side effects.
    const sideEffects = call === null ? '' : describeSideEffects(call);
    return `{"k":"v","v":${value}${encoding.shares ? ',"h":1' : ''}${sideEffects}}`;
  } catch (error) {
    if (Refusal.is(error)) return invalid(run, error.message);
    return invalid(run, `something that throws when it is read (${messageOf(error).name})`);
  }
}

function describeSideEffects(call: Call): string {
  const { args, wireArgs, records } = call;
  let mutated = '';
  for (let i = 0; i < wireArgs.length; i++) {
    const unchanged = isUnchanged(wireArgs[i], args[i]) && areReferencesUnchanged(call, i);
    if (!unchanged) mutated += `${mutated === '' ? '' : ','}${i}`;
  }
  let calls = '';
  for (let i = 0; records !== undefined && i < records.length; i++) {
    calls += `${i > 0 ? ',' : ''}[${records[i]?.calls ?? ''}]`;
  }
  return (mutated === '' ? '' : `,"m":[${mutated}]`) + (calls === '' ? '' : `,"c":[${calls}]`);
}

function newCall(run: Run, wireArgs: unknown[]): Call {
  const call: Call = {
    run,
    wireArgs,
    args: copyList(wireArgs),
    passed: newPassed(),
    records: undefined,
    recorder: undefined,
    unrecorded: '',
    depth: 0,
    references: undefined,
    arg: 0,
  };
  for (let i = 0; i < wireArgs.length; i++) {
    call.arg = i;
    call.args[i] = makeLive(call, wireArgs[i]);
  }
  return call;
}

/** Builds the live value of wire data; the wire form is left as it is, for `isUnchanged`. */
function makeLive(call: Call, wire: unknown): unknown {
  if (typeof wire === 'string') return wire === 'NaN' ? NaN : wire === '+Inf' ? Infinity : -Infinity;
  if (typeof wire !== 'object' || wire === null) return wire;
  if (isArray(wire)) {
    const list = copyList(wire);
    addToSet(call.passed, list);
    for (let i = 0; i < wire.length; i++) {
      const item = wire[i];
      if (typeof item !== 'number') list[i] = makeLive(call, item);
    }
    return list;
  }
  const record = wire as Record<string, unknown>;
  if (hasOwn(record, 'o')) return makeObject(call, record.o as Record<string, unknown>);
  if (hasOwn(record, 'd')) return makeTyped(call, record);
  if (hasOwn(record, 's')) return record.s;
  if (hasOwn(record, 'cb')) return makeCallback(call, text(record.cb));
  if (hasOwn(record, 'r')) return makeReference(call, record.r as number);
  return undefined;
}

function makeObject(call: Call, fields: Record<string, unknown>): unknown {
  // All of its properties are its own at once, so that writing to them meets no setter.
  const object = { ...fields };
  addToSet(call.passed, object);
  const keys = keysOf(fields);
  for (let i = 0; i < keys.length; i++) {
    const key = keys[i] ?? '';
    const field = fields[key];
    if (typeof field !== 'number') object[key] = makeLive(call, field);
  }
  return object;
}

const { Float64Array: F64, Float32Array: F32, Int32Array: I32, Uint8Array: U8 } = globalThis;

function makeTyped(call: Call, record: Record<string, unknown>): unknown {
  const numbers = record.d as unknown[];
  const length = numbers.length;
  const typed =
    record.a === 'f32'
      ? new F32(length)
      : record.a === 'i32'
        ? new I32(length)
        : record.a === 'u8'
          ? new U8(length)
          : new F64(length);
  for (let i = 0; i < length; i++) {
    const x = numbers[i];
    typed[i] = typeof x === 'number' ? x : (makeLive(call, x) as number);
  }
  addToSet(call.passed, typed);
  addToSet(call.passed, typedArrayBuffer(typed));
  return typed;
}

function makeReference(call: Call, index: number): unknown {
  const value = call.run.results[index];
  addPassed(call.passed, value, 0);
  append((call.references ??= []), { arg: call.arg, value, before: encodeQuietly(value) });
  return value;
}

function areReferencesUnchanged(call: Call, arg: number): boolean {
  const { references } = call;
  for (let i = 0; references !== undefined && i < references.length; i++) {
    const reference = references[i];
    // Objects that can't be told as data, such as instances, may change: that is what their methods are for.
    if (reference === undefined || reference.arg !== arg || reference.before === undefined) continue;
    if (encodeQuietly(reference.value) !== reference.before) return false;
  }
  return true;
}

function encodeQuietly(value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const prototype = prototypeOf(value);
  if (prototype !== null && prototypeOf(prototype) !== null && !isArray(value)) return undefined;
  try {
    return encodeLive(newEncoding(null), value);
  } catch {
    return undefined;
  }
}

/** The author's function, wrapped so that every call is written down at once: its arguments may change later. */
function makeCallback(call: Call, source: string): Func {
  const f = compile(source);
  const record = { calls: '' };
  append((call.records ??= []), record);
  const kept = f.length > 1 ? f.length : 1;
  return function (this: unknown, ...args: unknown[]): unknown {
    // Its records have been handed over: kept for later, it would be a function whose calls nobody counts.
    if (call.run.isOver) throw new TypeError('this function was given to an earlier call, which has ended');
    // It takes seconds to fill the stack this way, and to unwind it, for each script anew.
    if (call.depth >= MAX_NESTED) throw new RangeError('Maximum call stack size exceeded');
    call.depth++;
    try {
      return callRecorded(call, record, { given: recordArguments(call, args, kept), f, self: this, args });
    } finally {
      call.depth--;
    }
  };
}

function callRecorded(
  call: Call,
  record: { calls: string },
  { given, f, self, args }: { given: string; f: Func; self: unknown; args: unknown[] },
): unknown {
  const result = apply(f, self, args);
  if (call.unrecorded === '') {
    // Written down before it is added: reading the result may make more calls.
    const made = `[[${given}],${recordValue(call, result)}]`;
    record.calls += `${record.calls === '' ? '' : ','}${made}`;
    if (record.calls.length > MAX_TEXT) call.unrecorded = TOO_MANY_CALLS;
  }
  return result;
}

function recordArguments(call: Call, args: unknown[], kept: number): string {
  let given = '';
  for (let i = 0; i < args.length && i < kept; i++) given += (i > 0 ? ',' : '') + recordValue(call, args[i]);
  return given;
}

function recordValue(call: Call, value: unknown): string {
  if (call.unrecorded !== '') return 'null';
  try {
    return encodeLive((call.recorder ??= newEncoding(null)), value);
  } catch (error) {
    if (!Refusal.is(error))
      call.unrecorded = 'a function it was given, called with something that throws when it is read';
    else if (indexOfText(error.message, 'more than') === 0) call.unrecorded = TOO_MANY_CALLS;
    return '{"u":0}';
  }
}

/** The first few sources and what evaluates them: scripts give the same few functions over and over. */
const compiled = bareList() as { source: string; evaluate: () => unknown }[];
const MOST_COMPILED = 16;

function evaluatorOf(source: string): () => unknown {
  for (let i = 0; i < compiled.length; i++) {
    const known = compiled[i];
    if (known?.source === source) return known.evaluate;
  }
  const evaluate = functionOf(source);
  if (compiled.length < MOST_COMPILED) compiled[compiled.length] = { source, evaluate };
  return evaluate;
}

function compile(source: string): Func {
  const f = apply(evaluatorOf(source), undefined, []);
  if (typeof f !== 'function')
    throw new TypeError('the source of a callback or driver must be one function expression');
  return f as Func;
}

/** All of its properties are its own, always: a missing one would be looked for on Object.prototype. */
interface Property {
  readonly value: unknown;
  readonly present: boolean;
  readonly failed: boolean;
  readonly error: unknown;
}

function readProperty(on: unknown, name: string): Property {
  if (on === null || on === undefined) return { value: undefined, present: false, failed: false, error: undefined };
  try {
    const value = (on as Record<string, unknown>)[name];
    const present = value !== undefined || (typeof on === 'object' && name in on);
    return { value, present, failed: false, error: undefined };
  } catch (error) {
    return { value: undefined, present: false, failed: true, error };
  }
}

function ownExport(exports: Record<string, unknown>, name: string): unknown {
  return hasOwn(exports, name) ? exports[name] : undefined;
}

function invalid(run: Run, why: string): string {
  run.hasFailed = true;
  return `{"k":"x","w":${quote(sliceText(why, 0, MAX_MESSAGE))}}`;
}

function missing(run: Run, name: string, found: unknown): string {
  run.hasFailed = true;
  return `{"k":"m","n":${quote(name)},"f":"${describeKind(found)}"}`;
}

function failed(run: Run, error: unknown): string {
  run.hasFailed = true;
  return threw(error);
}

function describeKind(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (value === null) return 'null';
  if (isArray(value)) return 'an array';
  if (typeof value === 'function') return isClass(value) ? 'a class' : 'a function';
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}

/** The last function that was found to be no class: usually the one that all scripts call. */
let noClass: object | undefined;

function isClass(f: object): boolean {
  if (f === noClass) return false;
  if (indexOfText(sliceText(sourceOf(f), 0, 6), 'class') === 0) return true;
  noClass = f;
  return false;
}
