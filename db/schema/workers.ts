/** Processes that take jobs, and which job each of their hands holds: what is known of a worker when it can't be asked. */
import { integer, jsonb, pgTable, primaryKey, text, timestamp, uniqueIndex, uuid } from 'drizzle-orm/pg-core';

export const workers = pgTable(
  'workers',
  {
    id: uuid().primaryKey(),
    /** Key of the advisory lock that the living worker's connection holds. */
    lockKey: integer().notNull().generatedAlwaysAsIdentity(),
    /** `web`: grades beside its pages. */
    kind: text({ enum: ['worker', 'web'] }).notNull(),
    host: text().notNull(),
    pid: integer().notNull(),
    /** Of what makes its verdicts: two workers of one build and runtime give the same bytes. */
    graderVersion: integer().notNull(),
    graderBuild: text().notNull(),
    graderRuntime: text().notNull(),
    walls: text({ enum: ['full', 'weak'] }).notNull(),
    /** Names of the walls that don't stand there. */
    missingWalls: jsonb().$type<string[]>().notNull(),
    /** Names of the queues that it takes jobs from. */
    queues: jsonb().$type<string[]>().notNull(),
    /** Jobs that it has in hand at most. */
    concurrency: integer().notNull(),
    startedAt: timestamp({ withTimezone: true }).notNull(),
    lastSeenAt: timestamp({ withTimezone: true }).notNull(),
    /** Since when it takes nothing new. */
    drainingAt: timestamp({ withTimezone: true }),
    endedAt: timestamp({ withTimezone: true }),
    /** `stopped`: in order. `lost`: another worker found it dead and gave its jobs back. */
    ended: text({ enum: ['stopped', 'lost'] }),
  },
  (t) => [uniqueIndex('workers_lock_key').on(t.lockKey)],
);

/** One row for each hand of a worker. What it held last stays: the queue knows whether that is still being worked on. */
export const workerHands = pgTable(
  'worker_hands',
  {
    workerId: uuid()
      .notNull()
      .references(() => workers.id, { onDelete: 'cascade' }),
    hand: integer().notNull(),
    jobId: uuid().notNull(),
    takenAt: timestamp({ withTimezone: true }).notNull(),
  },
  (t) => [primaryKey({ columns: [t.workerId, t.hand] })],
);
