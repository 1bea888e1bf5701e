/** Branded identifiers: a `UserId` can't be passed where a `CourseId` is expected. */
import { z } from 'zod';

const uuid = <K extends string>(kind: K) => z.uuid().brand(kind);

export const UserIdSchema = uuid('UserId');
export const CourseIdSchema = uuid('CourseId');
export const SectionIdSchema = uuid('SectionId');
export const SubmissionIdSchema = uuid('SubmissionId');

export type UserId = z.infer<typeof UserIdSchema>;
export type CourseId = z.infer<typeof CourseIdSchema>;
export type SectionId = z.infer<typeof SectionIdSchema>;
export type SubmissionId = z.infer<typeof SubmissionIdSchema>;

/** A name fit for an URL and a folder: `softmax-ce`. */
export const SlugSchema = z
  .string()
  .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'expected lower-case words joined by hyphens, like softmax-ce')
  .max(64);
