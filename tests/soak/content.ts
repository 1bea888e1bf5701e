/** The content folder of a soak: the course as it is, and the exercises that attacks are made on as one module more. */
import { appendFileSync, cpSync, mkdirSync, readdirSync } from 'node:fs';
import path from 'node:path';

const MODULE = '99-hostile';

export function makeContent(folder: string): string {
  const content = path.join(folder, 'content');
  const hostile = path.join(content, MODULE);
  cpSync('exercises', content, { recursive: true });
  mkdirSync(hostile);
  cpSync(path.join('tests', 'hostile', 'fixture'), path.join(hostile, 'predict'), { recursive: true });
  const kinds = path.join('tests', 'hostile', 'kinds');
  for (const name of readdirSync(kinds)) cpSync(path.join(kinds, name), path.join(hostile, name), { recursive: true });
  appendFileSync(path.join(content, 'course.yaml'), `  - slug: ${MODULE}\n    title: Attacks\n`);
  return content;
}
