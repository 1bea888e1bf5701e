/** What a worker says of itself when it enlists: who it is, what it computes with, and how much it takes on. */

export interface WorkerIdentity {
  /** `web`: grades beside its pages. */
  readonly kind: 'worker' | 'web';
  readonly host: string;
  readonly pid: number;
  readonly grader: { readonly version: number; readonly build: string; readonly runtime: string };
  readonly walls: { readonly mode: 'full' | 'weak'; readonly missing: readonly string[] };
  /** No other process can be at work: the embedded database serves one. */
  readonly alone: boolean;
}

export interface Standing {
  /** Registered and seen by the database within the last moments. */
  alive: boolean;
  /** Takes nothing new. */
  draining: boolean;
  inHand: number;
}
