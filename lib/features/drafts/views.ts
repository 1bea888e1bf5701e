/** Drafts: the unsent code of one student for one exercise, versioned so that two devices can't overwrite each other. */
export interface Draft {
  code: string;
  /** Rises by one at each save; 0 means that nothing was saved. */
  version: number;
  savedAt: Date;
}

export type SaveDraftResult =
  | { kind: 'saved'; version: number; savedAt: Date }
  /** Somebody (the student on another device) saved since `baseVersion`; nothing was written. */
  | { kind: 'conflict'; theirs: Draft }
  | { kind: 'too-large'; bytes: number; limitBytes: number };
