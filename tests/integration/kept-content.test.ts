/** Lessons and exercises are kept in memory for everybody: rights are asked at each request, and nobody's own things come in. */
import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { exercises, exerciseVersions } from '@/db/schema';
import type { Actor } from '@/lib/access/policy';
import { saveDraft } from '@/lib/features/drafts/save-draft';
import { readWorkbench } from '@/lib/features/exercises/read-workbench';
import { readLesson } from '@/lib/features/lessons/read-lesson';
import { noDatabase } from '../support/database';
import { COURSE, EXERCISE, openWorld, type World } from '../support/world';

describe.skipIf(noDatabase)('content that is kept for everybody', () => {
  let world: World;
  beforeAll(async () => {
    world = await openWorld();
  });
  afterAll(() => world.close());

  const workbench = (actor: Actor | null) => readWorkbench(world.deps, actor, { course: COURSE, exercise: EXERCISE });
  const lesson = (actor: Actor | null) => readLesson(world.deps, actor, { course: COURSE, lesson: 'first' });

  it.each([
    ['an exercise', workbench],
    ['a lesson', lesson],
  ])('is refused as ever to who may not see %s', async (_, read) => {
    await read(world.people.ada);
    await expect(read(world.people.stranger)).rejects.toMatchObject({ code: 'forbidden' });
    await expect(read(null)).rejects.toMatchObject({ code: 'sign_in_required' });
    await expect(read({ ...world.people.ada, enrolments: [] })).rejects.toMatchObject({ code: 'forbidden' });
  });

  it('is the same for two students, and holds nothing of either', async () => {
    const { ada, ben } = world.people;
    const code = 'what only Ada wrote';
    await saveDraft(world.deps, ada, { course: COURSE, exercise: EXERCISE, code, baseVersion: 0 });
    const [hers, his] = [await workbench(ada), await workbench(ben)];
    expect(hers.draft).toMatchObject({ code });
    expect(his.draft).toBeNull();
    expect(his.exercise).toBe(hers.exercise);
    const shared = JSON.stringify([hers.exercise, (await lesson(ada)).blocks]);
    for (const own of [code, ada.name, ada.userId]) expect(shared).not.toContain(own);
    expect((await lesson(ben)).blocks).toBe((await lesson(ada)).blocks);
  });

  it('is read anew when the same version gets another view', async () => {
    const { ada } = world.people;
    const { exercise } = await workbench(ada);
    const { openPack: _, ...view } = exercise;
    const { db } = world.deps;
    const [row] = await db
      .select({ id: exercises.currentVersionId })
      .from(exercises)
      .where(eq(exercises.slug, EXERCISE));
    const publicView = { ...view, title: 'Another name' };
    await db
      .update(exerciseVersions)
      .set({ publicView })
      .where(eq(exerciseVersions.id, String(row?.id)));
    expect((await workbench(ada)).exercise).toEqual({ ...exercise, title: 'Another name' });
  });
});
