/** What the soak hands in: every attack and every program of the course, each with what its verdict must be. */
import { readdirSync } from 'node:fs';
import path from 'node:path';
import type { LoadedExercise } from '@/lib/content/exercise';
import { loadCatalog } from '@/lib/content/load';
import type { Result } from '@/lib/exercise/result';
import { readAttack, verdictOf } from '../hostile/attack';

export interface Program {
  /** `attacks/011-time-loop-call.js`, `softmax-ce/wrong/no-max.ts`. */
  readonly name: string;
  readonly kind: 'hostile' | 'right' | 'wrong';
  /** Slug of the exercise that it is handed in for. */
  readonly exercise: string;
  readonly code: string;
  /** May use up seconds before it is stopped. */
  readonly isSlow: boolean;
  /** Null when the verdict is as it must be; else what is the matter with it. */
  complain(result: Result): string | null;
}

/** @param content the course's folder, with the exercises that attacks are made on */
export async function loadPrograms(content: string): Promise<{ course: string; programs: Program[] }> {
  const catalog = await loadCatalog(content);
  if (!catalog.course || catalog.problems.length > 0) {
    throw new Error(`the course has problems: ${JSON.stringify(catalog.problems)}`);
  }
  return { course: catalog.course.slug, programs: [...attacks(), ...catalog.exercises.flatMap(programsOf)] };
}

function attacks(): Program[] {
  const folder = path.join('tests', 'hostile', 'attacks');
  const files = readdirSync(folder).filter((name) => /\.[jt]s$/.test(name));
  return files.toSorted().map((file) => {
    const { source, on, must } = readAttack(path.join(folder, file));
    return {
      name: `attacks/${file}`,
      kind: 'hostile',
      exercise: on,
      code: source,
      isSlow: must.some((verdict) => verdict === 'timeout' || verdict === 'memory-limit'),
      complain(result) {
        const got = result.status === 'platform-error' ? 'grader-error' : verdictOf(result);
        return must.some((verdict) => verdict === got) ? null : `${got}, must be ${must.join(' or ')}`;
      },
    };
  });
}

function programsOf({ slug, solution, also, wrong }: LoadedExercise): Program[] {
  const right = [{ file: 'solution.ts', source: solution }, ...also].map(({ file, source }): Program => ({
    name: `${slug}/${file}`,
    kind: 'right',
    exercise: slug,
    code: source,
    isSlow: false,
    complain: (result) => (isFull(result) ? null : `full marks expected: ${tell(result)}`),
  }));
  return [
    ...right,
    ...wrong.map(({ file, source, expect }): Program => {
      const complain = (result: Result): string | null => {
        const check = result.checks.find(({ id }) => id === expect.check);
        const isFound = check?.status === 'fail' && check.diagnosis?.code === expect.diagnosis;
        return isFound && result.status === 'graded' && !isFull(result)
          ? null
          : `${expect.check} should fail as ${expect.diagnosis}: ${tell(result)}`;
      };
      return { name: `${slug}/${file}`, kind: 'wrong', exercise: slug, code: source, isSlow: false, complain };
    }),
  ];
}

function isFull({ status, score, max, checks }: Result): boolean {
  return status === 'graded' && score === max && checks.every((check) => check.status === 'pass');
}

function tell({ status, score, max, fault, checks }: Result): string {
  const bad = checks.filter((check) => check.status !== 'pass');
  const failed = bad.map((check) => `${check.id} ${check.status} as ${check.diagnosis?.code ?? 'nothing'}`);
  return [`${status} ${score}/${max}`, ...(fault ? [`${fault.kind}: ${fault.message}`] : []), ...failed].join('; ');
}
