/** Who may see or do what. One pure function, denied by default; every page, route and use case asks it. */
import type { CourseId, SectionId, UserId } from '../base/ids';

export type CourseRole = 'student' | 'ta' | 'instructor' | 'admin';

export interface Actor {
  readonly userId: UserId;
  readonly name: string;
  /** Looks after the platform. Says nothing about courses: whoever also teaches is enrolled, too. */
  readonly operator?: boolean;
  readonly enrolments: readonly {
    readonly courseId: CourseId;
    readonly role: CourseRole;
    readonly sectionId: SectionId | null;
  }[];
}

/** An action on something of a course. `ownerId` is the student whose work it is. */
export type AccessRequest =
  | { readonly action: 'course.list' }
  | { readonly action: 'course.view' | 'lesson.view' | 'exercise.view'; readonly courseId: CourseId }
  | { readonly action: 'draft.read' | 'draft.write'; readonly courseId: CourseId; readonly ownerId: UserId }
  | { readonly action: 'submission.create'; readonly courseId: CourseId; readonly ownerId: UserId }
  | { readonly action: 'submission.view'; readonly courseId: CourseId; readonly ownerId: UserId }
  /** Hidden checks with their inputs, thrown texts and logs. */
  | { readonly action: 'submission.view-hidden'; readonly courseId: CourseId }
  | { readonly action: 'gradebook.view' | 'gradebook.export'; readonly courseId: CourseId }
  | { readonly action: 'problem.view-proof'; readonly courseId: CourseId }
  /** Graders, their queue and what failed; nobody's code, and nobody's name. */
  | { readonly action: 'platform.view' }
  | { readonly action: 'platform.operate' };

export type Decision = 'granted' | 'sign-in' | 'denied';
