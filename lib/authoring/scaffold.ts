/** `ex -- new`: a small exercise of each kind that already passes its own check, to be changed into the wanted one. */
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { SlugSchema } from '../base/ids';
import { EXERCISES, UsageError } from './workshop';
import { TEMPLATES } from './templates';

export const KINDS = ['close', 'session', 'grad', 'property'] as const;
export type Kind = (typeof KINDS)[number];

export function isKind(text: string): text is Kind {
  return (KINDS as readonly string[]).includes(text);
}

export interface ScaffoldOptions {
  slug: string;
  kind: Kind;
  /** Folder of the module: `05-networks`. */
  module: string;
  root?: string;
}

/** @returns the new folder */
export async function scaffold({ slug, kind, module, root = EXERCISES }: ScaffoldOptions): Promise<string> {
  if (!SlugSchema.safeParse(slug).success)
    throw new UsageError(`${slug} is no slug: lower-case words joined by hyphens`);
  if (!existsSync(path.join(root, module)))
    throw new UsageError(`there is no module ${path.join(root, module)}; choose one with --module`);
  const folder = path.join(root, module, slug);
  if (existsSync(folder)) throw new UsageError(`${folder} is there already`);
  const number = await freeNumber(path.join(root, module));
  for (const [name, text] of Object.entries(TEMPLATES[kind])) {
    const file = path.join(folder, name);
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, text.replaceAll('{{number}}', number).replaceAll('{{slug}}', slug));
  }
  return folder;
}

/** The next number of the module: after 5.4 comes 5.5. */
async function freeNumber(folder: string): Promise<string> {
  const major = Number.parseInt(path.basename(folder).slice(0, 2), 10) || 0;
  let last = 0;
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const file = path.join(folder, entry.name, 'exercise.md');
    if (!entry.isDirectory() || !existsSync(file)) continue;
    const minor = /^number:\s*['"]?\d+\.(\d+)/m.exec(await readFile(file, 'utf8'))?.[1];
    last = Math.max(last, Number(minor ?? 0));
  }
  return `${major}.${last + 1}`;
}
