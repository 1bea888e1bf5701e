/** The decision itself: a table of what each role may do in its own course. What is not in it is denied. */
import type { AccessRequest, Actor, CourseRole, Decision } from './policy';

type Action = AccessRequest['action'];

/** `own` means: only when the work belongs to the actor. */
type Reach = 'any' | 'own';

const STUDENT: Partial<Record<Action, Reach>> = {
  'course.view': 'any',
  'lesson.view': 'any',
  'exercise.view': 'any',
  'draft.read': 'own',
  'draft.write': 'own',
  'submission.create': 'own',
  'submission.view': 'own',
};

// Nobody, of whatever role, writes another's draft or submits in another's name.
const TA: Partial<Record<Action, Reach>> = {
  ...STUDENT,
  'draft.read': 'any',
  'submission.view': 'any',
  'submission.view-hidden': 'any',
  'gradebook.view': 'any',
  'gradebook.export': 'any',
};

const INSTRUCTOR: Partial<Record<Action, Reach>> = { ...TA, 'problem.view-proof': 'any' };

const ALLOWED: Record<CourseRole, Partial<Record<Action, Reach>>> = {
  student: STUDENT,
  ta: TA,
  instructor: INSTRUCTOR,
  admin: INSTRUCTOR,
};

export function authorize(actor: Actor | null, request: AccessRequest): Decision {
  if (actor === null) return 'sign-in';
  // The list holds the actor's own courses only, so that everybody signed in may ask for it.
  if (request.action === 'course.list') return 'granted';

  if (request.action === 'platform.view' || request.action === 'platform.operate') {
    return actor.operator === true ? 'granted' : 'denied';
  }

  const role = actor.enrolments.find((enrolment) => enrolment.courseId === request.courseId)?.role;
  const reach = role === undefined ? undefined : ALLOWED[role][request.action];
  if (reach === 'any') return 'granted';
  if (reach === 'own' && 'ownerId' in request && request.ownerId === actor.userId) return 'granted';
  return 'denied';
}
