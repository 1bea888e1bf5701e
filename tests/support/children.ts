/** Grading processes: those that this test has started, found through /proc, and the simplest one there can be. */
import { readdirSync, readFileSync } from 'node:fs';
import { encodeFrame } from '@/lib/runner/framing';

const ready = encodeFrame({ type: 'ready' }).toString('base64');
/** A program for `node -e`: a child that says it is ready, and nothing else. */
export const ONLY_READY = `require('fs').writeSync(4, Buffer.from('${ready}', 'base64')); setInterval(() => 0, 1000)`;

export type ChildName = 'student-child' | 'judge-child';

/** Process ids of our own descendants that run the named bundle, wrappers left out. */
export function findChildren(name: ChildName): number[] {
  const parents = new Map<number, number>();
  const named: number[] = [];
  for (const entry of readdirSync('/proc')) {
    const pid = Number(entry);
    const stat = Number.isInteger(pid) ? read(`/proc/${pid}/stat`) : undefined;
    if (stat === undefined) continue;
    parents.set(pid, Number(fieldsOf(stat)[1]));
    const [program = '', ...args] = (read(`/proc/${pid}/cmdline`) ?? '').split('\0');
    if (program.endsWith('/node') && args.some((arg) => arg.endsWith(`${name}.mjs`) && !arg.startsWith('-')))
      named.push(pid);
  }
  return named.filter((pid) => descends(parents, pid));
}

/** Clock ticks (of 10 ms) that a process has used; undefined when it is gone. */
function ticksOf(pid: number): number | undefined {
  const stat = read(`/proc/${pid}/stat`);
  if (stat === undefined) return undefined;
  const fields = fieldsOf(stat);
  return Number(fields[11]) + Number(fields[12]);
}

/** More than a child needs to start, so that only one at work reaches it. */
const AT_WORK_TICKS = 45;

/** Waits until one of the named children has worked for a while from now on, and kills it. */
export async function killWorkingChild(name: ChildName): Promise<void> {
  const first = new Map(findChildren(name).map((pid) => [pid, ticksOf(pid) ?? 0]));
  for (;;) {
    for (const pid of findChildren(name)) {
      if ((ticksOf(pid) ?? 0) - (first.get(pid) ?? 0) < AT_WORK_TICKS) continue;
      process.kill(pid, 'SIGKILL');
      return;
    }
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

/** Lets the named children run for no more than `share` of the time, as on a machine that is too busy, until stopped. */
export function starveChildren(name: ChildName, share: number): { stop(): void } {
  const PERIOD_MS = 100;
  const stopped = new Set<number>();
  const wake = (): void => {
    for (const pid of stopped) signal(pid, 'SIGCONT');
    stopped.clear();
  };
  let timer: NodeJS.Timeout;
  const turn = (isRunning: boolean): void => {
    if (isRunning) {
      wake();
    } else {
      for (const pid of findChildren(name)) {
        signal(pid, 'SIGSTOP');
        stopped.add(pid);
      }
    }
    timer = setTimeout(() => turn(!isRunning), PERIOD_MS * (isRunning ? share : 1 - share));
  };
  turn(false);
  return {
    stop() {
      clearTimeout(timer);
      wake();
    },
  };
}

function signal(pid: number, what: NodeJS.Signals): void {
  try {
    process.kill(pid, what);
  } catch {
    // It has ended meanwhile.
  }
}

function descends(parents: Map<number, number>, pid: number): boolean {
  for (let at: number | undefined = pid; at !== undefined && at > 1; at = parents.get(at))
    if (at === process.pid) return true;
  return false;
}

/** From the state on: the program's name before it may hold spaces. */
function fieldsOf(stat: string): string[] {
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ');
}

function read(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}
