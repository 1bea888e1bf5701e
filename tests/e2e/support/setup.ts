/** Before all browser tests: builds Gradus when its sources changed and starts it, or says why there can be no browser. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import type { TestProject } from 'vitest/node';
import { startGradus } from './gradus';

export const CHROMIUM = process.env['CHROMIUM'] ?? '/usr/bin/chromium';

export default async function setup(project: TestProject): Promise<(() => Promise<void>) | undefined> {
  if (!existsSync(CHROMIUM)) {
    const reason = `no browser: ${CHROMIUM} is missing (CHROMIUM=/path/to/chromium names another)`;
    process.stderr.write(`Browser tests are skipped, ${reason}\n`);
    project.provide('gradus', { reason });
    return undefined;
  }
  build();
  const gradus = await startGradus();
  project.provide('gradus', { url: gradus.url });
  return () => gradus.stop();
}

/** What `npm start` would do first; done here, so that its minutes don't count as the server's start. */
function build(): void {
  const script = `import { isStale } from './scripts/source-stamp.mjs'; process.exit(isStale() ? 1 : 0);`;
  const fresh = spawnSync(process.execPath, ['--input-type=module', '--eval', script]).status === 0;
  if (fresh) return;
  const { status } = spawnSync(process.execPath, ['scripts/build.mjs'], { stdio: 'inherit' });
  if (status !== 0) throw new Error('the build failed; see above');
}

declare module 'vitest' {
  interface ProvidedContext {
    /** The server of this run, or why there is none. */
    gradus: { url?: string; reason?: string };
  }
}
