/** What `npm start` does first, done apart, so that its minutes don't count as the server's start. */
import { spawnSync } from 'node:child_process';
import { isStale } from '../../scripts/source-stamp.mjs';

/** @param output where the build reports; not standard output where that is to be a JSON document */
export function buildIfStale(output: 'inherit' | 'stderr'): void {
  if (!isStale()) return;
  const { status } = spawnSync(process.execPath, ['scripts/build.mjs'], {
    stdio: output === 'inherit' ? 'inherit' : ['ignore', 2, 2],
  });
  if (status !== 0) throw new Error('the build failed; see above');
}
