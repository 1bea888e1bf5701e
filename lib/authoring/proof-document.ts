/** The proof of an exercise as a document: the same shape as `Proof` of the exercises feature; a test holds the two together. */

export interface KillCell {
  check: string;
  status: 'pass' | 'fail' | 'error';
  diagnosis: string | null;
  /** Largest error of a case relative to its tolerance; null when there is no number to tell. */
  worstError: number | null;
}

/** One line of the kill matrix: a program against every check. */
export interface KillRow {
  program: string;
  role: 'starter' | 'reference' | 'also' | 'wrong';
  expected: { check: string; diagnosis: string } | null;
  cells: KillCell[];
  ok: boolean;
  says: string | null;
}

export interface RuleMessage {
  text: string;
  file: string | null;
  line: number | null;
}

export interface RuleResult {
  rule: string;
  title: string;
  ok: boolean;
  blocking: boolean;
  messages: RuleMessage[];
}

export interface Proof {
  exercise: string;
  hash: string;
  /** Hash of the bundle that was proved; empty where none could be made, absent in old proofs. */
  bundle?: string | undefined;
  ok: boolean;
  provedAt: string;
  ms: number;
  checks: { id: string; name: string; open: boolean }[];
  rules: RuleResult[];
  rows: KillRow[];
}

/** A rule holds when it has nothing to say. */
export function rule(head: { rule: string; title: string; blocking?: boolean }, messages: RuleMessage[]): RuleResult {
  return { rule: head.rule, title: head.title, ok: messages.length === 0, blocking: head.blocking ?? true, messages };
}

export function says(text: string, file: string | null = null, line: number | null = null): RuleMessage {
  return { text, file, line };
}
