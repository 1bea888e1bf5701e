/** The gradebook as a CSV file that a spreadsheet opens without running anything in it. */
import { stringify } from 'csv-stringify/sync';
import type { Actor } from '../../access/policy';
import { recordAudit } from '../audit.store';
import { listExerciseHeads } from '../course.store';
import type { Deps } from '../deps';
import { openCourse, permit } from '../permit';
import { listGrades, listLastSubmissions } from './export.store';
import { listStudents } from './matrix.store';
import type { MatrixFilters } from './views';

export async function exportGrades(
  deps: Deps,
  actor: Actor | null,
  input: { course: string; filters: MatrixFilters },
): Promise<{ fileName: string; csv: string }> {
  const { actor: staff, course } = await openCourse(deps, actor, input.course, 'gradebook.view');
  permit(staff, { action: 'gradebook.export', courseId: course.id });
  const { filters } = input;
  const scope = { courseId: course.id, passPercent: course.passPercent, filters };
  const [heads, students, grades, last] = await Promise.all([
    listExerciseHeads(deps.db, course.id),
    listStudents(deps.db, scope, null),
    listGrades(deps.db, course.id),
    listLastSubmissions(deps.db, course.id),
  ]);
  const header = [
    'name',
    'email',
    'section',
    ...heads.map((head) => `${head.number} ${head.slug}`),
    'total',
    'last submission',
  ];
  const rows = students.map(({ id, name, email, section }) => {
    const own = grades.get(id);
    const scores = heads.map((head) => own?.get(head.id) ?? null);
    const total = scores.reduce<number>((sum, score) => sum + (score ?? 0), 0);
    return [name, email, section, ...scores.map(points), points(total), last.get(id)?.toISOString() ?? null];
  });
  const at = deps.now();
  await recordAudit(deps.db, {
    at,
    actorId: staff.userId,
    courseId: course.id,
    action: 'grades.exported',
    details: { students: students.length, section: filters.section, search: filters.search, state: filters.state },
  });
  return {
    fileName: `${course.slug}-grades-${at.toISOString().slice(0, 10)}.csv`,
    // Names come from people: a leading = + - or @ would be a formula. The mark in front tells spreadsheets it is UTF-8.
    csv: stringify([header, ...rows], { escape_formulas: true, bom: true, record_delimiter: 'windows' }),
  };
}

/** Two decimals at most: 66.66666666666667 helps nobody. */
function points(score: number | null): number | null {
  return score === null ? null : Math.round(score * 100) / 100;
}
