/** The database itself: migrations, the append-only log, the folder lock, and what errors may say. */
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { eq, sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openDatabase } from '@/db/client';
import { rowsOf } from '@/db/database';
import { lockFolder } from '@/db/folder-lock';
import { migrate } from '@/db/migrate';
import { auditLog, users } from '@/db/schema';
import { plainError, stored } from '@/db/stored';
import { freshDatabase, noDatabase, type TestDatabase } from '../support/database';

describe.skipIf(noDatabase)('a migrated database', () => {
  let test: TestDatabase;
  beforeAll(async () => {
    test = await freshDatabase();
  });
  afterAll(() => test.close());

  it('has every table, and migrates again without a change', async () => {
    await migrate(test.database);
    const result = await test.database.db.execute(
      sql`select table_name from information_schema.tables where table_schema = 'public' order by 1`,
    );
    expect(rowsOf(result).map((row) => row['table_name'])).toEqual([
      'audit_log',
      'bundles',
      'content_problems',
      'courses',
      'drafts',
      'enrolments',
      'exercise_versions',
      'exercises',
      'grades',
      'identities',
      'lesson_versions',
      'lessons',
      'modules',
      'rate_limits',
      'regradings',
      'sections',
      'submissions',
      'users',
      'verdicts',
      'worker_hands',
      'workers',
    ]);
  });

  it('keeps instants and names as they were written', async () => {
    const { db } = test.database;
    const createdAt = new Date('2026-03-29T01:30:00.123Z');
    await db.insert(users).values({ email: 'zoe@example.org', name: 'Zoë 学', createdAt });
    const [row] = await db.select().from(users).where(eq(users.email, 'zoe@example.org'));
    expect(row).toMatchObject({ name: 'Zoë 学', createdAt });
  });

  it('refuses to change or delete audit entries', async () => {
    const { db } = test.database;
    await db.insert(auditLog).values({ at: new Date(), actorId: null, courseId: null, action: 'x', details: {} });
    await expect(db.update(auditLog).set({ action: 'y' })).rejects.toThrow();
    await expect(db.delete(auditLog)).rejects.toThrow();
    expect(await db.select({ action: auditLog.action }).from(auditLog)).toEqual([{ action: 'x' }]);
  });

  it('says of a failed statement what failed, without its parameters', async () => {
    const insert = stored('insert person', async () => {
      await test.database.db.insert(users).values({ email: 'secret@example.org', name: 'SECRET' });
    });
    await insert();
    const error = plainError('check', await insert().catch((reason: unknown) => reason));
    expect(error.message).toContain('insert person');
    expect(error.message).toContain('23505');
    const everything = `${error.message} ${error.stack} ${JSON.stringify(error)} ${String(error.cause)}`;
    expect(everything).not.toMatch(/secret/i);
  });

  it('delivers notifications that were made in a transaction, once it commits', async () => {
    const heard: string[] = [];
    const unlisten = await test.database.listen('gradus_test', (payload) => heard.push(payload));
    const arrived = new Promise<void>((resolve, reject) => {
      const timer = setInterval(() => heard.length > 0 && (clearInterval(timer), resolve()), 5);
      setTimeout(() => reject(new Error('nothing heard')), 5000).unref();
    });
    await test.database.db
      .transaction(async (tx) => {
        await tx.execute(sql`select pg_notify('gradus_test', 'rolled back')`);
        throw new Error('no');
      })
      .catch(() => undefined);
    await test.database.db.transaction(async (tx) => {
      await tx.execute(sql`select pg_notify('gradus_test', 'committed')`);
    });
    await arrived;
    expect(heard).toEqual(['committed']);
    await unlisten();
  });
});

describe('an unreachable server', () => {
  it('is reported as unavailable, to be tried again', async () => {
    const database = await openDatabase({ url: 'postgres://nobody@127.0.0.1:9/none', folder: null });
    const read = stored('read', async () => await database.db.select().from(users));
    await expect(read()).rejects.toMatchObject({ code: 'database_unavailable', retry: true });
    await database.close();
  });
});

describe('lockFolder', () => {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'gradus-lock-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const fresh = (name: string) => path.join(folder, name);

  it('refuses a second holder in words that name the process and the way out', () => {
    const target = fresh('twice');
    const release = lockFolder(target);
    expect(() => lockFolder(target)).toThrow(new RegExp(`process ${process.pid}.*kill ${process.pid}.*DATABASE_URL`));
    release();
    lockFolder(target)();
  });

  it('takes over from a process that was killed', async () => {
    const target = fresh('killed');
    const child = spawn('sleep', ['60']);
    await new Promise((resolve) => child.once('spawn', resolve));
    const holder = { pid: child.pid, born: null, since: 'earlier' };
    writeFileSync(`${target}.lock`, JSON.stringify(holder));
    expect(() => lockFolder(target)).toThrow(`process ${child.pid}`);
    const exited = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGKILL');
    await exited;
    lockFolder(target)();
  });

  it('takes over when the number belongs to another process by now, as after a restart of a container', () => {
    const target = fresh('reborn');
    writeFileSync(`${target}.lock`, JSON.stringify({ pid: process.pid, born: 'another boot:1', since: 'earlier' }));
    const release = lockFolder(target);
    expect(JSON.parse(readFileSync(`${target}.lock`, 'utf8'))).toMatchObject({ pid: process.pid });
    release();
  });

  it('takes over a file that a power cut left half written', () => {
    const target = fresh('torn');
    writeFileSync(`${target}.lock`, '{"pid": 1');
    lockFolder(target)();
  });
});
