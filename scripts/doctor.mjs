// `npm run doctor`: builds what the sandbox's children are made of, then looks at this machine.
import { spawnSync } from 'node:child_process';
import { requirePinnedNode } from './node-version.mjs';

requirePinnedNode();
const built = spawnSync(process.execPath, ['scripts/build-bundles.mjs'], { stdio: ['ignore', 'ignore', 'inherit'] });
if (built.status !== 0) process.exit(built.status ?? 1);
process.argv.splice(2, 0, 'lib/boot/doctor.cli.ts');
await import('./run.mjs');
