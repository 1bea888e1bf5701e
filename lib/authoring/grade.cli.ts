/** `npm run grade -- <slug> <file…>`: grades files through the real server path, one JSON result a line, in order. */
import { randomUUID } from 'node:crypto';
import { parseArgs } from 'node:util';
import { command, folderOf, gradeFile, openExercise, UsageError, withRunner } from './workshop';

const USAGE = 'usage: npm run grade -- <slug> <file…> [--seed <text>]';

await command(async (args) => {
  const { values, positionals } = parseArgs({ args, allowPositionals: true, options: { seed: { type: 'string' } } });
  const [slug, ...files] = positionals;
  if (slug === undefined || files.length === 0) throw new UsageError(USAGE);
  const folder = await folderOf(slug);
  return await withRunner(async (runner) => {
    const piece = await openExercise(runner, folder, new AbortController().signal);
    let exit = 0;
    for (const file of files) {
      const result = await gradeFile(piece, file, values.seed ?? randomUUID());
      process.stdout.write(`${JSON.stringify({ ...result, file })}\n`);
      const full = result.status === 'graded' && result.score === result.max;
      if (result.status === 'platform-error') exit = 2;
      else if (!full && exit === 0) exit = 1;
    }
    return exit;
  });
});
