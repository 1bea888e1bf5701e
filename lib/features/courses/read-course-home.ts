/** The course's modules with one's own progress, and what to do next. */
import type { Actor } from '../../access/policy';
import { listContentProblems } from '../content-problems.store';
import { listExerciseHeads, listLessonHeads, type ExerciseHead, type LessonHead } from '../course.store';
import type { Deps } from '../deps';
import { toExerciseRow } from '../exercise-rows';
import { may, openCourse } from '../permit';
import { readProgress, type Progress } from '../progress.store';
import type { CourseHome, ModuleView } from './views';

export async function readCourseHome(deps: Deps, actor: Actor | null, input: { course: string }): Promise<CourseHome> {
  const { actor: reader, course, card } = await openCourse(deps, actor, input.course, 'course.view');
  const staff = may(reader, { action: 'gradebook.view', courseId: course.id });
  const [lessons, exercises, progress, problems] = await Promise.all([
    listLessonHeads(deps.db, course.id),
    listExerciseHeads(deps.db, course.id),
    readProgress(deps.db, course, reader.userId),
    staff ? listContentProblems(deps.db, course.id) : [],
  ]);
  const modules = toModules(lessons, exercises, progress);
  const rows = modules.flatMap((module) => module.exercises);
  return {
    course: card,
    modules,
    progress: {
      passed: rows.filter((row) => row.state === 'passed').length,
      exercises: rows.length,
      score: rows.reduce((sum, row) => sum + (row.score ?? 0), 0),
      points: rows.reduce((sum, row) => sum + row.points, 0),
    },
    next: card.role === 'student' ? nextOf(modules) : null,
    problems,
  };
}

function toModules(lessons: LessonHead[], exercises: ExerciseHead[], progress: Map<string, Progress>): ModuleView[] {
  const modules = new Map<string, ModuleView>();
  const moduleOf = ({ slug, number, title }: LessonHead['module']): ModuleView => {
    const part = modules.get(slug) ?? { slug, number, title, lessons: [], exercises: [] };
    modules.set(slug, part);
    return part;
  };
  for (const { module: part, slug, number, title, minutes } of lessons) {
    moduleOf(part).lessons.push({ slug, number, title, minutes });
  }
  for (const head of exercises) moduleOf(head.module).exercises.push(toExerciseRow(head, progress));
  return [...modules.values()].toSorted((a, b) => a.number - b.number);
}

/** What is begun comes first; then the first module with open work: its lesson if nothing of it was touched. */
function nextOf(modules: ModuleView[]): CourseHome['next'] {
  const begun = modules.flatMap((part) => part.exercises).find((row) => row.state === 'trying');
  if (begun) return { kind: 'exercise', slug: begun.slug, number: begun.number, title: begun.title };
  for (const part of modules) {
    const open = part.exercises.find((row) => row.state === 'not-started');
    if (!open) continue;
    const untouched = part.exercises.every((row) => row.state === 'not-started');
    const lesson = untouched ? part.lessons[0] : undefined;
    if (lesson) return { kind: 'lesson', slug: lesson.slug, number: lesson.number, title: lesson.title };
    return { kind: 'exercise', slug: open.slug, number: open.number, title: open.title };
  }
  return null;
}
