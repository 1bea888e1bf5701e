/** What the workbench and the instructor's pages show of an exercise. */
import type { OpenPack } from '../../grading/plan';
import type { CourseCard } from '../courses/views';
import type { Draft } from '../drafts/views';
import type { SubmissionRow } from '../submissions/views';

/** The part of an exercise that students may see: no solution, no hidden check, no wrong solution. */
export interface PublicExercise {
  slug: string;
  number: string;
  title: string;
  points: number;
  minutes: number;
  hash: string;
  module: { slug: string; number: number; title: string };
  /** The statement without its hints, sanitised HTML with rendered formulas. */
  statementHtml: string;
  tasks: { id: string; title: string; checks: string[] }[];
  /** All checks by public name; hidden ones too, since their names are public. */
  checks: { id: string; name: string; points: number; open: boolean }[];
  hints: string[];
  starter: string;
  /** Declarations of the exports the exercise expects, for the editor. */
  typings: string;
  /** Names that the grader looks for. */
  exports: string[];
  lesson: { slug: string; number: string; title: string } | null;
  openPack: OpenPack;
}

export interface WorkbenchView {
  course: CourseCard;
  exercise: PublicExercise;
  draft: Draft | null;
  submissions: SubmissionRow[];
  /** A newer submission takes the place of one that waits. */
  replaceWaiting: boolean;
  grade: { score: number; max: number; policy: 'best' | 'last' } | null;
  previous: { slug: string; number: string; title: string } | null;
  next: { slug: string; number: string; title: string } | null;
}

/** One line of the kill matrix: a program against every check. */
export interface KillRow {
  program: string;
  role: 'starter' | 'reference' | 'also' | 'wrong';
  /** For wrong solutions: what its first line promises. */
  expected: { check: string; diagnosis: string } | null;
  cells: { check: string; status: 'pass' | 'fail' | 'error'; diagnosis: string | null; worstError: number | null }[];
  /** Did the program do what its role demands? */
  ok: boolean;
  says: string | null;
}

export interface RuleResult {
  rule: string;
  title: string;
  ok: boolean;
  blocking: boolean;
  messages: { text: string; file: string | null; line: number | null }[];
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

export interface ProblemRow {
  slug: string;
  number: string;
  title: string;
  hash: string;
  points: number;
  wrong: number;
  also: number;
  checks: number;
  proof: { ok: boolean; provedAt: string } | null;
}
