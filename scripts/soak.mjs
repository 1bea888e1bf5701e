// `npm run soak`: builds what the soaked processes run, then thousands of submissions while things break.
import { spawnSync } from 'node:child_process';
import { requirePinnedNode } from './node-version.mjs';

requirePinnedNode();
const built = spawnSync(process.execPath, ['scripts/build-bundles.mjs'], { stdio: ['inherit', 2, 2] });
if (built.status !== 0) process.exit(built.status ?? 1);
process.argv.splice(2, 0, 'tests/soak/soak.cli.ts');
await import('./run.mjs');
