/** A migrated PGlite with the queue's tables, made once for all runs and kept until a migration changes. */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { openDatabase } from '@/db/client';
import { migrate } from '@/db/migrate';
import { gradeJob } from '@/lib/features/submissions/grade.job';
import { openQueue } from '@/lib/jobs/queue';
import { silentLog } from './log';

const FOLDER = path.join('node_modules', '.cache', 'gradus');

export async function preparedCopy(): Promise<Blob> {
  const file = path.join(FOLDER, `pglite-${stamp()}.tar`);
  if (!existsSync(file)) {
    const tar = await prepare();
    mkdirSync(FOLDER, { recursive: true });
    const draft = `${file}.${process.pid}`;
    writeFileSync(draft, tar);
    renameSync(draft, file);
  }
  return new Blob([readFileSync(file)]);
}

async function prepare(): Promise<Uint8Array> {
  const database = await openDatabase({ folder: null });
  await migrate(database);
  const jobs = await openQueue(database, [gradeJob], silentLog);
  await jobs.stop();
  if (database.queue.kind !== 'pglite' || !(database.queue.instance instanceof PGlite)) throw new Error('not PGlite');
  const dump = await database.queue.instance.dumpDataDir('none');
  await database.close();
  return new Uint8Array(await dump.arrayBuffer());
}

/** Everything that shapes the copy. */
function stamp(): string {
  const hash = createHash('sha256');
  const migrations = path.join('db', 'migrations');
  for (const name of readdirSync(migrations)
    .filter((file) => file.endsWith('.sql'))
    .toSorted()) {
    hash.update(readFileSync(path.join(migrations, name)));
  }
  for (const name of ['@electric-sql/pglite', 'pg-boss']) {
    hash.update(readFileSync(path.join('node_modules', name, 'package.json')));
  }
  hash.update(readFileSync(path.join('lib', 'jobs', 'queue.ts')));
  return hash.digest('hex').slice(0, 16);
}
