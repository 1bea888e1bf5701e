// `npm start`: builds when stale, then serves. Migrations, the demo course and the grader start inside the server.
import { spawn, spawnSync } from 'node:child_process';
import { createServer } from 'node:net';
import { requirePinnedNode } from './node-version.mjs';
import { isStale } from './source-stamp.mjs';
import { webArgs } from './web-args.mjs';

requirePinnedNode();
const port = Number(process.env.PORT || 3000);
if (!Number.isInteger(port) || port < 1 || port > 65_535) {
  console.error(`PORT is ${process.env.PORT}; expected a whole number from 1 to 65535, as in: PORT=3001 npm start`);
  process.exit(1);
}

if (isStale()) {
  const { status } = spawnSync(process.execPath, ['scripts/build.mjs'], { stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
}

const problem = await new Promise((resolve) => {
  const probe = createServer()
    .once('error', ({ code }) => resolve(code))
    .once('listening', () => probe.close(() => resolve(null)))
    .listen(port);
});
if (problem !== null) {
  const what = {
    EADDRINUSE: 'is taken by another program. Stop that one, or choose a port',
    EACCES: 'is kept for the system’s own programs. Choose one from 1024 on',
  };
  const free = port < 1024 || port > 65_000 ? 3001 : port + 1;
  console.error(
    `Port ${port} ${what[problem] ?? `can't be used (${problem}). Choose another`}: PORT=${free} npm start`,
  );
  process.exit(1);
}

const server = spawn(process.execPath, webArgs(port), {
  stdio: 'inherit',
  env: { ...process.env, NODE_ENV: 'production', NEXT_TELEMETRY_DISABLED: '1', PORT: String(port) },
});
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => server.kill(signal));
server.on('exit', (code, signal) => process.exit(code ?? (signal === null ? 1 : 0)));
