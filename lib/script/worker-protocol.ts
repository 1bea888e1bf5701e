/**
 * Messages between the browser's judge worker and a student worker. One student worker serves one group: the judge ends it
 * afterwards, or when a step of it takes too long, and says so in the outcome of that script.
 */
import type { LoadOutcome } from './script';

export interface StudentRequest {
  readonly type: 'group';
  /** What `compileSubmission` made. */
  readonly code: string;
  /** Texts of `encodeScript`. */
  readonly scripts: readonly string[];
}

/** In this order: ready, then after the request loaded, one `ran` per script, done. */
export type StudentReply =
  | { readonly type: 'ready' }
  | { readonly type: 'loaded'; readonly load: LoadOutcome }
  /** `text` is for `decodeSteps`. */
  | { readonly type: 'ran'; readonly index: number; readonly text: string }
  | { readonly type: 'done'; readonly logs: string };
