/** What authors write at the top of `course.yaml`, `exercise.md` and `*.lesson.md`, and how tasks bind to checks. */
import { z } from 'zod';
import { SlugSchema } from '../base/ids';

/** `5.4`: module, then place in the module. */
const NumberSchema = z
  .string('expected a number in quotes, like "5.4"')
  .regex(/^\d{1,2}\.\d{1,2}$/, 'expected a number in quotes, like "5.4"')
  .describe('The number students see, like "5.4"; in quotes, or 9.10 turns into 9.1.');

const TitleSchema = z.string().trim().min(1, 'expected a title').max(120);
const MinutesSchema = z.number().int().min(1).max(600).describe('How long a student needs, in minutes.');

/** Names that the grader calls; they are student-visible identifiers, so nothing exotic. */
const ExportNameSchema = z.string().regex(/^[A-Za-z_$][\w$]*$/, 'expected the name of an export');

export const ExerciseManifestSchema = z
  .strictObject({
    title: TitleSchema.describe('What the exercise is called.'),
    number: NumberSchema,
    points: z.number().int().min(1).max(1000).default(100).describe('Points of the whole exercise.'),
    minutes: MinutesSchema,
    lesson: SlugSchema.optional().describe('The slug of the lesson that teaches it.'),
    exports: z.array(ExportNameSchema).min(1).describe('The functions and classes that a submission must provide.'),
    tier: z.enum(['T0', 'T1', 'T2', 'T3', 'T4', 'T5']).optional().describe('The tolerance tier, for the reader.'),
    budgetMs: z
      .number()
      .int()
      .min(1)
      .max(5000)
      .default(500)
      .describe('Time the reference may take for all its checks.'),
  })
  .describe('Front matter of exercise.md');
export type ExerciseManifest = z.infer<typeof ExerciseManifestSchema>;

export const LessonManifestSchema = z
  .strictObject({
    title: TitleSchema,
    number: NumberSchema,
    minutes: MinutesSchema,
    goals: z.array(z.string().trim().min(1)).min(1).describe('“Afterwards you can …”, one clause each.'),
    module: z.string().describe('The folder that the lesson stands in, like 05-networks.'),
  })
  .describe('Front matter of a lesson');

export const ModuleSlugSchema = z
  .string()
  .regex(/^\d{2}-[a-z0-9]+(-[a-z0-9]+)*$/, 'expected two digits and a name, like 05-networks');

export const CourseManifestSchema = z
  .strictObject({
    slug: SlugSchema,
    title: TitleSchema,
    description: z.string().trim().min(1),
    grading: z
      .strictObject({
        policy: z.enum(['best', 'last']).describe('Which submission counts.'),
        pass: z
          .number()
          .min(0)
          .max(100)
          .default(80)
          .describe('Percent of the points from which an exercise is passed.'),
      })
      .describe('How submissions become grades.'),
    submitting: z
      .strictObject({
        limit: z
          .number()
          .int()
          .min(1)
          .max(1000)
          .default(10)
          .describe('How many submissions a student may send to one exercise within `seconds`.'),
        seconds: z.number().int().min(1).max(86_400).default(60).describe('The time that `limit` counts.'),
        replaceWaiting: z
          .boolean()
          .default(true)
          .describe('Whether a newer submission replaces an older one of the same exercise that still waits.'),
      })
      .prefault({})
      .describe('How often students may submit, and what becomes of submissions that wait.'),
    modules: z
      .array(z.strictObject({ slug: ModuleSlugSchema.describe('The folder, like 05-networks.'), title: TitleSchema }))
      .min(1),
  })
  .describe('course.yaml');
export type CourseManifest = z.infer<typeof CourseManifestSchema>;

/** The number of a module is the head of its folder: 5 of `05-networks`. */
export function moduleNumber(slug: string): number {
  return Number.parseInt(slug.slice(0, 2), 10);
}

/** A heading of the statement, bound to the checks that decide it. */
export interface Task {
  /** A slug of the title. */
  id: string;
  title: string;
  checks: string[];
  /** Where the heading stands in exercise.md. */
  line: number | null;
}

export interface TaskProblem {
  rule: 'task-unknown-check' | 'task-check-twice' | 'check-without-task';
  /** Line of the heading in exercise.md, when one is to blame. */
  line: number | null;
  message: string;
}

/** Every check belongs to exactly one task: says which are unknown, bound twice, or missing. */
export function checkTasks(manifest: { tasks: readonly Task[] }, checkIds: readonly string[]): TaskProblem[] {
  const known = new Set(checkIds);
  const bound = new Map<string, Task>();
  const problems: TaskProblem[] = [];
  for (const task of manifest.tasks) {
    for (const check of task.checks) {
      const earlier = bound.get(check);
      if (!known.has(check)) {
        problems.push({
          rule: 'task-unknown-check',
          line: task.line,
          message: `task “${task.title}” names {#${check}}, but checks.ts has ${list(checkIds)}`,
        });
      } else if (earlier) {
        problems.push({
          rule: 'task-check-twice',
          line: task.line,
          message: `check ${check} stands in “${earlier.title}” and again in “${task.title}”`,
        });
      } else bound.set(check, task);
    }
  }
  for (const check of checkIds) {
    if (!bound.has(check)) {
      problems.push({
        rule: 'check-without-task',
        line: null,
        message: `check ${check} belongs to no task: add {#${check}} to a “## Task: …” heading`,
      });
    }
  }
  return problems;
}

function list(ids: readonly string[]): string {
  return ids.length === 0 ? 'no checks' : ids.join(', ');
}

/** The first two lines of `wrong/*.ts`. */
export interface WrongHeader {
  check: string;
  diagnosis: string;
  says: string;
}

const EXPECT = /^\/\/ expect: ([a-z0-9-]+) fails as ([a-z0-9-]+)\s*$/;
const SAYS = /^\/\/ says: (\S.*)$/;

/** Reads what a wrong solution promises; a string says what is the matter, for the line `line`. */
export function parseWrongHeader(source: string): WrongHeader | { line: number; message: string } {
  const [first = '', second = ''] = source.split(/\r?\n/, 2);
  const expect = EXPECT.exec(first);
  if (!expect?.[1] || !expect[2]) {
    return { line: 1, message: 'expected “// expect: <check-id> fails as <diagnosis>” in the first line' };
  }
  const says = SAYS.exec(second);
  if (!says?.[1]) return { line: 2, message: 'expected “// says: …” in the second line: the idea, for the student' };
  return { check: expect[1], diagnosis: expect[2], says: says[1].trim() };
}
