/** `npm run grade -- <slug> <file…>`: grades files through the real server path, one JSON result a line, in order. */
import { randomUUID } from 'node:crypto';
import { folderOf, gradeFile, openExercise, withRunner } from './workshop';

/** The exit status: 0 when all got full marks, 1 when one got fewer, 2 on a fault of ours. */
export async function gradeFiles(slug: string, files: readonly string[], seed?: string): Promise<number> {
  const folder = await folderOf(slug);
  return await withRunner(async (runner) => {
    const piece = await openExercise(runner, folder, new AbortController().signal);
    let exit = 0;
    for (const file of files) {
      const result = await gradeFile(piece, file, seed ?? randomUUID());
      process.stdout.write(`${JSON.stringify({ ...result, file })}\n`);
      const full = result.status === 'graded' && result.score === result.max;
      if (result.status === 'platform-error') exit = 2;
      else if (!full && exit === 0) exit = 1;
    }
    return exit;
  });
}
