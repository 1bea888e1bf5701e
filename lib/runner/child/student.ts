/** The student child: compiles a submission, runs groups of scripts in fresh isolates, and reports each at once. */
import { setFlagsFromString } from 'node:v8';
import { compileSubmission } from '@/lib/script/compile';
import type { CompileResult } from '@/lib/script/compile';
import type { LoadOutcome } from '@/lib/script/script';
import { decodeLoad } from '@/lib/script/wire';
import { CanaryTargetsSchema, StudentRequestSchema } from '../protocol';
import type { StudentReply, GroupRequest } from '../protocol';
import { tryEverything } from './canary';
import { send, serve } from './channel';
import { asEnded } from './isolate';
import type { Ended } from './isolate';
import { createReporter } from './reporter';
import type { Reporter } from './reporter';
import { runScripts } from './scripts';
import { createStudentIsolates } from './student-isolates';
import type { StudentIsolate } from './student-isolates';

// So that what is cached of the realm's code is all of it: each fresh isolate would compile its functions again.
setFlagsFromString('--no-lazy');
// Most programs are over before code that is optimised for them pays: compiling it took a second core a fifth of a grading.
// Loops that run on are optimised as early as ever, by counts of their own.
setFlagsFromString('--invocation-count-for-maglev=2000');
setFlagsFromString('--invocation-count-for-turbofan=10000');

const HEAP_MIB = 64;

let running: Reporter | undefined;
const reply = (message: StudentReply): void => send(message);

/** V8 is about to end the process: say whose fault it was while there is still time. */
function onCatastrophe(): void {
  // Answers that came before may still be on their way through this thread.
  setImmediate(() => {
    if (running) {
      if (running.isLoaded) running.ran({ kind: 'memory-limit' });
      else running.loaded({ kind: 'memory-limit' });
      running.done({ dirty: true, starved: false });
    }
    process.exit(91);
  });
}

const isolates = createStudentIsolates(onCatastrophe);

async function runGroup(request: GroupRequest): Promise<void> {
  const { id, limits, patience } = request;
  const report = createReporter(id, reply);
  running = report;
  const clock = startClock();
  const compiled = compileOnce(request.source, request.exports);
  let isSpoken = request.spoken === 0;
  let dirty = compiled.kind === 'syntax-error' && compiled.poisoned === true;
  let ended: Ended | undefined;
  let isStarved = false;
  if (compiled.kind === 'syntax-error') {
    const { kind, message, line, column } = compiled;
    report.loaded({ kind, message, line, column });
  } else {
    const take = async (): Promise<StudentIsolate> => {
      const taken = await isolates.take(limits.heapMiB);
      taken.guard.patience = patience;
      return taken;
    };
    let student = await take();
    const { load, why } = await loadInto(student, compiled, patience * limits.scriptMs);
    ended = why;
    report.loaded(load);
    if (load.kind === 'loaded') {
      const onSpoken = async (): Promise<void> => {
        isSpoken = true;
        report.spoken(await readLogs(student, patience * limits.scriptMs));
      };
      const run = await runScripts(student, request, { tell: (outcome) => report.ran(outcome), onSpoken });
      ended = run.why;
      if (run.again) {
        student.guard.dispose();
        student = await take();
        await loadInto(student, compiled, patience * limits.scriptMs);
        ended = (await runScripts(student, { ...request, oneByOne: true }, { tell: report.afterTold(), onSpoken })).why;
      }
    }
    isStarved = patience === 1 ? clock.isStarved() : !student.guard.hasComputed;
    // Of a program that doesn't load, and of one that an open check's script has ended.
    if (!isSpoken) report.spoken(await readLogs(student, patience * limits.scriptMs));
    dirty = student.guard.isEnded || ended !== undefined;
    student.guard.dispose();
  }
  running = undefined;
  report.done({ dirty, starved: ended?.kind === 'timeout' && isStarved });
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

/** Hidden scripts may follow: it must not be this that ends the isolate. */
async function readLogs(student: StudentIsolate, ms: number): Promise<string> {
  if (student.guard.isolate.isDisposed) return '';
  try {
    return await student.call('logs', '', ms);
  } catch {
    return '';
  }
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
serve(async (message) => {
  try {
    const request = StudentRequestSchema.parse(message);
    if (request.type === 'group') await runGroup(request);
    else compileOnce(request.source, request.exports);
  } catch {
    // No isolate could be made in time: whoever is asked next has a better day.
    process.exit(92);
  }
});
send({ type: 'ready' } satisfies StudentReply);
