/** The matrix of students and exercises. */
import type { SectionId, SubmissionId, UserId } from '../../base/ids';
import type { CourseCard } from '../courses/views';

export type CellState = 'not-started' | 'trying' | 'grading' | 'passed' | 'platform-error';

export interface MatrixCell {
  state: CellState;
  score: number | null;
  attempts: number;
  lastSubmissionId: SubmissionId | null;
  lastAt: Date | null;
}

export interface MatrixRow {
  student: { id: UserId; name: string; email: string; section: string | null };
  /** One per exercise, in the order of `exercises`. */
  cells: MatrixCell[];
  score: number;
}

export interface MatrixFilters {
  section: SectionId | null;
  /** Part of a name or address. */
  search: string;
  /** Only students with a cell in this state. */
  state: CellState | 'stuck' | null;
}

export interface MatrixView {
  course: CourseCard;
  exercises: { slug: string; number: string; title: string; points: number; module: number }[];
  sections: { id: SectionId; name: string }[];
  rows: MatrixRow[];
  total: number;
  /** Students with three or more attempts at an exercise and no pass, newest first. */
  needsYou: {
    student: { id: UserId; name: string };
    exercise: { slug: string; number: string; title: string };
    attempts: number;
    lastAt: Date;
    diagnosis: string | null;
    submissionId: SubmissionId;
  }[];
}
