/** How fast so many worker processes empty a full queue, with nothing else going on, and what it costs whom. */
import { sql } from 'drizzle-orm';
import { rowsOf } from '@/db/database';
import { UserIdSchema } from '@/lib/base/ids';
import type { Services } from '@/lib/boot/services';
import { findActor } from '@/lib/features/accounts/find-actor';
import { handIn, type Program } from '../../support/demo-submissions';
import { until } from '../../support/until';
import { watchUsage, type Spent } from './crowd';
import type { Machine } from './machine';
import { COURSE } from './student';

interface DrainOptions {
  services: Services;
  workers: number;
  programs: readonly Program[];
}

export interface DrainResult {
  workers: number;
  perSecond: number;
  /** Submissions that `spent` is about. */
  counted: number;
  spent: Spent;
}

const PATIENCE_MS = 600_000;
const AT_ONCE = 8;
/** Starting up and running dry are left out. */
const [FROM, TO] = [0.1, 0.9];

export async function drain(machine: Machine, { services, workers, ...options }: DrainOptions): Promise<DrainResult> {
  const userIds = await readStudents(services);
  // One each: a student's newer submission could take the place of the older one.
  const programs = options.programs.slice(0, userIds.length);
  const before = await countVerdicts(services);
  const queue = programs.map((program, i) => ({ program, userId: userIds[i] ?? '' }));
  await Promise.all(
    Array.from({ length: AT_ONCE }, async () => {
      for (let next = queue.pop(); next; next = queue.pop()) {
        const actor = await findActor(services, UserIdSchema.parse(next.userId));
        if (!actor) throw new Error('a student is gone');
        await handIn(services, actor, { course: COURSE, exercise: next.program.exercise, code: next.program.code });
      }
    }),
  );
  await machine.startWorkers(workers);
  const watch = watchUsage(machine);
  try {
    const reached = (share: number) =>
      until(
        'verdicts',
        async () => {
          const done = (await countVerdicts(services)) - before;
          return done >= share * programs.length ? { done, at: performance.now() } : null;
        },
        PATIENCE_MS,
      );
    const first = await reached(FROM);
    watch.mark();
    const last = await reached(TO);
    const spent = watch.spent();
    const counted = last.done - first.done;
    await reached(1);
    return { workers, counted, spent, perSecond: counted / ((last.at - first.at) / 1000) };
  } finally {
    watch.stop();
    await machine.stopWorkers();
  }
}

async function readStudents({ db }: Services): Promise<string[]> {
  const rows = rowsOf(
    await db.execute(sql`select id from users where email like 'student%@load.example' order by email`),
  );
  return rows.map(({ id }) => String(id));
}

async function countVerdicts({ db }: Services): Promise<number> {
  const [row] = rowsOf(await db.execute(sql`select count(*) as number from verdicts`));
  return Number(row?.['number']);
}
