// `npm run dev`: the app with reload on save. The children's and workers' bundles are rebuilt when their sources change.
import { spawn } from 'node:child_process';
import { requirePinnedNode } from './node-version.mjs';

requirePinnedNode();
const env = { ...process.env, NEXT_TELEMETRY_DISABLED: '1' };
const children = [
  spawn(process.execPath, ['scripts/build-bundles.mjs', '--watch'], { stdio: 'inherit', env }),
  spawn(process.execPath, ['node_modules/next/dist/bin/next', 'dev', '--port', process.env.PORT || '3000'], {
    stdio: 'inherit',
    env,
  }),
];
const stop = (signal) => children.forEach((child) => child.kill(signal));
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => stop(signal));
for (const child of children) {
  child.on('exit', (code) => {
    stop('SIGTERM');
    process.exitCode = code ?? 0;
  });
}
