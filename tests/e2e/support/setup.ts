/** Before all browser tests: builds Gradus when its sources changed and starts it, or says why there can be no browser. */
import { existsSync } from 'node:fs';
import type { TestProject } from 'vitest/node';
import { buildIfStale } from '../../support/build-if-stale';
import { startGradus } from './gradus';

export const CHROMIUM = process.env['CHROMIUM'] ?? '/usr/bin/chromium';

export default async function setup(project: TestProject): Promise<(() => Promise<void>) | undefined> {
  if (!existsSync(CHROMIUM)) {
    const reason = `no browser: ${CHROMIUM} is missing (CHROMIUM=/path/to/chromium names another)`;
    process.stderr.write(`Browser tests are skipped, ${reason}\n`);
    project.provide('gradus', { reason });
    return undefined;
  }
  buildIfStale('inherit');
  const gradus = await startGradus();
  project.provide('gradus', { url: gradus.url });
  return () => gradus.stop();
}

declare module 'vitest' {
  interface ProvidedContext {
    /** The server of this run, or why there is none. */
    gradus: { url?: string; reason?: string };
  }
}
