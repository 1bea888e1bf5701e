/** A small disk of its own (a tmpfs, which takes root to mount) that can be filled to the last byte and emptied again. */
import { execFileSync } from 'node:child_process';
import { closeSync, mkdirSync, openSync, rmSync, writeSync } from 'node:fs';
import path from 'node:path';

export interface Disk {
  readonly folder: string;
  fill(): void;
  free(): void;
  close(): void;
}

/** A disk mounted at `folder`, or why there can be none here. */
export function mountDisk(folder: string, sizeMiB: number): Disk | { reason: string } {
  mkdirSync(folder, { recursive: true });
  try {
    const options = `size=${sizeMiB}m,mode=0755`;
    execFileSync('mount', ['-t', 'tmpfs', '-o', options, 'gradus-soak', folder], { stdio: 'pipe' });
  } catch {
    return { reason: 'no full disks: mounting a small one is refused here (it takes root)' };
  }
  const ballast = path.join(folder, 'ballast');
  let isMounted = true;
  const close = (): void => {
    if (!isMounted) return;
    isMounted = false;
    try {
      execFileSync('umount', ['-l', folder], { stdio: 'pipe' });
    } catch {
      // Somebody has unmounted it.
    }
  };
  process.once('exit', close);
  return { folder, fill: () => fill(ballast), free: () => rmSync(ballast, { force: true }), close };
}

function fill(file: string): void {
  const open = openSync(file, 'w');
  try {
    for (let size = 4 << 20; size >= 1; size = Math.floor(size / 4)) {
      const block = Buffer.alloc(size);
      while (hasRoom(open, block));
    }
  } finally {
    closeSync(open);
  }
}

function hasRoom(file: number, block: Buffer): boolean {
  try {
    return writeSync(file, block) === block.length;
  } catch {
    return false;
  }
}
