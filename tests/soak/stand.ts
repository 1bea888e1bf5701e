/** What is soaked, set up: PostgreSQL with a web process and two workers, or one process with the embedded database. */
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { stop as stopEsbuild } from 'esbuild';
import { bundleProgram } from '../../scripts/bundle-program.mjs';
import { type PostgresServer, startPostgres } from '../support/postgres-server';
import { makeContent } from './content';
import { type Disk, mountDisk } from './disk';
import { keep, type Keeper } from './keeper';
import { FAULTS, type FaultKind } from './plan';
import { NewsSchema, type News } from './wire';

export interface Stand {
  readonly kind: 'postgres' | 'pglite';
  readonly web: Keeper;
  /** None on the embedded database: there the web process grades. */
  readonly workers: readonly Keeper[];
  readonly database: PostgresServer | null;
  readonly databaseDisk: Disk | null;
  readonly workerDisk: Disk | null;
  readonly students: readonly string[];
  readonly content: string;
  /** Faults that can't happen here, and why. */
  readonly impossible: ReadonlyMap<FaultKind, string>;
  /** Ends all processes in order; the database stays. */
  stop(): Promise<void>;
  /** Files that the stopped processes have left in the folder for temporary ones. */
  leftFiles(): string[];
  close(): Promise<void>;
}

export interface StandOptions {
  readonly kind: 'postgres' | 'pglite';
  readonly students: number;
  readonly faults: boolean;
  onNews(news: News): void;
  onEnd(name: string, end: { code: number | null; signal: string | null; wasExpected: boolean }): void;
}

const SECRET = 'a secret of the soak, long enough to be one';
const DATABASE_DISK_MIB = 1500;
const WORKER_DISK_MIB = 64;
const PREPARE_MS = 180_000;
/** Two student children in all: one of each worker, or both of the one process. */
const WORKERS = 2;

/** Everything lies in one folder below `dist`, where packages are found; it is removed at the end. */
export async function openStand(options: StandOptions): Promise<Stand> {
  mkdirSync('dist', { recursive: true });
  const folder = mkdtempSync(path.resolve('dist', 'soak-'));
  // PostgreSQL's own user must get through to its part of it.
  chmodSync(folder, 0o711);
  const closers: (() => Promise<void> | void)[] = [() => rmSync(folder, { recursive: true, force: true })];
  const close = async (): Promise<void> => {
    for (const closer of closers.splice(0).toReversed()) await closer();
  };
  try {
    return { ...(await open(options, folder, closers)), close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function open(
  options: StandOptions,
  folder: string,
  closers: (() => Promise<void> | void)[],
): Promise<Omit<Stand, 'close'>> {
  const { kind } = options;
  const impossible = new Map<FaultKind, string>();
  const disk = (name: string, sizeMiB: number, fault: FaultKind): Disk | null => {
    if (!options.faults) return null;
    const mounted = mountDisk(path.join(folder, name), sizeMiB);
    if ('reason' in mounted) {
      impossible.set(fault, mounted.reason);
      return null;
    }
    closers.push(() => mounted.close());
    return mounted;
  };
  const databaseDisk = disk('database', DATABASE_DISK_MIB, 'fill-database-disk');
  const workerDisk = kind === 'postgres' ? disk('worker', WORKER_DISK_MIB, 'fill-worker-disk') : null;
  const temporary = { web: path.join(folder, 'tmp-web'), worker: path.join(workerDisk?.folder ?? folder, 'tmp') };
  for (const one of Object.values(temporary)) mkdirSync(one, { recursive: true });

  const [content, files] = [makeContent(folder), await bundle(folder)];
  const database = kind === 'postgres' ? await openPostgres(databaseDisk) : null;
  if (database) closers.push(() => database.stop());
  else for (const fault of FAULTS) if (!WITHOUT_POSTGRES.has(fault)) impossible.set(fault, 'there is only one process');

  const shared: Record<string, string> = {
    GRADUS_SECRET: SECRET,
    GRADUS_CONTENT: content,
    GRADUS_DEMO: '0',
    LOG_LEVEL: 'warn',
    GRADUS_DATA: path.join(databaseDisk?.folder ?? folder, 'data'),
    ...(database ? { DATABASE_URL: database.url } : {}),
  };
  const log = path.resolve('dist', `soak-${kind}.log`);
  rmSync(log, { force: true });
  const grading = { GRADER: 'inline', GRADER_CONCURRENCY: database ? '1' : String(WORKERS) };
  const env = { ...shared, TMPDIR: temporary.web, ...(database ? { GRADER: 'off' } : grading) };
  const students = await prepare({ ...env, ...grading }, { file: files.web, log, count: options.students });

  const web = keep({
    name: 'web',
    file: files.web,
    env,
    log,
    onMessage: (message) => options.onNews(NewsSchema.parse(message)),
    onEnd: (end) => options.onEnd('web', end),
  });
  const workers = Array.from({ length: database ? WORKERS : 0 }, (_, n) => {
    const name = `worker ${n + 1}`;
    const workerEnv = { ...shared, ...grading, TMPDIR: temporary.worker };
    return keep({ name, file: files.worker, env: workerEnv, log, onEnd: (end) => options.onEnd(name, end) });
  });
  const stop = async (): Promise<void> => {
    await Promise.all(workers.map((worker) => worker.stop()));
    await web.stop({ type: 'close' });
  };
  closers.push(stop);
  const leftFiles = () =>
    Object.values(temporary).flatMap((one) => readdirSync(one).map((file) => path.relative(folder, `${one}/${file}`)));
  return { kind, web, workers, database, databaseDisk, workerDisk, students, content, impossible, stop, leftFiles };
}

const WITHOUT_POSTGRES: ReadonlySet<FaultKind> = new Set([
  'kill-student',
  'kill-judge',
  'kill-children-again-and-again',
  'kill-web',
  'fill-database-disk',
]);

async function openPostgres(disk: Disk | null): Promise<PostgresServer> {
  const started = await startPostgres({
    ...(disk ? { under: disk.folder } : {}),
    settings: ['max_wal_size=128MB', 'min_wal_size=32MB'],
  });
  if ('reason' in started) throw new Error(started.reason);
  return started;
}

/** The programs as `npm run` would bundle them, at once and for all restarts. */
async function bundle(folder: string): Promise<{ web: string; worker: string }> {
  const files = { web: path.join(folder, 'soak-web.mjs'), worker: path.join(folder, 'soak-worker.mjs') };
  const entries = [
    ['tests/soak/web.cli.ts', files.web],
    ['lib/boot/worker.cli.ts', files.worker],
  ] as const;
  for (const [entry, outfile] of entries) {
    await bundleProgram({ entryPoints: [entry], outfile });
  }
  // Its service would look like a process that was left behind.
  await stopEsbuild();
  return files;
}

/** Migrates, registers the course and enrols students, in a process that ends afterwards. */
async function prepare(
  env: Record<string, string>,
  { file, log, count }: { file: string; log: string; count: number },
): Promise<readonly string[]> {
  return await new Promise((resolve, reject) => {
    let students: readonly string[] | null = null;
    const preparing = keep({
      name: 'preparation',
      file,
      args: [String(count)],
      env,
      log,
      onMessage: (message) => {
        const news = NewsSchema.parse(message);
        if (news.type === 'prepared') students = news.students;
      },
      onEnd: () => {
        clearTimeout(timer);
        void preparing.stop();
        if (students) resolve(students);
        else reject(new Error(`the preparation failed; see ${log}`));
      },
    });
    const timer = setTimeout(() => preparing.signal('SIGKILL'), PREPARE_MS);
  });
}
