/** Submissions to every exercise of the demo course: right, wrong by name, unfinished, and those that don't run at all. */
import { randomUUID } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { SubmissionIdSchema, type SubmissionId } from '@/lib/base/ids';
import { loadCatalog } from '@/lib/content/load';
import type { Actor } from '@/lib/access/policy';
import { findCourse, findExercise } from '@/lib/features/course.store';
import type { Deps } from '@/lib/features/deps';
import { gradeJob } from '@/lib/features/submissions/grade.job';
import { hashOf, seedOf } from '@/lib/features/submissions/seed';
import { insertSubmission } from '@/lib/features/submissions/store';

export const DEMO = 'exercises';
export const DEMO_COURSE = 'neural-networks';

export interface Program {
  exercise: string;
  /** `wrong/no-bias`, `solution`, … */
  name: string;
  code: string;
}

/**
 * @param most of the wrong solutions, and of the other right ones, of each exercise
 * @param odd the exercises that get programs which don't run, or answer by chance; all by default
 */
export async function listPrograms(most: number, odd?: readonly string[]): Promise<Program[]> {
  const { exercises } = await loadCatalog(DEMO);
  return exercises.flatMap(({ slug: exercise, folder, solution, starter, manifest }) => {
    const [name = ''] = manifest.exports;
    const written = (body: string) => `export function ${name}(...given: unknown[]): unknown {\n${body}\n}\n`;
    const oddities = {
      starter,
      empty: '',
      'syntax-error': solution.replace(/\}\s*$/, ''),
      'throws-at-once': `${solution}\nthrow new Error('not today');\n`,
      'by-chance': written('  return [Math.random(), Date.now(), new Date().getMilliseconds()];'),
      'says-when': `console.log(Date.now(), Math.random(), String(new Date()));\n${solution}`,
      'wrong-kind': written('  return { given: given.length, text: "\\ud800" };'),
    };
    return [
      { exercise, name: 'solution', code: solution },
      ...Object.entries(oddities)
        .filter(() => odd?.includes(exercise) ?? true)
        .map(([which, code]) => ({ exercise, name: which, code })),
      ...['wrong', 'also'].flatMap((kind) =>
        filesIn(path.join(folder, kind), most).map((one) => ({ exercise, ...one })),
      ),
    ];
  });
}

/** What ends by a limit of time: seconds each. */
export function endless(exercise: string, name: string): Program {
  return { exercise, name: 'endless', code: `export function ${name}() { for (;;); }` };
}

function filesIn(folder: string, most: number): { name: string; code: string }[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .toSorted()
    .slice(0, most)
    .map((file) => ({
      name: `${path.basename(folder)}/${file}`,
      code: readFileSync(path.join(folder, file), 'utf8'),
    }));
}

/** As `submit` does, without the limit of so many a minute. */
export async function handIn(
  deps: Deps,
  actor: Actor,
  to: { course: string; exercise: string; code: string },
): Promise<SubmissionId> {
  const course = await findCourse(deps.db, to.course);
  const exercise = course && (await findExercise(deps.db, course.id, to.exercise));
  if (!exercise) throw new Error(`there is no ${to.course}/${to.exercise}`);
  const id = SubmissionIdSchema.parse(randomUUID());
  const submission = {
    id,
    courseId: course.id,
    exerciseId: exercise.id,
    exerciseVersionId: exercise.versionId,
    userId: actor.userId,
    seed: seedOf(deps.secret, id),
    code: to.code,
    codeHash: hashOf(to.code),
    idempotencyKey: id,
  };
  await insertSubmission(deps.db, submission, (tx) => deps.jobs.send(tx, gradeJob, { submissionId: id }, { id }));
  return id;
}
