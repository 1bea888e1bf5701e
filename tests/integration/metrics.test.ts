/** Metrics of a whole Gradus: what waits is seen in the database, and each verdict is counted once. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eq } from 'drizzle-orm';
import { submissions } from '@/db/schema';
import { startTelemetry, type Telemetry } from '@/lib/boot/telemetry';
import { submit } from '@/lib/features/submissions/submit';
import { gradeJob } from '@/lib/features/submissions/grade.job';
import { openRegistry } from '@/lib/telemetry/registry';
import { noDatabase } from '../support/database';
import { until } from '../support/until';
import { COURSE, EXERCISE, openWorld, RIGHT, type World, WRONG } from '../support/world';

describe.skipIf(noDatabase)('the metrics', () => {
  let world: World;
  let telemetry: Telemetry;
  beforeAll(async () => {
    telemetry = await startTelemetry('gradus-worker');
    world = await openWorld();
    telemetry.watch({ database: world.database, db: world.deps.db });
  });
  afterAll(async () => {
    await telemetry?.stop();
    await world?.close();
  });

  const sample = async (name: string) => {
    const { text } = await (await openRegistry()).scrape();
    const line = text.split('\n').find((one) => one.startsWith(`${name} `));
    return line === undefined ? null : Number(line.slice(name.length + 1));
  };
  const handIn = async (who: 'ada' | 'ben', code: string) => {
    const to = { course: COURSE, exercise: EXERCISE, code, idempotencyKey: crypto.randomUUID() };
    const result = await submit(world.deps, world.people[who], to);
    if (result.kind !== 'queued') throw new Error(result.kind);
    return result.id;
  };

  it('shows what waits and since when, and what was graded, each once', async () => {
    expect(await sample('gradus_queue_waiting{lane="interactive"}')).toBe(0);
    const first = await handIn('ada', WRONG);
    await handIn('ben', RIGHT);
    await world.deps.db
      .update(submissions)
      .set({ submittedAt: new Date(Date.now() - 90_000) })
      .where(eq(submissions.id, first));
    expect(await sample('gradus_queue_waiting{lane="interactive"}')).toBe(2);
    expect(await sample('gradus_queue_oldest_seconds{lane="interactive"}')).toBeGreaterThanOrEqual(90);
    expect(await sample('gradus_submissions_graded_total{outcome="full-marks"}')).toBeNull();

    await world.grade();
    await until(
      'both verdicts',
      async () => (await sample('gradus_submissions_graded_total{outcome="full-marks"}')) === 1,
    );
    await until(
      'both verdicts',
      async () => (await sample('gradus_submissions_graded_total{outcome="partial"}')) === 1,
    );
    expect(await sample('gradus_queue_waiting{lane="interactive"}')).toBe(0);
    expect(await sample('gradus_verdict_stage_seconds_count{stage="total"}')).toBe(2);

    // Delivered once more, as after a lost acknowledgement: nothing is graded, and nothing counted.
    const begun = (await sample('gradus_verdict_stage_seconds_count{stage="begin"}')) ?? 0;
    await world.deps.db.transaction((tx) =>
      world.deps.jobs.replace(tx, gradeJob, { submissionId: first }, { id: first }),
    );
    await until(
      'the second delivery',
      async () => (await sample('gradus_verdict_stage_seconds_count{stage="begin"}')) === begun + 1,
    );
    expect(await sample('gradus_submissions_graded_total{outcome="partial"}')).toBe(1);
    expect(await sample('gradus_verdict_stage_seconds_count{stage="store"}')).toBe(2);
  });

  it('counts children by why they ended', async () => {
    const before = (await sample('gradus_children_ended_total{child="student",reason="dirty"}')) ?? 0;
    await handIn('ada', 'export function double(x: number): number { for (;;); }');
    await until(
      'a child that was killed for its endless loop',
      async () => ((await sample('gradus_children_ended_total{child="student",reason="dirty"}')) ?? 0) > before,
    );
    expect(await sample('gradus_children_started_total{child="judge"}')).toBeGreaterThan(0);
    expect(await sample('gradus_judges_warm')).toBe(1);
  });
});
