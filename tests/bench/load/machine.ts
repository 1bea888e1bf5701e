/** The machine under load: PostgreSQL that waits for its disk, the production build of the web, and worker processes. */
import { spawn, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { closeSync, existsSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { webArgs } from '../../../scripts/web-args.mjs';
import { freePort } from '../../support/free-port';
import { until } from '../../support/until';
import { startPostgres } from '../../support/postgres-server';
import { findChild, type Roots } from './processes';

/** What the web process said of its event loop, in milliseconds. */
export interface LoopDelay {
  p50: number;
  p99: number;
  max: number;
}

export interface Machine {
  databaseUrl: string;
  env: Record<string, string>;
  /** Address of the web. */
  url: string;
  startWeb(grader: 'inline' | 'off'): Promise<void>;
  startWorkers(count: number): Promise<void>;
  stopWorkers(): Promise<void>;
  roots(): Roots;
  /** The delay of the event loop counts from here. */
  markLoop(): Promise<void>;
  loopDelay(): LoopDelay | null;
  /** The end of what processes wrote. */
  logs(): string;
  stop(): Promise<void>;
}

const START_MS = 120_000;
const STOP_MS = 30_000;

/** @param concurrency student programs at once in each grading process */
export async function startMachine({ concurrency }: { concurrency?: number | undefined }): Promise<Machine> {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'gradus-load-'));
  const postgres = await startPostgres({ durable: true, connections: 200 });
  if ('reason' in postgres) {
    rmSync(folder, { recursive: true, force: true });
    throw new Error(postgres.reason);
  }
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const env: Record<string, string> = {
    DATABASE_URL: postgres.url,
    GRADUS_SECRET: randomBytes(32).toString('hex'),
    GRADUS_DATA: path.join(folder, 'data'),
    GRADUS_DEMO: '0',
    LOG_LEVEL: 'info',
    // Where this machine lacks a wall the figures are still worth having.
    GRADUS_WEAK_SANDBOX: 'accepted',
    PORT: String(port),
    NODE_ENV: 'production',
    NEXT_TELEMETRY_DISABLED: '1',
    ...(concurrency !== undefined && { GRADER_CONCURRENCY: String(concurrency) }),
  };
  const gauge = path.join(folder, 'loop.jsonl');
  const log = path.join(folder, 'processes.log');
  const running = new Set<ChildProcess>();
  let web: ChildProcess | null = null;
  let workers: ChildProcess[] = [];

  const start = (args: readonly string[], more: Record<string, string>): ChildProcess => {
    const output = openSync(log, 'a');
    const child = spawn(process.execPath, [...args], {
      env: { ...process.env, ...env, ...more },
      stdio: ['ignore', output, output],
    });
    closeSync(output);
    running.add(child);
    child.on('exit', () => running.delete(child));
    return child;
  };
  const end = async (children: readonly ChildProcess[]): Promise<void> => {
    for (const child of children) child.kill('SIGTERM');
    await until('processes to stop', () => children.every((child) => !running.has(child)), STOP_MS).catch(() => {
      for (const child of children) child.kill('SIGKILL');
    });
  };
  // However this process ends, nothing of it stays behind.
  const killAll = (): void => {
    for (const child of running) child.kill('SIGKILL');
  };
  process.on('exit', killAll);

  const written = (): string => (existsSync(log) ? readFileSync(log, 'utf8') : '');
  const logs = (): string => written().slice(-4000);
  const lines = (): { marked: boolean; p50: number; p99: number; max: number }[] =>
    existsSync(gauge)
      ? readFileSync(gauge, 'utf8')
          .trim()
          .split('\n')
          .map((line) => JSON.parse(line) as { marked: boolean; p50: number; p99: number; max: number })
      : [];
  let database = findChild('postgres');

  return {
    databaseUrl: postgres.url,
    env,
    url,
    async startWeb(grader) {
      const child = start(webArgs(port), {
        GRADER: grader,
        GRADUS_LOAD_GAUGE: gauge,
        NODE_OPTIONS: `--import=${path.resolve('tests/bench/load/web-gauge.mjs')}`,
      });
      web = child;
      await until(
        'the web to be ready',
        async () => {
          if (!running.has(child)) throw new Error(`the web ended: ${logs()}`);
          return await fetch(`${url}/api/health/ready`).then(
            (answer) => answer.ok,
            () => false,
          );
        },
        START_MS,
      );
      database = findChild('postgres');
    },
    async startWorkers(count) {
      const said = () => written().split('"grading; stop with Ctrl-C"').length - 1;
      const before = said();
      workers = Array.from({ length: count }, () =>
        start(['scripts/run.mjs', 'lib/boot/worker.cli.ts'], { GRADER: 'inline' }),
      );
      await until(
        'workers to be ready',
        () => {
          if (workers.some((worker) => !running.has(worker))) throw new Error(`a worker ended: ${logs()}`);
          return said() >= before + count;
        },
        START_MS,
      );
    },
    async stopWorkers() {
      await end(workers);
      workers = [];
    },
    roots: () => ({
      ...(web?.pid !== undefined && { web: web.pid }),
      workers: workers.flatMap(({ pid }) => pid ?? []),
      database,
    }),
    async markLoop() {
      web?.kill('SIGUSR2');
      await until('the mark', () => lines().at(-1)?.marked);
    },
    loopDelay: () => lines().findLast(({ marked }) => marked) ?? null,
    logs,
    async stop() {
      await end([...running]);
      process.off('exit', killAll);
      await postgres.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
