/** The rendered lesson of a version. */
import { and, eq } from 'drizzle-orm';
import { z } from 'zod';
import type { Db } from '../../../db/database';
import { lessonVersions } from '../../../db/schema';
import { stored } from '../../../db/stored';
import { keepLast } from '../keep-last';

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

interface Version {
  id: string;
  hash: string;
}

/** A version never changes. */
export const readContent = stored('read lesson', (db: Db, { id, hash }: Version): Promise<LessonContent> =>
  readKept(`${id} ${hash}`, db, { id, hash }),
);

/** The longest lesson is a quarter of a megabyte. */
const readKept = keepLast(
  async (_, db: Db, { id, hash }: Version) => {
    const [row] = await db
      .select({ content: lessonVersions.content })
      .from(lessonVersions)
      .where(and(eq(lessonVersions.lessonId, id), eq(lessonVersions.hash, hash)))
      .limit(1);
    return LessonContentSchema.parse(row?.content);
  },
  { most: 64 },
);
