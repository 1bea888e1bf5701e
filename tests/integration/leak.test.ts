/** What a student can ask for, line by line: the numbers of hidden checks and solutions stand in none of it. */
import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { courses, enrolments } from '@/db/schema';
import type { Actor } from '@/lib/access/policy';
import type { SubmissionId } from '@/lib/base/ids';
import { bundleExercise } from '@/lib/content/bundle';
import { loadCatalog } from '@/lib/content/load';
import { registerContent } from '@/lib/features/content/register';
import { listCourses } from '@/lib/features/courses/list-courses';
import { readCourseHome } from '@/lib/features/courses/read-course-home';
import { readDraft } from '@/lib/features/drafts/read-draft';
import { saveDraft } from '@/lib/features/drafts/save-draft';
import { readWorkbench } from '@/lib/features/exercises/read-workbench';
import { readLesson } from '@/lib/features/lessons/read-lesson';
import { listSubmissions } from '@/lib/features/submissions/list-submissions';
import { readSubmission } from '@/lib/features/submissions/read-submission';
import { submit } from '@/lib/features/submissions/submit';
import { watchSubmission } from '@/lib/features/submissions/watch-submission';
import { noDatabase } from '../support/database';
import { makeLeakCourse, markersIn } from '../support/leak-course';
import { rememberingLog } from '../support/log';
import { until } from '../support/until';
import { openWorld, type World } from '../support/world';

const at = { course: 'neural-networks', exercise: 'triple' };

describe.skipIf(noDatabase)('what a student can ask for', () => {
  const log = rememberingLog();
  const course = makeLeakCourse();
  const submissions: { program: string; id: SubmissionId }[] = [];
  let world: World;
  let ada: Actor;

  beforeAll(async () => {
    world = await openWorld({ log });
    const { deps } = world;
    const catalog = await loadCatalog(course.folder);
    const registered = await registerContent(deps, {
      catalog,
      judgeHash: 'leak',
      bundle: (folder) => bundleExercise(folder),
    });
    expect(registered?.problems).toEqual([]);
    const [row] = await deps.db.select().from(courses).where(eq(courses.slug, at.course));
    if (!row) throw new Error('the marked course is not there');
    const enrol = async (actor: Actor, role: 'student' | 'ta') => {
      await deps.db.insert(enrolments).values({ courseId: row.id, userId: actor.userId, role, sectionId: null });
    };
    await enrol(world.people.ada, 'student');
    await enrol(world.people.tara, 'ta');
    ada = await world.actor('ada');
    await world.grade();
    await saveDraft(deps, ada, { ...at, code: course.programs['right'] ?? '', baseVersion: 0 });
    for (const [program, code] of Object.entries(course.programs)) {
      const sent = await submit(deps, ada, { ...at, code, idempotencyKey: crypto.randomUUID() });
      if (sent.kind !== 'queued') throw new Error(`${program}: ${sent.kind}`);
      submissions.push({ program, id: sent.id });
      await until(
        `a verdict for ${program}`,
        async () => (await readSubmission(deps, ada, { id: sent.id })).state === 'done',
      );
    }
  }, 120_000);
  afterAll(async () => {
    await world.close();
    course.remove();
  });

  it.each([
    ['the list of courses', () => listCourses(world.deps, ada)],
    ['the course', () => readCourseHome(world.deps, ada, at)],
    ['the lesson', () => readLesson(world.deps, ada, { ...at, lesson: 'tripling' })],
    ['the workbench with its open pack', () => readWorkbench(world.deps, ada, at)],
    ['the draft', () => readDraft(world.deps, ada, at)],
    ['the history', () => listSubmissions(world.deps, ada, at)],
  ])('%s holds no hidden number', async (_, read) => {
    expect(markersIn(JSON.stringify(await read()), course.markers)).toEqual([]);
  });

  it('verdicts and their events hold no hidden number, whatever the program tried', async () => {
    for (const { program, id } of submissions) {
      const view = JSON.stringify(await readSubmission(world.deps, ada, { id }));
      expect(markersIn(view, course.markers), `${program}: ${view}`).toEqual([]);
      for await (const event of watchSubmission(world.deps, ada, { id }, AbortSignal.timeout(10_000))) {
        expect(markersIn(JSON.stringify(event), course.markers), program).toEqual([]);
      }
    }
  });

  it('staff see the hidden inputs, so that the search above could have found them', async () => {
    const tara = await world.actor('tara');
    const views = await Promise.all(submissions.map(({ id }) => readSubmission(world.deps, tara, { id })));
    expect(markersIn(JSON.stringify(views), course.markers)).not.toEqual([]);
  });

  it('the log holds none either', () => {
    expect(markersIn(log.lines.join('\n'), course.markers)).toEqual([]);
  });
});
