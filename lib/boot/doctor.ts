/** Looks at the machine before a course depends on it: what would stop Gradus, what would weaken it, and what to do. */
import { accessSync, constants, existsSync, statfsSync } from 'node:fs';
import { createServer } from 'node:net';
import { availableParallelism, totalmem } from 'node:os';
import path from 'node:path';
import { inspectDatabase } from '../../db/inspect';
import { inspectWalls, missingOfRequired } from '../runner';
import { explainWalls, type ExplainedWall } from './doctor-walls';
import { prepareDataFolder } from './data-folder';
import { parseEnv, type Env } from './env';
import { admit, isProduction } from './production';

/** `problem`: Gradus would not start, or must not. `advice`: it runs, and could be better. */
type Level = 'ok' | 'advice' | 'problem';

interface Finding {
  readonly about: string;
  readonly level: Level;
  readonly says: string;
}

export interface Diagnosis {
  /** Whether others depend on this server: then a weak sandbox is a problem. */
  readonly production: boolean;
  readonly findings: readonly Finding[];
  /** None when no child could be started at all. */
  readonly walls: readonly ExplainedWall[];
  readonly healthy: boolean;
}

const GIB = 2 ** 30;
const LEAST_DISK = 0.2 * GIB;
const ENOUGH_DISK = 2 * GIB;
const CHILD_GIB = 0.6;
const MOST_SKEW_MS = 2000;
const OLDEST_POSTGRES = 13;

type Source = Readonly<Record<string, string | undefined>>;

/** @param how `plain`: as if this machine had neither bubblewrap nor a filter of system calls */
export async function diagnose(source: Source, how: { sandbox?: 'plain' } = {}): Promise<Diagnosis> {
  const found: Finding[] = [node()];
  const env = readEnv(source, found);
  if (env === null) return { production: false, findings: found, walls: [], healthy: false };
  const production = isProduction(env, source['NODE_ENV']);
  found.push(dataFolder(env), disk(env), memory(env), content(env), await port(env), ...(await database(env)));
  found.push({ about: 'browser', level: 'ok', says: 'none is needed here; only npm run test:e2e wants Chromium' });
  const walls = await sandbox(env, { source, how }, found);
  return { production, findings: found, walls, healthy: found.every(({ level }) => level !== 'problem') };
}

function node(): Finding {
  const { node: version, v8 } = process.versions;
  // The scripts refuse any other major version before they come here.
  return { about: 'Node', level: 'ok', says: `${version} with V8 ${v8}, the one that belongs to Gradus` };
}

function readEnv(source: Source, found: Finding[]): Env | null {
  try {
    const env = parseEnv(source);
    found.push({ about: 'environment', level: 'ok', says: 'every variable has a value that is understood' });
    return env;
  } catch (error) {
    found.push({ about: 'environment', level: 'problem', says: wordsOf(error) });
    return null;
  }
}

function dataFolder(env: Env): Finding {
  const about = 'data folder';
  if (env.databaseUrl !== undefined)
    return { about, level: 'ok', says: 'not needed: DATABASE_URL names the database, GRADUS_SECRET the secret' };
  try {
    prepareDataFolder(env.dataFolder);
    return { about, level: 'ok', says: `${path.resolve(env.dataFolder)} can be written` };
  } catch (error) {
    return { about, level: 'problem', says: wordsOf(error) };
  }
}

function disk(env: Env): Finding {
  const folder = env.databaseUrl === undefined && existsSync(env.dataFolder) ? env.dataFolder : '.';
  const { bavail, bsize } = statfsSync(folder);
  const free = bavail * bsize;
  const level = free < LEAST_DISK ? 'problem' : free < ENOUGH_DISK ? 'advice' : 'ok';
  const says = `${gib(free)} free at ${path.resolve(folder)}`;
  return { about: 'disk', level, says: level === 'ok' ? says : `${says}; a course of 200 wants ${gib(ENOUGH_DISK)}` };
}

function memory(env: Env): Finding {
  const students = env.graderConcurrency ?? Math.max(1, availableParallelism() - 1);
  const wanted = (env.grader === 'inline' ? students * CHILD_GIB : 0) + 1;
  const level = totalmem() / GIB < wanted ? 'advice' : 'ok';
  const says = `${gib(totalmem())}; ${students} submissions at once may take ${wanted.toFixed(1)} GiB at worst`;
  return {
    about: 'memory',
    level,
    says: level === 'ok' ? says : `${says}. Lower GRADER_CONCURRENCY, or give this machine more`,
  };
}

function content(env: Env): Finding {
  const file = path.join(env.contentFolder, 'course.yaml');
  try {
    accessSync(file, constants.R_OK);
    return { about: 'course', level: 'ok', says: `${file} is there` };
  } catch {
    const says = `${file} can't be read. Set GRADUS_CONTENT to the folder with the course, or run this where it is`;
    // A worker takes the course from the database.
    return { about: 'course', level: env.databaseUrl === undefined ? 'problem' : 'advice', says };
  }
}

async function port(env: Env): Promise<Finding> {
  const about = 'port';
  const code = await new Promise<string | undefined>((resolve) => {
    const probe = createServer();
    probe.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
    probe.listen(env.port, () => probe.close(() => resolve(undefined)));
  });
  if (code === undefined) return { about, level: 'ok', says: `${env.port} is free` };
  if (code !== 'EADDRINUSE') {
    return { about, level: 'problem', says: `${env.port} can't be had (${code}). Set PORT to one from 1024 on` };
  }
  return (await isGradus(env.port))
    ? { about, level: 'ok', says: `${env.port} is where Gradus is running` }
    : { about, level: 'problem', says: `${env.port} is taken by another program. Stop that one, or set PORT` };
}

async function isGradus(at: number): Promise<boolean> {
  try {
    const answer = await fetch(`http://127.0.0.1:${at}/api/health/live`, { signal: AbortSignal.timeout(2000) });
    return answer.ok;
  } catch {
    return false;
  }
}

async function database(env: Env): Promise<Finding[]> {
  const about = 'database';
  const clock = 'clock';
  const seen = await inspectDatabase({ url: env.databaseUrl, folder: path.join(env.dataFolder, 'pg') });
  if (seen.kind === 'embedded') {
    return [
      { about, level: 'ok', says: seen.inUse ? 'embedded, and in use by a running Gradus' : 'embedded, and free' },
      { about: clock, level: 'ok', says: `${new Date().toISOString()}: please compare; deadlines go by it` },
    ];
  }
  if (seen.kind === 'unreachable') {
    return [{ about, level: 'problem', says: `DATABASE_URL does not answer: ${seen.why}` }];
  }
  const skew = Math.round(seen.skewMs);
  const isOff = Math.abs(skew) > MOST_SKEW_MS;
  return [
    seen.major >= OLDEST_POSTGRES
      ? { about, level: 'ok', says: `PostgreSQL ${seen.version} answers in ${Math.round(seen.ms)} ms` }
      : {
          about,
          level: 'problem',
          says: `PostgreSQL ${seen.version} is too old; ${OLDEST_POSTGRES} or newer is needed`,
        },
    {
      about: clock,
      level: isOff ? 'advice' : 'ok',
      says: isOff
        ? `${skew} ms off the database's. Let a time service set both (timedatectl set-ntp true): deadlines go by them`
        : `agrees with the database's to ${Math.abs(skew)} ms`,
    },
  ];
}

async function sandbox(
  env: Env,
  { source, how }: { source: Source; how: { sandbox?: 'plain' } },
  found: Finding[],
): Promise<ExplainedWall[]> {
  const about = 'sandbox';
  try {
    const report = await inspectWalls({ ...how, group: source['GRADUS_CGROUP'] ?? '' });
    const walls = explainWalls(report);
    const admission = admit(report, env, source['NODE_ENV']);
    const missing = env.sandbox === 'required' ? missingOfRequired(report) : [];
    const isNeeded = env.grader === 'inline' && (admission.kind === 'refused' || missing.length > 0);
    const isStrong = admission.kind === 'strong';
    found.push({
      about,
      level: isNeeded ? 'problem' : isStrong ? 'ok' : 'advice',
      says: summarise(walls, isStrong) + (missing.length > 0 ? `; SANDBOX=required wants ${missing.join(', ')}` : ''),
    });
    return walls;
  } catch (error) {
    found.push({ about, level: env.grader === 'inline' ? 'problem' : 'advice', says: wordsOf(error) });
    return [];
  }
}

function summarise(walls: readonly ExplainedWall[], isStrong: boolean): string {
  const standing = walls.filter(({ stands }) => stands).length;
  const count = `${standing} of ${walls.length} walls stand`;
  return isStrong ? `strong: ${count}` : `weak: ${count}, and native code that escapes is not held by the kernel`;
}

const gib = (bytes: number): string => `${(bytes / GIB).toFixed(1)} GiB`;

function wordsOf(error: unknown): string {
  return error instanceof Error ? error.message : 'unknown failure';
}
