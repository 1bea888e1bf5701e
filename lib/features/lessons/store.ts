/** The rendered lesson in force. */
import { and, eq } from 'drizzle-orm';
import { z } from 'zod';
import type { Db } from '../../../db/database';
import { lessons, lessonVersions } from '../../../db/schema';
import { stored } from '../../../db/stored';
import type { CourseId } from '../../base/ids';

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

export const findContent = stored(
  'find lesson',
  async (db: Db, courseId: CourseId, slug: string): Promise<LessonContent | null> => {
    const [row] = await db
      .select({ content: lessonVersions.content })
      .from(lessons)
      .innerJoin(
        lessonVersions,
        and(eq(lessonVersions.lessonId, lessons.id), eq(lessonVersions.hash, lessons.currentHash)),
      )
      .where(and(eq(lessons.courseId, courseId), eq(lessons.slug, slug)))
      .limit(1);
    return row ? LessonContentSchema.parse(row.content) : null;
  },
);
