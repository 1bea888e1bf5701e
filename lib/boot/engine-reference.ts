/** The engine's reference, as the build wrote it. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { AppError } from '../base/errors';
import type { Reference } from '../content/reference/reference';

export type { Block, Entry, Member, SignaturePart } from '../content/reference/reference';

/** @throws AppError `internal` when the build has not written it */
export function readEngineReference(): Promise<Reference> {
  reference ??= load().catch((error: unknown) => {
    reference = undefined;
    throw error;
  });
  return reference;
}
let reference: Promise<Reference> | undefined;

async function load(): Promise<Reference> {
  const file = path.join(process.cwd(), 'dist', 'engine-reference.json');
  try {
    // Written by our own build, from types that are checked there.
    return JSON.parse(await readFile(file, 'utf8')) as Reference;
  } catch (cause) {
    throw new AppError('internal', { message: `${file} can't be read: run npm run build:bundles`, cause });
  }
}
