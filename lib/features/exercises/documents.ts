/** The JSON documents of an exercise version, parsed on the way in and out. */
import { z } from 'zod';

const PageRefSchema = z.object({ slug: z.string(), number: z.string(), title: z.string() });

/** `PublicExercise` without its open pack, which is a column of its own. */
export const PublicViewSchema = z.object({
  slug: z.string(),
  number: z.string(),
  title: z.string(),
  points: z.number(),
  minutes: z.number(),
  hash: z.string(),
  module: z.object({ slug: z.string(), number: z.number(), title: z.string() }),
  statementHtml: z.string(),
  tasks: z.array(z.object({ id: z.string(), title: z.string(), checks: z.array(z.string()) })),
  checks: z.array(z.object({ id: z.string(), name: z.string(), points: z.number(), open: z.boolean() })),
  hints: z.array(z.string()),
  starter: z.string(),
  typings: z.string(),
  exports: z.array(z.string()),
  lesson: PageRefSchema.nullable(),
});

/** What `exercise_versions.manifest` holds: enough to grade, and how many programs prove it. */
export const SourcesSchema = z.object({
  exports: z.array(z.string()),
  wrong: z.number().int(),
  also: z.number().int(),
});

const StatusSchema = z.enum(['pass', 'fail', 'error']);

export const ProofSchema = z.object({
  exercise: z.string(),
  hash: z.string(),
  bundle: z.string().optional(),
  ok: z.boolean(),
  provedAt: z.string(),
  ms: z.number(),
  checks: z.array(z.object({ id: z.string(), name: z.string(), open: z.boolean() })),
  rules: z.array(
    z.object({
      rule: z.string(),
      title: z.string(),
      ok: z.boolean(),
      blocking: z.boolean(),
      messages: z.array(z.object({ text: z.string(), file: z.string().nullable(), line: z.number().nullable() })),
    }),
  ),
  rows: z.array(
    z.object({
      program: z.string(),
      role: z.enum(['starter', 'reference', 'also', 'wrong']),
      expected: z.object({ check: z.string(), diagnosis: z.string() }).nullable(),
      cells: z.array(
        z.object({
          check: z.string(),
          status: StatusSchema,
          diagnosis: z.string().nullable(),
          worstError: z.number().nullable(),
        }),
      ),
      ok: z.boolean(),
      says: z.string().nullable(),
    }),
  ),
});
