/** Turns the policy's decision into an actor who may, or the error that says why not. */
import { authorize } from '../access/authorize';
import type { AccessRequest, Actor, CourseRole } from '../access/policy';
import { AppError } from '../base/errors';
import type { CourseId } from '../base/ids';
import type { CourseCard } from './courses/views';
import { findCourse, type CourseRow } from './course.store';
import type { Deps } from './deps';

/** The actor, who is allowed to do it; throws otherwise. */
export function permit(actor: Actor | null, request: AccessRequest): Actor {
  const decision = authorize(actor, request);
  if (decision === 'granted' && actor !== null) return actor;
  throw new AppError(decision === 'denied' ? 'forbidden' : 'sign_in_required');
}

export function may(actor: Actor | null, request: AccessRequest): boolean {
  return authorize(actor, request) === 'granted';
}

type CourseAction =
  Extract<AccessRequest, { courseId: CourseId }> extends infer R
    ? R extends { ownerId: unknown }
      ? never
      : R extends { action: infer A }
        ? A
        : never
    : never;

export interface OpenCourse {
  actor: Actor;
  course: CourseRow;
  card: CourseCard;
}

/** The course by its slug, for an actor who may do `action` in it. */
export async function openCourse(
  deps: Deps,
  actor: Actor | null,
  slug: string,
  action: CourseAction,
): Promise<OpenCourse> {
  if (actor === null) throw new AppError('sign_in_required');
  const course = await findCourse(deps.db, slug);
  if (!course) throw new AppError('not_found');
  const permitted = permit(actor, { action, courseId: course.id });
  return { actor: permitted, course, card: cardOf(course, roleIn(permitted, course.id)) };
}

/** Before any role, what an actor is in a course: the policy has already let them in. */
export function roleIn(actor: Actor, courseId: CourseId): CourseRole {
  return actor.enrolments.find((enrolment) => enrolment.courseId === courseId)?.role ?? 'student';
}

export function cardOf(course: CourseRow, role: CourseRole): CourseCard {
  return { id: course.id, slug: course.slug, title: course.title, description: course.description, role };
}
