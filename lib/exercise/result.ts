/** The result document of a graded submission, version 1: what is stored, sent and replayed. */
import { z } from 'zod';

const DiagnosisSchema = z.strictObject({
  /** A named wrong solution (`no-max-subtraction`) or a general one (`sign-flipped`, `scaled`, `not-finite`, …). */
  code: z.string(),
  /** Set when `code` names one of the exercise's own wrong solutions. */
  named: z.literal(true).optional(),
  /** One or two sentences for the student. */
  text: z.string(),
  /** Where the first difference stands: `[0][2]`, `grad[1][0]`, `step 3`. */
  at: z.string().optional(),
  got: z.string().optional(),
  want: z.string().optional(),
  /** |got − want| / max(|want|, tiny) at the worst place. */
  relError: z.number().nullable().optional(),
  /** The absolute error that would have been accepted at the worst place. */
  tolerance: z.number().nullable().optional(),
});
export type Diagnosis = z.infer<typeof DiagnosisSchema>;

/** One failing case of an open check, small enough to read; text is formatted by the judge. */
const ShownCaseSchema = z.strictObject({
  input: z.string(),
  got: z.string(),
  want: z.string(),
});

/** The error of each case relative to its tolerance (1 = exactly at it; null = NaN, a throw, another shape). */
const CaseErrorsSchema = z.array(z.number().nullable());

const CheckResultSchema = z.strictObject({
  id: z.string(),
  name: z.string(),
  status: z.enum(['pass', 'fail', 'error']),
  points: z.number().nonnegative(),
  max: z.number().nonnegative(),
  message: z.string(),
  open: z.boolean(),
  diagnosis: DiagnosisSchema.optional(),
  /** Open checks and staff only. */
  shown: ShownCaseSchema.optional(),
  errors: CaseErrorsSchema.optional(),
});
export type CheckResult = z.infer<typeof CheckResultSchema>;

export const ResultSchema = z.strictObject({
  v: z.literal(1),
  exercise: z.string(),
  exerciseHash: z.string(),
  codeHash: z.string(),
  seed: z.string(),
  status: z.enum(['graded', 'student-error', 'platform-error']),
  /** One sentence: what is right, what to look at. */
  summary: z.string(),
  score: z.number().nonnegative(),
  max: z.number().nonnegative(),
  checks: z.array(CheckResultSchema),
  /** Set for `student-error`: why nothing ran. */
  fault: z
    .strictObject({
      kind: z.enum(['syntax-error', 'threw', 'timeout', 'memory-limit', 'crashed', 'too-large', 'missing']),
      message: z.string(),
      line: z.number().int().optional(),
      column: z.number().int().optional(),
    })
    .optional(),
  /** Console output during open checks, capped. */
  logs: z.string().optional(),
  /** Remarks on how the code was read: a forgotten `export`, say. */
  notes: z.array(z.string()).optional(),
  ms: z.number().nonnegative(),
});
export type Result = z.infer<typeof ResultSchema>;
