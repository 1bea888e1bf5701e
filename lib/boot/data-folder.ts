/** The data folder: made and tried before anything is put into it, so that a wrong one is told in words. */
import { accessSync, constants, mkdirSync } from 'node:fs';
import path from 'node:path';

/** @throws with words that name GRADUS_DATA. */
export function prepareDataFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true });
    accessSync(folder, constants.W_OK | constants.X_OK);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
    const why: Record<string, string> = {
      EACCES: 'this user may not write there',
      EPERM: 'this user may not write there',
      EROFS: 'the file system is read-only',
      EEXIST: 'a file of that name is in the way',
      ENOTDIR: 'a part of the path is a file',
      ENOSPC: 'the disk is full',
    };
    throw new Error(
      `The data folder ${path.resolve(folder)} can't be used: ${why[code] ?? code}. ` +
        'Make it writable, or set GRADUS_DATA to a folder that is.',
      { cause: error },
    );
  }
}
