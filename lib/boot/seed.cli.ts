/** `npm run db:seed`: registers the content and the demo's people, without serving anything. */
import { loadContent } from './content';
import { parseEnv } from './env';
import { seed } from './seed';
import { openServices } from './services';

try {
  const env = parseEnv({ ...process.env, GRADER: 'inline' });
  const opened = await openServices(env);
  const { runner } = opened;
  try {
    if (runner) await loadContent({ ...opened, runner }, env.contentFolder);
    await seed(opened);
    if (!opened.demo) console.log('No demo accounts were added. To have them, set GRADUS_DEMO=1.');
  } finally {
    await opened.close();
  }
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
