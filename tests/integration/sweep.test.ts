/** Looking after submissions whose job got lost, by several processes at once. */
import { randomUUID } from 'node:crypto';
import { eq, sql } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { rowsOf } from '@/db/database';
import { rateLimits, submissions, verdicts } from '@/db/schema';
import type { Actor } from '@/lib/access/policy';
import { platformError } from '@/lib/features/submissions/build-result';
import { beginGrading, recordVerdict } from '@/lib/features/submissions/grade.store';
import { submit } from '@/lib/features/submissions/submit';
import { sweepUnfinished } from '@/lib/features/submissions/sweep-unfinished';
import { noDatabase } from '../support/database';
import { COURSE, EXERCISE, openWorld, RIGHT, type World } from '../support/world';

const START_MS = 120_000;

// No graders here: the test is what takes jobs.
describe.skipIf(noDatabase)('submissions without a verdict', () => {
  let world: World;
  beforeAll(async () => {
    world = await openWorld();
  }, START_MS);
  afterAll(() => world.close());
  beforeEach(async () => {
    await world.deps.db.execute(sql`delete from pgboss.job`);
    await world.deps.db.delete(submissions);
    await world.deps.db.delete(rateLimits);
  });

  const handIn = async (actor: Actor) => {
    const input = { course: COURSE, exercise: EXERCISE, code: RIGHT, idempotencyKey: randomUUID() };
    const result = await submit(world.deps, actor, input);
    if (result.kind !== 'queued') throw new Error(`expected queued, got ${result.kind}`);
    return result.id;
  };
  const begin = async (id: Awaited<ReturnType<typeof handIn>>) => {
    const beginning = await beginGrading(world.deps.db, id, world.deps.runner.grader.version);
    if (beginning.kind !== 'begun') throw new Error(`expected begun, got ${beginning.kind}`);
    return beginning.grading;
  };
  const stateOf = async (id: string) => {
    const [row] = await world.deps.db.select().from(submissions).where(eq(submissions.id, id));
    return row?.state;
  };

  it('are not taken from a worker that was given them since the look', async () => {
    const { deps } = world;
    const id = await handIn(world.people.ada);
    await deps.db.execute(sql`delete from pgboss.job`);
    let looks = 0;
    const slow: typeof deps = {
      ...deps,
      jobs: {
        ...deps.jobs,
        async states(...args) {
          const states = await deps.jobs.states(...args);
          if (looks++ > 0) return states;
          // Between its look and what it does, another sweeps, and a worker begins.
          expect(await sweepUnfinished(deps, { alone: false })).toBe(1);
          await deps.db.execute(sql`update pgboss.job set state = 'active', started_on = now()`);
          await begin(id);
          return states;
        },
      },
    };
    expect(await sweepUnfinished(slow, { alone: false })).toBe(0);
    expect(looks).toBeGreaterThan(0);
    expect(rowsOf(await deps.db.execute(sql`select id, state from pgboss.job`))).toEqual([{ id, state: 'active' }]);
    expect(await stateOf(id)).toBe('grading');
  });

  it('have none either once they are replaced, though a grader is late with one', async () => {
    const { deps, people } = world;
    const id = await handIn(people.ben);
    const grading = await begin(id);
    // Given up for lost while its grader lived, it was queued again, and replaced as what waits is.
    await deps.db.execute(sql`delete from pgboss.job`);
    expect(await sweepUnfinished(deps, { alone: false })).toBe(1);
    await handIn(people.ben);
    expect(await stateOf(id)).toBe('superseded');
    const madeWith = { bundleHash: null, grader: deps.runner.grader };
    const verdict = { document: platformError(grading, null, 0), madeWith, at: deps.now() };
    expect(await recordVerdict(deps.db, id, verdict)).toBe(false);
    expect(await stateOf(id)).toBe('superseded');
    expect(await deps.db.select().from(verdicts)).toEqual([]);
  });
});
