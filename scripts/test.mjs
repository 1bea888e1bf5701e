// `npm test`: builds the bundles the tests run, then unit and integration tests. On real PostgreSQL with `-- --postgres`.
import { spawnSync } from 'node:child_process';
import { requirePinnedNode } from './node-version.mjs';

requirePinnedNode();
const args = process.argv.slice(2);
const postgres = args.includes('--postgres');
const built = spawnSync(process.execPath, ['scripts/build-bundles.mjs'], { stdio: 'inherit' });
if (built.status !== 0) process.exit(built.status ?? 1);

const run = spawnSync(
  process.execPath,
  ['node_modules/vitest/vitest.mjs', 'run', ...args.filter((arg) => arg !== '--postgres')],
  { stdio: 'inherit', env: { ...process.env, ...(postgres ? { TEST_DATABASE: 'postgres' } : {}) } },
);
process.exit(run.status ?? 1);
