/** From what the grader says to the result document that is stored. */
import { z } from 'zod';
import { AppError } from '../../base/errors';
import { ResultSchema, type Result } from '../../exercise/result';
import type { Grading } from './grade.store';

/** What a result says of its submission. */
type Graded = Pick<Grading, 'exercise' | 'codeHash' | 'seed'>;

/** The kernel's part of a result: the rest is the host's to say. */
const VerdictSchema = ResultSchema.omit({
  v: true,
  exercise: true,
  exerciseHash: true,
  codeHash: true,
  seed: true,
  ms: true,
}).extend({ status: z.enum(['graded', 'student-error']) });

/** Throws `runner_failed` when the text is no verdict: that is our fault, never the student's. */
export function buildResult(graded: Graded, version: { hash: string }, verdict: { text: string; ms: number }): Result {
  const parsed = VerdictSchema.safeParse(parseJson(verdict.text));
  if (!parsed.success) {
    const where = parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).slice(0, 3);
    throw new AppError('runner_failed', { message: `the judge's verdict is malformed: ${where.join('; ')}` });
  }
  return ResultSchema.parse({ ...parsed.data, ...headOf(graded, version), ms: verdict.ms });
}

/** The verdict when the last try failed through a fault of ours. It costs no attempt. */
export function platformError(grading: Grading, version: { hash: string } | null, ms: number): Result {
  return {
    ...headOf(grading, version),
    status: 'platform-error',
    summary: 'The grader had a fault of its own, so this submission was not graded. It costs you no attempt.',
    score: 0,
    max: grading.points,
    checks: [],
    ms,
  };
}

/** Where the verdict would stand when an operator took the submission out of the queue. It costs no attempt. */
export function cancelled(waiting: Graded & { points: number }): Result {
  return {
    ...headOf(waiting, null),
    status: 'platform-error',
    summary: 'An operator took this submission out of the queue before it was graded. It costs you no attempt.',
    score: 0,
    max: waiting.points,
    checks: [],
    ms: 0,
  };
}

function headOf({ exercise, codeHash, seed }: Graded, version: { hash: string } | null) {
  return { v: 1 as const, exercise, exerciseHash: version?.hash ?? '', codeHash, seed };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text, (_key, value: unknown) => (typeof value === 'string' ? storable(value) : value));
  } catch {
    return undefined;
  }
}

/** What students print and return is quoted in results; PostgreSQL takes neither NUL nor half of a surrogate pair. */
function storable(text: string): string {
  return text.replace(/\p{Surrogate}/gu, '\uFFFD').replaceAll('\0', '\uFFFD');
}
