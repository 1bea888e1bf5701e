/** Tells the host how a group goes: at once, but for answers that come in the same moment, which go in one message. */
import type { RawScriptOutcome } from '@/lib/script/raw-group';
import type { LoadOutcome } from '@/lib/script/script';
import type { StudentReply } from '../protocol';

export interface Reporter {
  readonly isLoaded: boolean;
  loaded(load: LoadOutcome): void;
  /** Of the next script. */
  ran(outcome: RawScriptOutcome): void;
  /** Like `ran`, for somebody who begins again: what has been told is not told again. */
  afterTold(): (outcome: RawScriptOutcome) => void;
  /** What was printed until then; nothing more is to be heard. */
  spoken(logs: string): void;
  done(end: { dirty: boolean; starved: boolean }): void;
}

export function createReporter(id: number, send: (message: StudentReply) => void): Reporter {
  let isLoaded = false;
  let told = 0;
  let waiting: RawScriptOutcome[] = [];
  let timer: NodeJS.Immediate | undefined;

  const flush = (): void => {
    clearImmediate(timer);
    timer = undefined;
    if (waiting.length === 0) return;
    send({ type: 'ran', id, index: told - waiting.length, outcomes: waiting });
    waiting = [];
  };
  const ran = (outcome: RawScriptOutcome): void => {
    waiting.push(outcome);
    told++;
    timer ??= setImmediate(flush);
  };
  return {
    get isLoaded() {
      return isLoaded;
    },
    loaded(load) {
      isLoaded = true;
      send({ type: 'loaded', id, load });
    },
    ran,
    afterTold() {
      let known = told;
      return (outcome) => {
        if (known > 0) known--;
        else ran(outcome);
      };
    },
    spoken(logs) {
      flush();
      send({ type: 'spoken', id, logs });
    },
    done(end) {
      flush();
      send({ type: 'done', id, ...end });
    },
  };
}
