/** What the soak and its web process say to each other. */
import { z } from 'zod';
import { ResultSchema } from '@/lib/exercise/result';

export const OrderSchema = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('hand-in'),
    n: z.number(),
    student: z.string(),
    course: z.string(),
    exercise: z.string(),
    code: z.string(),
    key: z.string(),
  }),
  z.object({ type: z.literal('audit') }),
  /** Where does this one stand? */
  z.object({ type: z.literal('look'), n: z.number(), key: z.string() }),
  z.object({ type: z.literal('close') }),
]);
export type Order = z.infer<typeof OrderSchema>;

/** What the database holds, and what in it contradicts itself. */
const AuditSchema = z.object({
  submissions: z.number(),
  keys: z.number(),
  verdicts: z.number(),
  unfinished: z.number(),
  platformErrors: z.number(),
  notAuditedOnce: z.number(),
  wrongGrades: z.number(),
  openJobs: z.number(),
});
export type Audit = z.infer<typeof AuditSchema>;

export const NewsSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('prepared'), students: z.array(z.string()) }),
  z.object({ type: z.literal('ready') }),
  z.object({ type: z.literal('verdict'), n: z.number(), id: z.string(), result: ResultSchema }),
  z.object({ type: z.literal('refused'), n: z.number(), why: z.string() }),
  /** An error that is not the database being away. It is tried again. */
  z.object({ type: z.literal('trouble'), n: z.number(), what: z.string() }),
  z.object({ type: z.literal('audited'), audit: AuditSchema }),
  z.object({ type: z.literal('stands'), n: z.number(), where: z.string() }),
]);
export type News = z.infer<typeof NewsSchema>;
