/** Hashes of our own sources, which shape what content becomes: when they change, it is made again. */
import path from 'node:path';
import { hashFiles, readFolder } from '../../content/folder';

/** What goes into every judge bundle. */
const JUDGE_HOMES = ['base', 'engine', 'script', 'exercise', 'grading', 'diagnosis'];

/** `root` is the repository. Tests don't count. */
export async function hashJudge(root: string): Promise<string> {
  return await hashHomes(root, JUDGE_HOMES);
}

/** Of a content folder with everything that reads, renders and judges it: the same stamp gives the same rows. */
export async function stampContent(root: string, contentFolder: string): Promise<string> {
  const [sources, content] = await Promise.all([
    hashHomes(root, [...JUDGE_HOMES, 'content', 'features/content']),
    readFolder(contentFolder),
  ]);
  return hashFiles(new Map([...content, ['/sources', Buffer.from(sources)]]));
}

async function hashHomes(root: string, homes: readonly string[]): Promise<string> {
  const files = new Map<string, Buffer>();
  for (const home of homes) {
    for (const [name, bytes] of await readFolder(path.join(root, 'lib', home))) {
      if (name.endsWith('.ts') && !name.endsWith('.test.ts')) files.set(`${home}/${name}`, bytes);
    }
  }
  return hashFiles(files);
}
