/** A whole Gradus in a process of its own, which ends itself with SIGKILL at a given step. Started by the crash tests. */
import { randomUUID } from 'node:crypto';
import { count, ne } from 'drizzle-orm';
import { z } from 'zod';
import { openDatabase } from '@/db/client';
import { migrate } from '@/db/migrate';
import { auditLog, courses, grades, rateLimits, submissions, verdicts } from '@/db/schema';
import { submit } from '@/lib/features/submissions/submit';
import { silentLog } from './log';
import { until } from './until';
import { COURSE, EXERCISE, openWorldOn, RIGHT } from './world';

const OrderSchema = z.object({
  url: z.string().optional(),
  folder: z.string(),
  /** The first process fills the database. */
  again: z.boolean(),
  submissions: z.number(),
  dieAt: z.enum(['submitted', 'begun', 'graded', 'recorded', 'never']),
});
const order = OrderSchema.parse(JSON.parse(process.argv[2] ?? ''));

/** As a power cut would: nothing is flushed, nobody is told. */
async function die(): Promise<never> {
  process.kill(process.pid, 'SIGKILL');
  return await new Promise<never>(() => undefined);
}

const database = await openDatabase({ url: order.url, folder: order.folder });
await migrate(database);
const world = await openWorldOn(
  { database, url: order.url, close: () => database.close() },
  {
    log: silentLog,
    again: order.again,
    onStep: async (step) => {
      if (step === order.dieAt) await die();
    },
  },
);
const { deps, people } = world;
// All of them are to be graded, though they wait together.
await deps.db.update(courses).set({ replaceWaiting: false });
for (let n = 0; n < order.submissions; n++) {
  await deps.db.delete(rateLimits);
  const to = { course: COURSE, exercise: EXERCISE, code: RIGHT, idempotencyKey: randomUUID() };
  const result = await submit(deps, n % 2 === 0 ? people.ada : people.ben, to);
  if (result.kind !== 'queued') throw new Error(`expected queued, got ${result.kind}`);
}
if (order.dieAt === 'submitted') await die();
await world.grade();
if (order.dieAt !== 'never') await until('the end', () => false, 180_000);

await until(
  'all verdicts',
  async () => (await deps.db.select().from(submissions).where(ne(submissions.state, 'done'))).length === 0,
  180_000,
);
const entries = await deps.db.select().from(auditLog);
const statuses = await deps.db
  .select({ status: verdicts.status, number: count() })
  .from(verdicts)
  .groupBy(verdicts.status);
const report = {
  submissions: (await deps.db.select().from(submissions)).length,
  statuses: Object.fromEntries(statuses.map((row) => [row.status, row.number])),
  audited: entries.filter((entry) => entry.action === 'submission.graded').length,
  grades: (await deps.db.select().from(grades)).map((grade) => grade.score),
};
await world.close();
process.stdout.write(`${JSON.stringify(report)}\n`);
process.exit(0);
