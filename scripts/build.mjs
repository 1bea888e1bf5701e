// Builds everything that `npm start` serves: the children's and workers' bundles, then the Next.js app; leaves a stamp.
import { spawnSync } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import { requirePinnedNode } from './node-version.mjs';
import { sourceStamp, STAMP_FILE } from './source-stamp.mjs';

requirePinnedNode();
const stamp = sourceStamp();
rmSync(STAMP_FILE, { force: true });
// Types that a development server left behind would be checked too, even of pages that are gone.
rmSync('.next/dev', { recursive: true, force: true });

for (const [what, args] of [
  ['the graders and workers', ['scripts/build-bundles.mjs']],
  ['the pages', ['node_modules/next/dist/bin/next', 'build']],
  ['smaller copies of what browsers fetch', ['scripts/compress-static.mjs']],
]) {
  console.log(`Building ${what} …`);
  const { status } = spawnSync(process.execPath, args, {
    stdio: 'inherit',
    env: { ...process.env, NODE_ENV: 'production', NEXT_TELEMETRY_DISABLED: '1' },
  });
  if (status !== 0) {
    console.error(`Building ${what} failed; see above. Nothing was started.`);
    process.exit(status ?? 1);
  }
}
writeFileSync(STAMP_FILE, stamp);
