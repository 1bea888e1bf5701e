/** The rendered lesson of a version. */
import { and, eq } from 'drizzle-orm';
import { z } from 'zod';
import type { Db } from '../../../db/database';
import { lessonVersions } from '../../../db/schema';
import { stored } from '../../../db/stored';
import { Kept } from '../kept';

const BlockSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('html'), html: z.string() }),
  z.object({
    kind: z.literal('figure'),
    name: z.string(),
    attributes: z.record(z.string(), z.string()),
    number: z.number(),
    captionHtml: z.string(),
  }),
  z.object({ kind: z.literal('exercise'), slug: z.string() }),
]);

/** What `lesson_versions.content` holds. */
const LessonContentSchema = z.object({
  goals: z.array(z.string()),
  blocks: z.array(BlockSchema),
  outline: z.array(z.object({ id: z.string(), text: z.string() })),
});
export type LessonContent = z.infer<typeof LessonContentSchema>;

/** The longest lesson is a quarter of a megabyte. */
const kept = new Kept<LessonContent>(64);

/** A version never changes. */
export const readContent = stored(
  'read lesson',
  (db: Db, { id, hash }: { id: string; hash: string }): Promise<LessonContent> =>
    kept.get(`${id} ${hash}`, async () => {
      const [row] = await db
        .select({ content: lessonVersions.content })
        .from(lessonVersions)
        .where(and(eq(lessonVersions.lessonId, id), eq(lessonVersions.hash, hash)))
        .limit(1);
      return LessonContentSchema.parse(row?.content);
    }),
);
