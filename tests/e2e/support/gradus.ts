/** A Gradus of our own: `npm start` on a free port with an empty data folder, gone afterwards. */
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { freePort } from '../../support/free-port';
import { until } from '../../support/until';

export interface Gradus {
  url: string;
  /** Everything it wrote to the terminal so far. */
  log(): string;
  stop(): Promise<void>;
}

/** Shorter than the hooks' limit: a start that takes longer has to end what it began. */
const START_MS = 170_000;
const STOP_MS = 30_000;

interface GradusOptions {
  content?: string;
  env?: Record<string, string>;
  /** A data folder that is there before and afterwards: another Gradus can go on with it. */
  data?: string;
}

export async function startGradus(options: GradusOptions = {}): Promise<Gradus> {
  const data = options.data ?? mkdtempSync(path.join(os.tmpdir(), 'gradus-e2e-'));
  const port = await freePort();
  const url = `http://localhost:${port}`;
  let log = '';
  const server = spawn(process.execPath, ['scripts/start.mjs'], {
    env: {
      ...process.env,
      PORT: String(port),
      GRADUS_DATA: data,
      GRADUS_DEMO: '1',
      DATABASE_URL: '',
      NEXTAUTH_URL: '',
      ...(options.content === undefined ? {} : { GRADUS_CONTENT: options.content }),
      ...options.env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const keep = (chunk: Buffer) => {
    log += chunk.toString('utf8');
  };
  server.stdout.on('data', keep);
  server.stderr.on('data', keep);
  const exited = new Promise<void>((resolve) => server.once('exit', () => resolve()));
  const stop = async () => {
    server.kill('SIGTERM');
    const killer = setTimeout(() => killAll(server.pid), STOP_MS);
    await exited;
    clearTimeout(killer);
    if (options.data === undefined) rmSync(data, { recursive: true, force: true });
  };
  const ready = async () => {
    if (server.exitCode !== null) throw new Error(`Gradus ended at its start:\n${log}`);
    const response = await fetch(`${url}/api/health/ready`, { signal: AbortSignal.timeout(10_000) }).catch(() => null);
    return response?.ok === true;
  };
  try {
    await until('the server', ready, START_MS);
  } catch (error) {
    await stop();
    throw new Error(`${error instanceof Error ? error.message : ''}\n${log}`, { cause: error });
  }
  return { url, log: () => log, stop };
}

/** The server is a child of what was started, and would outlive it. */
function killAll(pid: number | undefined): void {
  if (pid === undefined) return;
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean);
  for (const each of [...children.map(Number), pid]) process.kill(each, 'SIGKILL');
}
