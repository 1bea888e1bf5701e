/** Runs one example in a worker of its own, and ends it when it takes too long. */
import type { EngineReply, EngineRequest } from '../../workers/engine-messages';
import type { Outcome } from './run-example';

export interface ExampleRun {
  readonly printed: string;
  readonly outcome: Outcome;
}

export const RUN_MS = 5000;
const START_MS = 15_000;
const MAX_PRINTED = 20_000;

const STOPPED = `Stopped after ${String(RUN_MS / 1000)} seconds. A loop that never ends looks like this; so does a lot of work.`;
const ABSENT = 'The engine could not be loaded. Check the connection, then run it again.';

function startWorker(): Worker | null {
  try {
    return new Worker('/workers/engine.js');
  } catch {
    return null;
  }
}

/** `onPrint` is told all that was printed so far. Never rejects; after `signal` it resolves with what there is. */
export function runInWorker(
  code: string,
  onPrint: (printed: string) => void,
  signal: AbortSignal,
): Promise<ExampleRun> {
  return new Promise((resolve) => {
    const worker = startWorker();
    if (worker === null) return resolve({ printed: '', outcome: { kind: 'error', text: ABSENT } });
    let printed = '';
    let timer = setTimeout(() => end({ kind: 'error', text: ABSENT }), START_MS);
    const end = (outcome: Outcome): void => {
      clearTimeout(timer);
      worker.terminate();
      signal.removeEventListener('abort', onAbort);
      resolve({ printed, outcome });
    };
    const onAbort = (): void => end({ kind: 'error', text: 'Stopped.' });
    signal.addEventListener('abort', onAbort);
    worker.addEventListener('error', (event) => {
      end({ kind: 'error', text: event.message === '' ? ABSENT : event.message });
    });
    worker.addEventListener('message', ({ data: reply }: MessageEvent<EngineReply>) => {
      switch (reply.type) {
        case 'ready': {
          clearTimeout(timer);
          timer = setTimeout(() => end({ kind: 'error', text: STOPPED }), RUN_MS);
          const request: EngineRequest = { code };
          return worker.postMessage(request);
        }
        case 'printed':
          if (printed.length > MAX_PRINTED) return undefined;
          printed += `${printed === '' ? '' : '\n'}${reply.text}`;
          if (printed.length > MAX_PRINTED) printed = `${printed.slice(0, MAX_PRINTED)} … (the rest is not shown)`;
          return onPrint(printed);
        case 'done':
          return end(reply.outcome);
      }
    });
  });
}
