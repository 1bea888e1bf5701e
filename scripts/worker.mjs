// `npm run worker`: a grader without the web, for any machine that reaches the same Postgres.
import { spawnSync } from 'node:child_process';
import { requirePinnedNode } from './node-version.mjs';

requirePinnedNode();
const built = spawnSync(process.execPath, ['scripts/build-bundles.mjs'], { stdio: 'inherit' });
if (built.status !== 0) process.exit(built.status ?? 1);
process.argv.splice(2, process.argv.length, 'lib/boot/worker.cli.ts');
await import('./run.mjs');
