/** Reads content folders, and gives each a hash of what it holds. */
import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';

/** Written by our own tools beside the sources; they do not change what an exercise is. */
const NOT_CONTENT = new Set(['exercise.lock.json', 'NOTES.md']);

/** All files below a folder, by their path from it with `/`, sorted. Hidden files are left out. */
export async function readFolder(folder: string): Promise<Map<string, Buffer>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const names = entries
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)).split(path.sep).join('/'))
    .filter((name) => !NOT_CONTENT.has(name) && !name.split('/').some((part) => part.startsWith('.')))
    .toSorted();
  const files = await Promise.all(names.map((name) => readFile(path.join(folder, name))));
  return new Map(names.map((name, index) => [name, files[index] ?? Buffer.alloc(0)]));
}

/** SHA-256 over names and bytes, whatever the order in which the files came. */
export function hashFiles(files: ReadonlyMap<string, Uint8Array>): string {
  const hash = createHash('sha256');
  for (const name of [...files.keys()].toSorted()) {
    const bytes = files.get(name) ?? new Uint8Array();
    hash.update(`${String(Buffer.byteLength(name))} ${name} ${String(bytes.byteLength)}\n`);
    hash.update(bytes);
  }
  return hash.digest('hex');
}

/** The hash of an exercise folder: what versions, verdicts and proofs are stored under. */
export async function hashFolder(folder: string): Promise<string> {
  return hashFiles(await readFolder(folder));
}

const IMAGE_TYPES: Record<string, string> = {
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
  '.jpeg': 'image/jpeg',
  '.webp': 'image/webp',
  '.svg': 'image/svg+xml',
};

/** The images of `assets/` as data URIs: stored texts then show the picture of their own version for ever. */
export function readImages(files: ReadonlyMap<string, Buffer>): Map<string, string> {
  const images = new Map<string, string>();
  for (const [name, bytes] of files) {
    const type = IMAGE_TYPES[path.posix.extname(name).toLowerCase()];
    if (type && name.startsWith('assets/')) images.set(name, `data:${type};base64,${bytes.toString('base64')}`);
  }
  return images;
}
