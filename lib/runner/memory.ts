/** Reads from Linux how much memory a child holds. Elsewhere there is nothing to read, and the wall report says so. */
import { readFileSync } from 'node:fs';

const PAGE_BYTES = 4096;

export function residentMiB(pid: number): number | undefined {
  const pages = Number(read(`/proc/${pid}/statm`)?.split(' ')[1]);
  return Number.isFinite(pages) ? (pages * PAGE_BYTES) / (1 << 20) : undefined;
}

/** The process at the end of a chain of wrappers: bubblewrap keeps two of its own above the one that works. */
export function workingProcess(pid: number): number {
  for (;;) {
    const child = Number(read(`/proc/${pid}/task/${pid}/children`)?.trim().split(' ')[0]);
    if (!(child > 0)) return pid;
    pid = child;
  }
}

function read(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}
