/** Watches all processes of a soak through /proc: their memory over time, and those that stay behind. */
import { readdirSync, readFileSync } from 'node:fs';
import type { Sample } from './trend';

export type Role = 'web' | 'worker' | 'student' | 'judge' | 'other';

export interface Process {
  readonly pid: number;
  readonly parent: number;
  /** With the pid, its name for all time: clock ticks since the machine was started. */
  readonly startedAt: string;
  readonly state: string;
  readonly residentMiB: number;
}

export interface Life {
  readonly role: Role;
  readonly pid: number;
  readonly samples: Sample[];
}

export interface ProcessWatch {
  /** By role, all that are there now. */
  now(role: Role): number[];
  readonly lives: ReadonlyMap<string, Life>;
  /** Descendants of this process at this moment, the database's left out. */
  family(pid: number): Process[];
  /** Those of the given ones that are still there; `zombie` of those that nobody has buried. */
  remaining(them: Iterable<Process>): { alive: Process[]; zombies: Process[] };
  everSeen(): Process[];
  stop(): void;
}

const SAMPLE_MS = 1000;
const PAGE_MIB = 4096 / (1 << 20);

/** @param roleOf from a command line, its arguments apart */
export function watchProcesses(roleOf: (args: readonly string[]) => Role): ProcessWatch {
  const lives = new Map<string, Life>();
  const seen = new Map<string, Process>();
  const began = performance.now();
  let current: Process[] = [];

  const roleOfProcess = (one: Process): Role | 'database' => {
    // Asked each time: a child that was just forked still carries its parent's command line.
    const args = (read(`/proc/${one.pid}/cmdline`) ?? '').split('\0');
    return /postgres/.test(args[0] ?? '') ? 'database' : roleOf(args);
  };
  const family = (root: number): Process[] => {
    const all = readAll();
    const children = new Map<number, Process[]>();
    for (const one of all) {
      const siblings = children.get(one.parent);
      if (siblings) siblings.push(one);
      else children.set(one.parent, [one]);
    }
    const found: Process[] = [];
    const queue = [root];
    for (let pid = queue.pop(); pid !== undefined; pid = queue.pop()) {
      for (const one of children.get(pid) ?? []) {
        if (roleOfProcess(one) === 'database') continue;
        found.push(one);
        queue.push(one.pid);
      }
    }
    return found;
  };
  const look = (): void => {
    current = family(process.pid);
    const seconds = (performance.now() - began) / 1000;
    for (const one of current) {
      seen.set(keyOf(one), one);
      const role = roleOfProcess(one);
      if (role === 'other' || role === 'database') continue;
      const known = lives.get(keyOf(one));
      const life = known?.role === role ? known : { role, pid: one.pid, samples: [] };
      lives.set(keyOf(one), life);
      life.samples.push({ seconds, value: one.residentMiB });
    }
  };
  look();
  const timer = setInterval(look, SAMPLE_MS);
  return {
    lives,
    family,
    now(role) {
      look();
      return current.filter((one) => one.state !== 'Z' && roleOfProcess(one) === role).map(({ pid }) => pid);
    },
    remaining(them) {
      const left = [...them].flatMap(({ pid, startedAt }) => {
        const now = readOne(pid);
        return now?.startedAt === startedAt ? [now] : [];
      });
      return { alive: left.filter(({ state }) => state !== 'Z'), zombies: left.filter(({ state }) => state === 'Z') };
    },
    everSeen: () => [...seen.values()],
    stop: () => clearInterval(timer),
  };
}

function keyOf({ pid, startedAt }: Process): string {
  return `${pid}/${startedAt}`;
}

function readAll(): Process[] {
  return readdirSync('/proc').flatMap((name) => (/^\d+$/.test(name) ? (readOne(Number(name)) ?? []) : []));
}

function readOne(pid: number): Process | undefined {
  const stat = read(`/proc/${pid}/stat`);
  if (stat === undefined) return undefined;
  // From the state on: the program's name before it may hold spaces.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const residentMiB = Number(fields[21]) * PAGE_MIB;
  return { pid, parent: Number(fields[1]), startedAt: fields[19] ?? '', state: fields[0] ?? '', residentMiB };
}

function read(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}
