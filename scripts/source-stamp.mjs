// Tells whether the build in .next belongs to the sources that stand here now.
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

export const STAMP_FILE = '.next/gradus-stamp';

const FOLDERS = ['app', 'lib', 'db', 'public', 'scripts'];
const FILES = [
  'package.json',
  'package-lock.json',
  'next.config.mjs',
  'postcss.config.mjs',
  'tsconfig.json',
  'proxy.ts',
  'instrumentation.ts',
];

/** A hash over the names and contents of everything that goes into the build. Exercises are data and stay out. */
export function sourceStamp() {
  const hash = createHash('sha256');
  // A folder that a clone lacks, because nothing is in it yet, has nothing to say.
  const files = FOLDERS.filter((folder) => existsSync(folder))
    .flatMap((folder) =>
      readdirSync(folder, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile() && !/[.]test[.]tsx?$/.test(entry.name))
        .map((entry) => path.join(entry.parentPath, entry.name)),
    )
    .filter((file) => !file.startsWith(path.join('public', 'workers')));
  for (const file of [...FILES, ...files.sort()]) {
    hash.update(file).update('\0').update(readFileSync(file)).update('\0');
  }
  return hash.digest('hex');
}

/** @returns {boolean} true when there is no build, or one of other sources. */
export function isStale() {
  try {
    return readFileSync(STAMP_FILE, 'utf8') !== sourceStamp();
  } catch {
    return true;
  }
}
