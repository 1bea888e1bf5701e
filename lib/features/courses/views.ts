/** What the course home shows. */
import type { CourseRole } from '../../access/policy';
import type { CourseId } from '../../base/ids';

export type ExerciseState = 'not-started' | 'trying' | 'grading' | 'passed';

export interface ExerciseRow {
  slug: string;
  /** As in the course: `5.4`. */
  number: string;
  title: string;
  minutes: number;
  points: number;
  state: ExerciseState;
  /** The grade by the course's policy; null before the first verdict. */
  score: number | null;
  attempts: number;
}

export interface LessonRow {
  slug: string;
  number: string;
  title: string;
  minutes: number;
}

export interface ModuleView {
  slug: string;
  number: number;
  title: string;
  lessons: LessonRow[];
  exercises: ExerciseRow[];
}

export interface CourseCard {
  id: CourseId;
  slug: string;
  title: string;
  description: string;
  role: CourseRole;
}

export interface CourseHome {
  course: CourseCard;
  modules: ModuleView[];
  progress: { passed: number; exercises: number; score: number; points: number };
  /** The next thing to do for a student, if any. */
  next: { kind: 'lesson' | 'exercise'; slug: string; number: string; title: string } | null;
  /** Exercises and lessons that could not be loaded; staff only, empty for students. */
  problems: { file: string; line: number | null; rule: string; message: string }[];
}
