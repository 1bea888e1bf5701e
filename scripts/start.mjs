// `npm start`: builds when stale, then serves. Migrations, the demo course and the grader start inside the server.
import { spawn, spawnSync } from 'node:child_process';
import { createServer } from 'node:net';
import { requirePinnedNode } from './node-version.mjs';
import { isStale } from './source-stamp.mjs';

requirePinnedNode();
const port = Number(process.env.PORT ?? 3000);

if (isStale()) {
  const { status } = spawnSync(process.execPath, ['scripts/build.mjs'], { stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
}

const free = await new Promise((resolve) => {
  const probe = createServer()
    .once('error', () => resolve(false))
    .once('listening', () => probe.close(() => resolve(true)))
    .listen(port);
});
if (!free) {
  console.error(`Port ${port} is taken by another program. Stop that one, or choose a port: PORT=3001 npm start`);
  process.exit(1);
}

const server = spawn(process.execPath, ['node_modules/next/dist/bin/next', 'start', '--port', String(port)], {
  stdio: 'inherit',
  env: { ...process.env, NODE_ENV: 'production', NEXT_TELEMETRY_DISABLED: '1', PORT: String(port) },
});
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => server.kill(signal));
server.on('exit', (code, signal) => process.exit(code ?? (signal === null ? 1 : 0)));
