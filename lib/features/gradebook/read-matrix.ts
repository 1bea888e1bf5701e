/** One page of the matrix of students and exercises, and who needs attention. */
import type { Actor } from '../../access/policy';
import { listExerciseHeads } from '../course.store';
import type { Deps } from '../deps';
import { openCourse } from '../permit';
import { countStudents, listSections, listStuck, listStudents, readCells } from './matrix.store';
import type { MatrixCell, MatrixFilters, MatrixView } from './views';

const LARGEST_PAGE = 500;
const EMPTY: MatrixCell = { state: 'not-started', score: null, attempts: 0, lastSubmissionId: null, lastAt: null };

export async function readMatrix(
  deps: Deps,
  actor: Actor | null,
  input: { course: string; filters: MatrixFilters; offset: number; limit: number },
): Promise<MatrixView> {
  const { course, card } = await openCourse(deps, actor, input.course, 'gradebook.view');
  const { filters } = input;
  const scope = { courseId: course.id, passPercent: course.passPercent, filters };
  const page = { offset: Math.max(0, input.offset), limit: Math.min(Math.max(1, input.limit), LARGEST_PAGE) };
  const [heads, sections, students, total, needsYou] = await Promise.all([
    listExerciseHeads(deps.db, course.id),
    listSections(deps.db, course.id),
    listStudents(deps.db, scope, page),
    countStudents(deps.db, scope),
    listStuck(deps.db, scope, filters.section),
  ]);
  const cells = await readCells(
    deps.db,
    scope,
    students.map((student) => student.id),
  );
  return {
    course: card,
    exercises: heads.map(({ slug, number, title, points, module }) => {
      return { slug, number, title, points, module: module.number };
    }),
    sections,
    rows: students.map((student) => {
      const own = cells.get(student.id);
      const row = heads.map((head) => own?.get(head.id) ?? EMPTY);
      return { student, cells: row, score: row.reduce((sum, cell) => sum + (cell.score ?? 0), 0) };
    }),
    total,
    needsYou,
  };
}
