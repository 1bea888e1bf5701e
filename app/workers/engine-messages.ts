/** Messages between the reference page and the worker that runs its examples: one run, one worker. */
import type { Outcome } from '../docs/engine/run-example';

export interface EngineRequest {
  code: string;
}

export type EngineReply =
  /** Sent once, when the engine has been loaded. */
  { type: 'ready' } | { type: 'printed'; text: string } | { type: 'done'; outcome: Outcome };
