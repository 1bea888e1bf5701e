// `npm test`: builds the bundles the tests run, then unit and integration tests. With `-- --postgres` on real PostgreSQL:
// those that are given, or all that use a database. With `--built` the bundles are there already.
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { requirePinnedNode } from './node-version.mjs';

requirePinnedNode();
const args = process.argv.slice(2);
const postgres = args.includes('--postgres');
if (!args.includes('--built')) {
  const built = spawnSync(process.execPath, ['scripts/build-bundles.mjs'], { stdio: 'inherit' });
  if (built.status !== 0) process.exit(built.status ?? 1);
}

const rest = args.filter((arg) => arg !== '--postgres' && arg !== '--built');
// What reaches this file through its imports may behave otherwise on the other database; nothing else looks which it is.
const ofDatabases = ['related', path.resolve('tests/support/database.ts'), '--run'];
const isChosen = rest.some((arg) => !/^--\w[\w.-]*(=|$)/.test(arg));
const run = spawnSync(
  process.execPath,
  ['node_modules/vitest/vitest.mjs', ...(postgres && !isChosen ? ofDatabases : ['run']), ...rest],
  { stdio: 'inherit', env: { ...process.env, ...(postgres ? { TEST_DATABASE: 'postgres' } : {}) } },
);
process.exit(run.status ?? 1);
