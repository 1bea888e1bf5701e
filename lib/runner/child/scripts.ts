/** Runs the scripts of a group in one isolate, several asked for at once while they are quick. */
import type { RawScriptOutcome } from '@/lib/script/raw-group';
import type { GroupRequest } from '../protocol';
import { asEnded, Ended } from './isolate';
import type { StudentIsolate } from './student-isolates';

/** Most that are asked for at once, and how long one of them may take at that. */
const AT_ONCE = 32;
const QUICK_MS = 4;

interface ScriptsRun {
  /** Why a script gave no answer; the rest was not run. */
  readonly why?: Ended;
  /** Nobody can tell what a script would have answered alone: ask again, one by one, in a fresh isolate. */
  readonly again?: true;
}

interface Heard {
  readonly tell: (outcome: RawScriptOutcome) => void;
  /** The scripts whose console output is told have all been run, and no other. */
  readonly onSpoken: () => Promise<void>;
}

/**
 * Each script has its own time limit and its own turn of promises, so that what it answers doesn't depend on how many were
 * asked for. Stops at the first one without an answer; the host counts the rest as not run.
 */
export async function runScripts(
  student: StudentIsolate,
  { scripts, spoken, limits, oneByOne, patience }: GroupRequest,
  { tell, onSpoken }: Heard,
): Promise<ScriptsRun> {
  const end = performance.now() + patience * limits.groupMs;
  let bytes = 0;
  let atOnce = 1;
  for (let from = 0; from < scripts.length;) {
    const start = performance.now();
    const ms = Math.max(1, Math.min(patience * limits.scriptMs, Math.ceil(end - start)));
    const asked = scripts.slice(from, from < spoken ? Math.min(from + atOnce, spoken) : from + atOnce);
    const [only = ''] = asked;
    const runs = asked.length === 1 ? [() => student.call('run', only, ms)] : student.runAll(asked, ms);
    for (const run of runs) {
      const { outcome, why } = await outcomeOf(run, runs.length > 1 ? end : Infinity);
      // A promise that nobody looks after was rejected, and the answer that it hides is overwritten by the next one's.
      if (why?.kind === 'failed' && runs.length > 1) return { again: true };
      if (outcome.kind === 'ran') bytes += outcome.text.length;
      if (bytes > limits.outputBytes) {
        tell({ kind: 'memory-limit' });
        return { why: new Ended('memory-limit', 'too much output') };
      }
      tell(outcome);
      if (why) return { why };
    }
    from += asked.length;
    if (from === spoken) await onSpoken();
    const now = performance.now();
    const isQuick = now - start < QUICK_MS * asked.length && end - now > 2 * limits.scriptMs;
    atOnce = isQuick && !oneByOne ? Math.min(AT_ONCE, atOnce * 8) : 1;
  }
  return {};
}

async function outcomeOf(run: () => Promise<string>, end: number): Promise<{ outcome: RawScriptOutcome; why?: Ended }> {
  try {
    const text = await run();
    // Asked for while there was more time.
    if (performance.now() > end) throw new Ended('timeout', 'the group took too long');
    return { outcome: { kind: 'ran', text } };
  } catch (error) {
    const why = asEnded(error);
    return { outcome: { kind: why.kind === 'failed' ? 'crashed' : why.kind }, why };
  }
}
