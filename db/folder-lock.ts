/** One live process per embedded database: PGlite has no lock of its own, and two writers silently lose rows. */
import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { AppError } from '../lib/base/errors';

const HolderSchema = z.object({ pid: z.number().int().positive(), born: z.string().nullable(), since: z.string() });
type Holder = z.infer<typeof HolderSchema>;

/** Takes the lock beside `folder`, or throws in words that say who has it and what to do. Returns the release. */
export function lockFolder(folder: string): () => void {
  const file = `${path.resolve(folder)}.lock`;
  mkdirSync(path.dirname(file), { recursive: true });
  const mine: Holder = { pid: process.pid, born: birthOf(process.pid), since: new Date().toISOString() };
  const text = JSON.stringify(mine);

  if (!createAtomically(file, text)) {
    const found = readFileSync(file, 'utf8');
    const holder = parseHolder(found);
    if (holder && isAlive(holder)) throw inUse(folder, file, holder);
    takeAway(file, found);
    if (!createAtomically(file, text)) throw inUse(folder, file, parseHolder(readFileSync(file, 'utf8')));
  }

  let held = true;
  const release = () => {
    if (!held) return;
    held = false;
    process.off('exit', release);
    if (readIfThere(file) === text) rmSync(file, { force: true });
  };
  process.on('exit', release);
  return release;
}

/** Whether a live process has it; changes nothing. */
export function isLocked(folder: string): boolean {
  const holder = parseHolder(readIfThere(`${path.resolve(folder)}.lock`) ?? '');
  return holder !== null && isAlive(holder);
}

/** The file appears with its whole content or not at all, and never replaces another. */
function createAtomically(file: string, text: string): boolean {
  const draft = `${file}.${process.pid}`;
  writeFileSync(draft, text);
  try {
    linkSync(draft, file);
    return true;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    throw error;
  } finally {
    rmSync(draft, { force: true });
  }
}

/** Removes a stale lock, unless another process replaced it since it was read. */
function takeAway(file: string, stale: string): void {
  const aside = `${file}.${process.pid}.stale`;
  try {
    renameSync(file, aside);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return;
    throw error;
  }
  if (readFileSync(aside, 'utf8') !== stale) renameSync(aside, file);
  else rmSync(aside, { force: true });
}

function parseHolder(text: string): Holder | null {
  try {
    return HolderSchema.parse(JSON.parse(text));
  } catch {
    return null;
  }
}

/** Process numbers are used again, after a restart of a container at once: so the time of birth must agree too. */
function isAlive(holder: Holder): boolean {
  try {
    process.kill(holder.pid, 0);
  } catch (error) {
    if (codeOf(error) === 'ESRCH') return false;
  }
  const born = birthOf(holder.pid);
  return born === null || holder.born === null || born === holder.born;
}

/** Boot and tick at which a process began; null where the system doesn't tell (then the number alone decides). */
function birthOf(pid: number): string | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const afterName = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    return `${boot}:${afterName[19] ?? ''}`;
  } catch {
    return null;
  }
}

function inUse(folder: string, file: string, holder: Holder | null): AppError {
  const who = holder ? `process ${holder.pid} (since ${holder.since})` : 'another process';
  const stop = holder ? `Stop it first (kill ${holder.pid})` : 'Stop it first';
  return new AppError('database_unavailable', {
    message:
      `The database folder ${folder} is in use by ${who}; the embedded database serves one process at a time. ` +
      `${stop}, or set DATABASE_URL to a PostgreSQL server, which serves many. ` +
      `If that process is not Gradus, delete ${file}.`,
  });
}

function readIfThere(file: string): string | null {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return null;
  }
}

function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}
