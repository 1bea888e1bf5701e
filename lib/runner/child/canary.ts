/** Tries, from inside the jail, what an escaped submission would try, and tells what worked. */
import { spawnSync } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { mkdirSync, readFileSync, rmdirSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import ivm from 'isolated-vm';
import type { CanaryReport, CanaryTargets } from '../protocol';

const CONNECT_MS = 500;

export async function tryEverything(targets: CanaryTargets): Promise<CanaryReport> {
  const status = attempt(() => readFileSync('/proc/self/status', 'utf8'));
  const limits = attempt(() => readFileSync('/proc/self/limits', 'utf8'));
  const fileSize = limits === undefined ? undefined : /^Max file size\s+(\d+)/m.exec(limits)?.[1];
  return {
    type: 'canary',
    isolate: (await runIsolate()) === 42,
    readsFiles: attempt(() => readFileSync(targets.file)) !== undefined,
    writesFiles: [path.dirname(targets.file), tmpdir()].some(canWrite),
    spawns: attempt(() => spawnSync(targets.program).status === 0) === true,
    connects: await canConnect(targets.port),
    signalsHost: attempt(() => process.kill(targets.hostPid, 0)) === true,
    environment: Object.keys(process.env),
    noNewPrivileges: status === undefined ? null : /^NoNewPrivs:\s+1/m.test(status),
    fileSizeLimit: fileSize === undefined ? null : Number(fileSize),
    userId: process.getuid?.() ?? -1,
    filtered: status === undefined ? null : /^Seccomp:\s+2/m.test(status),
    opensSockets: await canBind(),
    startsItself: attempt(() => spawnSync(process.execPath, ['--version']).status === 0) === true,
    makesFolders: ['/', '/dev/shm', tmpdir()].some(canMakeFolder),
  };
}

function attempt<T>(action: () => T): T | undefined {
  try {
    return action();
  } catch {
    return undefined;
  }
}

/** A private, empty file system that lets itself be written is no danger; the host's folders are. */
function canWrite(folder: string): boolean {
  const file = path.join(folder, `gradus-canary-${process.pid}`);
  const wrote = attempt(() => {
    writeFileSync(file, 'x');
    return true;
  });
  attempt(() => rmSync(file));
  return wrote === true;
}

function canMakeFolder(parent: string): boolean {
  const folder = path.join(parent, `gradus-canary-folder-${process.pid}`);
  const made = attempt(() => {
    mkdirSync(folder);
    return true;
  });
  attempt(() => rmdirSync(folder));
  return made === true;
}

/** Without a filter a child has sockets, if only among itself. */
function canBind(): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = attempt(() => createSocket('udp4'));
    if (socket === undefined) return resolve(false);
    const end = (bound: boolean) => () => {
      attempt(() => socket.close());
      resolve(bound);
    };
    socket.on('error', end(false));
    attempt(() => socket.bind(0, '127.0.0.1', end(true)));
  });
}

function canConnect(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = attempt(() => connect({ host: '127.0.0.1', port, timeout: CONNECT_MS }));
    if (socket === undefined) return resolve(false);
    const end = (connected: boolean) => () => {
      socket.destroy();
      resolve(connected);
    };
    socket.on('connect', end(true));
    socket.on('error', end(false));
    socket.on('timeout', end(false));
  });
}

async function runIsolate(): Promise<unknown> {
  const isolate = new ivm.Isolate({ memoryLimit: 16 });
  try {
    const context = await isolate.createContext();
    return await context.eval('6 * 7', { timeout: 1000 });
  } catch {
    return undefined;
  } finally {
    isolate.dispose();
  }
}
