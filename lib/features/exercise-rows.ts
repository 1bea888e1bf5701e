/** Exercises with one student's progress, as course home and lesson pages list them. */
import type { ExerciseRow } from './courses/views';
import type { ExerciseHead } from './course.store';
import { NOT_STARTED, type Progress } from './progress.store';

export function toExerciseRow(head: ExerciseHead, progress: ReadonlyMap<string, Progress>): ExerciseRow {
  const { slug, number, title, minutes, points } = head;
  return { slug, number, title, minutes, points, ...(progress.get(head.id) ?? NOT_STARTED) };
}
