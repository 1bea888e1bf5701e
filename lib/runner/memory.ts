/** What Linux tells of a child: its memory, its time on processors and its processes. Elsewhere there is nothing to read, and the wall report says so. */
import { readFileSync } from 'node:fs';

const PAGE_BYTES = 4096;
const TICK_MS = 10;

export function residentMiB(pid: number): number | undefined {
  const pages = Number(read(`/proc/${pid}/statm`)?.split(' ')[1]);
  return Number.isFinite(pages) ? (pages * PAGE_BYTES) / (1 << 20) : undefined;
}

/** How long it has computed, to 10 ms. */
export function computedMs(pid: number): number | undefined {
  const stat = read(`/proc/${pid}/stat`);
  // From the state on: the program's name before it may hold spaces.
  const fields = stat?.slice(stat.lastIndexOf(')') + 2).split(' ');
  return fields && (Number(fields[11]) + Number(fields[12])) * TICK_MS;
}

/** A process and its only child and so on: bubblewrap keeps two of its own above the one that works, which is the last. */
export function processChain(pid: number): number[] {
  const child = Number(read(`/proc/${pid}/task/${pid}/children`)?.trim().split(' ')[0]);
  return child > 0 ? [pid, ...processChain(child)] : [pid];
}

function read(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}
