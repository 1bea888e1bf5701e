/** A hash of our own sources that go into every judge bundle: when one changes, exercises get a new version. */
import path from 'node:path';
import { hashFiles, readFolder } from '../../content/folder';

const HOMES = ['base', 'engine', 'script', 'exercise', 'grading', 'diagnosis'];

/** `root` is the repository. Tests don't count. */
export async function hashJudge(root: string): Promise<string> {
  const files = new Map<string, Buffer>();
  for (const home of HOMES) {
    for (const [name, bytes] of await readFolder(path.join(root, 'lib', home))) {
      if (name.endsWith('.ts') && !name.endsWith('.test.ts')) files.set(`${home}/${name}`, bytes);
    }
  }
  return hashFiles(files);
}
