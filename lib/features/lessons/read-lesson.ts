/** One lesson with its text, its figures' places, its exercises and its neighbours. */
import type { Actor } from '../../access/policy';
import { AppError } from '../../base/errors';
import { listExerciseHeads, listLessonHeads, type LessonHead } from '../course.store';
import type { Deps } from '../deps';
import { toExerciseRow } from '../exercise-rows';
import { openCourse } from '../permit';
import { readProgress } from '../progress.store';
import { readContent } from './store';
import type { LessonView } from './views';

export async function readLesson(
  deps: Deps,
  actor: Actor | null,
  input: { course: string; lesson: string },
): Promise<LessonView> {
  const { actor: reader, course, card } = await openCourse(deps, actor, input.course, 'lesson.view');
  const [lessons, heads, progress] = await Promise.all([
    listLessonHeads(deps.db, course.id),
    listExerciseHeads(deps.db, course.id),
    readProgress(deps.db, course, reader.userId),
  ]);
  const place = lessons.findIndex((lesson) => lesson.slug === input.lesson);
  const lesson = lessons[place];
  if (!lesson) throw new AppError('not_found');
  const content = await readContent(deps.db, lesson);
  const embedded = new Set(content.blocks.flatMap((block) => (block.kind === 'exercise' ? [block.slug] : [])));
  const { hash, slug, number, title, minutes, module } = lesson;
  return {
    course: card,
    module,
    version: hash,
    slug,
    number,
    title,
    minutes,
    ...content,
    exercises: heads.filter((head) => embedded.has(head.slug)).map((head) => toExerciseRow(head, progress)),
    previous: linkTo(lessons[place - 1]),
    next: linkTo(lessons[place + 1]),
  };
}

function linkTo(lesson: LessonHead | undefined): LessonView['next'] {
  return lesson ? { slug: lesson.slug, number: lesson.number, title: lesson.title } : null;
}
