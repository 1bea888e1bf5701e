/** Before all tests: with TEST_DATABASE=postgres, one server for the whole run, or the reason why there is none. */
import type { TestProject } from 'vitest/node';
import { startPostgres } from './postgres-server';

export default async function setup(project: TestProject): Promise<(() => Promise<void>) | undefined> {
  if (process.env['TEST_DATABASE'] !== 'postgres') {
    project.provide('postgres', { reason: 'this run is on PGlite' });
    return undefined;
  }
  const server = await startPostgres();
  if ('reason' in server) {
    process.stderr.write(`Database tests are skipped. ${server.reason}\n`);
    project.provide('postgres', { reason: server.reason });
    return undefined;
  }
  project.provide('postgres', { url: server.url });
  return () => server.stop();
}
