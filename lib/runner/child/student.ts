/** The student child: compiles a submission, runs groups of scripts in fresh isolates, and reports each at once. */
import { compileSubmission } from '@/lib/script/compile';
import type { CompileResult } from '@/lib/script/compile';
import type { RawScriptOutcome } from '@/lib/script/raw-group';
import type { LoadOutcome } from '@/lib/script/script';
import { decodeLoad } from '@/lib/script/wire';
import { CanaryTargetsSchema, StudentRequestSchema } from '../protocol';
import type { StudentReply, StudentRequest } from '../protocol';
import { tryEverything } from './canary';
import { send, serve } from './channel';
import { Ended } from './isolate';
import { createStudentIsolates } from './student-isolates';
import type { StudentIsolate } from './student-isolates';

const LOGS_MS = 200;
const HEAP_MIB = 64;

let running: { id: number; loaded: boolean; next: number } | undefined;
const reply = (message: StudentReply): void => send(message);

/** V8 is about to end the process: say whose fault it was while there is still time. */
function onCatastrophe(): void {
  if (running) {
    const { id, loaded, next } = running;
    if (loaded) reply({ type: 'ran', id, index: next, outcome: { kind: 'memory-limit' } });
    else reply({ type: 'loaded', id, load: { kind: 'memory-limit' } });
    reply({ type: 'done', id, logs: '', dirty: true, starved: false });
  }
  process.exit(91);
}

const isolates = createStudentIsolates(onCatastrophe);

async function runGroup(request: StudentRequest): Promise<void> {
  const { id, limits } = request;
  const group = { id, loaded: false, next: 0 };
  running = group;
  const clock = startClock();
  const compiled = compileOnce(request.source, request.exports);
  let logs = '';
  let dirty = compiled.kind === 'syntax-error' && compiled.poisoned === true;
  let ended: Ended | undefined;
  if (compiled.kind === 'syntax-error') {
    const { kind, message, line, column } = compiled;
    reply({ type: 'loaded', id, load: { kind, message, line, column } });
  } else {
    const student = await isolates.take(limits.heapMiB);
    const { load, why } = await loadInto(student, compiled, limits.scriptMs);
    ended = why;
    group.loaded = true;
    reply({ type: 'loaded', id, load });
    if (load.kind === 'loaded') ended = await runScripts(student, request, group);
    logs = await readLogs(student);
    dirty = student.guard.isEnded || ended !== undefined;
    student.guard.dispose();
  }
  running = undefined;
  reply({ type: 'done', id, logs, dirty, starved: ended?.kind === 'timeout' && clock.isStarved() });
  if (!dirty) isolates.prepare(limits.heapMiB);
}

async function loadInto(
  student: StudentIsolate,
  compiled: CompileResult & { kind: 'ok' },
  ms: number,
): Promise<{ load: LoadOutcome; why?: Ended }> {
  try {
    const load = decodeLoad(await student.call('load', compiled.code, ms));
    return { load: load.kind === 'loaded' ? { kind: 'loaded', notes: compiled.notes } : load };
  } catch (error) {
    const why = asEnded(error);
    return { load: { kind: why.kind === 'failed' ? 'crashed' : why.kind }, why };
  }
}

/** Stops at the first script that ends without an answer; the host counts the rest as not run. */
async function runScripts(
  student: StudentIsolate,
  { id, scripts, limits }: StudentRequest,
  group: { next: number },
): Promise<Ended | undefined> {
  const end = performance.now() + limits.groupMs;
  let bytes = 0;
  for (const [index, script] of scripts.entries()) {
    group.next = index;
    const left = Math.ceil(end - performance.now());
    const { outcome, why } = await runScript(student, script, Math.max(1, Math.min(limits.scriptMs, left)));
    if (outcome.kind === 'ran') bytes += outcome.text.length;
    if (bytes > limits.outputBytes) {
      reply({ type: 'ran', id, index, outcome: { kind: 'memory-limit' } });
      return new Ended('memory-limit', 'too much output');
    }
    reply({ type: 'ran', id, index, outcome });
    if (why) return why;
  }
  return undefined;
}

async function runScript(
  student: StudentIsolate,
  script: string,
  ms: number,
): Promise<{ outcome: RawScriptOutcome; why?: Ended }> {
  try {
    return { outcome: { kind: 'ran', text: await student.call('run', script, ms) } };
  } catch (error) {
    const why = asEnded(error);
    return { outcome: { kind: why.kind === 'failed' ? 'crashed' : why.kind }, why };
  }
}

async function readLogs(student: StudentIsolate): Promise<string> {
  if (student.guard.isolate.isDisposed) return '';
  try {
    return await student.call('logs', '', LOGS_MS);
  } catch {
    return '';
  }
}

function asEnded(error: unknown): Ended {
  return error instanceof Ended ? error : new Ended('failed', 'an answer that is no observation');
}

let lastCompiled: { source: string; names: string; result: CompileResult } | undefined;

function compileOnce(source: string, exports: readonly string[]): CompileResult {
  const names = exports.join(' ');
  if (lastCompiled?.source === source && lastCompiled.names === names) return lastCompiled.result;
  const result = compileSubmission(source, exports);
  lastCompiled = { source, names, result };
  return result;
}

/** Tells whether this process got less than half of a processor since. */
function startClock(): { isStarved(): boolean } {
  const wall = performance.now();
  const cpu = process.cpuUsage();
  return {
    isStarved: () => {
      const used = process.cpuUsage(cpu);
      return (used.user + used.system) / 1000 < 0.5 * (performance.now() - wall);
    },
  };
}

// A late rejection of something already given up must not end the process.
process.on('unhandledRejection', () => undefined);

const [flag, targets] = process.argv.slice(2);
if (flag === '--canary') {
  send(await tryEverything(CanaryTargetsSchema.parse(JSON.parse(targets ?? ''))));
  process.exit(0);
}
// The first use of the parsers and of an isolate is slow: have it over before anybody waits.
compileSubmission('export const warm = (x: number): number => x;', ['warm']);
isolates.prepare(HEAP_MIB);
serve((message) => runGroup(StudentRequestSchema.parse(message)));
send({ type: 'ready' } satisfies StudentReply);
