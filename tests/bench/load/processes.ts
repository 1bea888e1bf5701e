/** Processor time and memory of the parts of a running Gradus, read from /proc: processes come and go, none is forgotten. */
import { readdirSync, readFileSync } from 'node:fs';

/** The kernel's unit in /proc/<pid>/stat (USER_HZ), which is 100 on every Linux that Node runs on. */
const TICKS_PER_SECOND = 100;
const PAGE_MIB = 4096 / 2 ** 20;

interface Entry {
  pid: number;
  parent: number;
  /** Seconds of its own. */
  own: number;
  /** Seconds of children of its that have ended. */
  ended: number;
  residentMiB: number;
}

export type Part = 'web' | 'workers' | 'children' | 'database' | 'generator';
export const PARTS: readonly Part[] = ['web', 'workers', 'children', 'database', 'generator'];

export interface Roots {
  web?: number;
  workers: readonly number[];
  database: number;
}

/** Seconds of processor time since each part began, and what it holds in memory now. */
export interface Usage {
  at: number;
  cpu: Record<Part, number>;
  residentMiB: Record<Part, number>;
}

/** `children`: those of web and workers that run student code and judges. `generator`: this process. */
export function readUsage({ web, workers, database }: Roots): Usage {
  const table = readTable();
  const byParent = new Map<number, Entry[]>();
  for (const entry of table.values()) byParent.set(entry.parent, [...(byParent.get(entry.parent) ?? []), entry]);
  const below = (pid: number): Entry[] => (byParent.get(pid) ?? []).flatMap((one) => [one, ...below(one.pid)]);
  const hosts = [...(web === undefined ? [] : [web]), ...workers];
  const children = hosts.flatMap(below);
  const own = (pids: readonly number[], what: (entry: Entry) => number) =>
    sum(pids.flatMap((pid) => table.get(pid) ?? []).map(what));
  const servers = [database, ...below(database).map(({ pid }) => pid)];
  const { user, system } = process.cpuUsage();
  return {
    at: performance.now() / 1000,
    cpu: {
      web: own(web === undefined ? [] : [web], (entry) => entry.own),
      workers: own(workers, (entry) => entry.own),
      // A child that has ended counts where its parent's table says so.
      children: sum(children.map((entry) => entry.own + entry.ended)) + own(hosts, (entry) => entry.ended),
      database: own(servers, (entry) => entry.own + entry.ended),
      generator: (user + system) / 1e6,
    },
    residentMiB: {
      web: own(web === undefined ? [] : [web], (entry) => entry.residentMiB),
      workers: own(workers, (entry) => entry.residentMiB),
      children: sum(children.map((entry) => entry.residentMiB)),
      // Shared buffers are counted once for each server process that touched them.
      database: own(servers, (entry) => entry.residentMiB),
      generator: process.memoryUsage.rss() / 2 ** 20,
    },
  };
}

/** The process of this name that we started ourselves. */
export function findChild(name: string): number {
  for (const { pid, parent } of readTable().values()) {
    if (parent === process.pid && readName(pid) === name) return pid;
  }
  throw new Error(`no child process is called ${name}`);
}

function readName(pid: number): string | null {
  try {
    return readFileSync(`/proc/${pid}/comm`, 'utf8').trim();
  } catch {
    return null;
  }
}

function readTable(): Map<number, Entry> {
  const table = new Map<number, Entry>();
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    const entry = readEntry(Number(name));
    if (entry !== null) table.set(entry.pid, entry);
  }
  return table;
}

function readEntry(pid: number): Entry | null {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The name, in brackets, may hold anything; numbers are counted from behind it: state is field 3.
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
    const at = (field: number) => Number(fields[field - 3]);
    return {
      pid,
      parent: at(4),
      own: (at(14) + at(15)) / TICKS_PER_SECOND,
      ended: (at(16) + at(17)) / TICKS_PER_SECOND,
      residentMiB: at(24) * PAGE_MIB,
    };
  } catch {
    // It ended while we read.
    return null;
  }
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
