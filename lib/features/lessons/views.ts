/** What a lesson page shows. */
import type { CourseCard, ExerciseRow } from '../courses/views';

export type LessonBlock =
  | { kind: 'html'; html: string }
  /** A figure of `app/figures`, with the directive's attributes. */
  | { kind: 'figure'; name: string; attributes: Record<string, string>; number: number; captionHtml: string }
  | { kind: 'exercise'; slug: string };

export interface LessonView {
  course: CourseCard;
  module: { slug: string; number: number; title: string };
  /** Of goals, blocks and outline: the same for everybody under the same version. */
  version: string;
  slug: string;
  number: string;
  title: string;
  minutes: number;
  goals: string[];
  blocks: LessonBlock[];
  outline: { id: string; text: string }[];
  exercises: ExerciseRow[];
  previous: { slug: string; number: string; title: string } | null;
  next: { slug: string; number: string; title: string } | null;
}
