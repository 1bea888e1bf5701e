/** Builds the command that starts a child behind as many walls as this machine has, and finds out by trying. */
import { existsSync, realpathSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo, Server } from 'node:net';
import path from 'node:path';
import { AppError } from '../base/errors';
import { openChildGroup } from './child-group';
import type { ChildGroup } from './child-group';
import { startChild } from './child-process';
import type { Command } from './child-process';
import { sandboxVersion } from './grader';
import { CanaryReportSchema } from './protocol';
import type { CanaryReport } from './protocol';
import { filterProcessor, seccompProgram } from './seccomp';
import { missingOfRequired, reportWalls } from './walls';
import type { WallReport } from './walls';

const CANARY_MS = 10_000;
const NODE_FLAGS = ['--no-node-snapshot', '--max-old-space-size=256'];

export interface JailOptions {
  /** Folder that holds `node_modules`. */
  readonly root: string;
  readonly studentChild: string;
  readonly judgeChild: string;
  /** `required`: refuse to start without bubblewrap and a filter of system calls. `plain`: neither bubblewrap nor a filter, for tests of what is left. */
  readonly sandbox: 'required' | 'best' | 'plain';
  /** A delegated control group, which must then hold the children; found out when it isn't said. */
  readonly group?: string | undefined;
  /** How many there will be at most. */
  readonly children?: number;
}

const FEW_CHILDREN = 8;

export interface Jail {
  readonly student: Command;
  readonly judge: Command;
  readonly walls: WallReport;
  /** After the last child has gone. */
  close(): void;
}

/** One way to hold a child: the words before `node`, and the calls that the kernel lets it make. */
interface Cell {
  readonly hasBubblewrap: boolean;
  readonly prefix: readonly string[];
  readonly filter?: Uint8Array;
  readonly isGrouped: boolean;
}

/** @throws AppError `runner_failed` when no child works here at all, or when a required wall is missing */
export async function buildJail(options: JailOptions): Promise<Jail> {
  refuseUnsafeVersions(options.root);
  const listening = await listen();
  const group = openChildGroup({ folder: options.group, children: options.children ?? FEW_CHILDREN });
  const close = (): void => {
    if (group.kind === 'open') group.close();
  };
  try {
    if (options.group !== undefined && group.kind === 'none') throw groupRefused(group.why);
    const tried: string[] = [];
    for (const cell of cells(options, group)) {
      const [outer, inner] = await Promise.all(
        [false, true].map((permissions) => runCanary(cell, options, { permissions, listening })),
      );
      if (outer === undefined || inner === undefined) throw new Error('two canaries were sent');
      // A cell in which Node's permission model doesn't start is still a cell.
      const permissions = typeof inner !== 'string';
      if (typeof outer === 'string') {
        tried.push(outer);
        continue;
      }
      const build = (entry: string): Command => command(cell, options, { entry, permissions, args: [] });
      const walls = reportWalls(outer, permissions ? inner : outer, { ...cell, group });
      const missing = options.sandbox === 'required' ? missingOfRequired(walls) : [];
      if (missing.length > 0) {
        tried.push(`without ${missing.join(', ')}`);
        continue;
      }
      if (options.group !== undefined && !cell.isGrouped) throw groupRefused(`${options.group}: no child gets into it`);
      return { student: build(options.studentChild), judge: build(options.judgeChild), walls, close };
    }
    const isRequired = options.sandbox === 'required';
    const what = isRequired
      ? 'SANDBOX=required, and no wall of the kernel may be missing; npm run doctor says how to get each'
      : 'no grading process starts here';
    throw new AppError('runner_failed', { message: `${what}: ${[...new Set(tried)].join('\n').slice(0, 2000)}` });
  } catch (error) {
    close();
    throw error;
  } finally {
    listening.server.close();
  }
}

/** Whoever names a group relies on it. */
function groupRefused(why: string): AppError {
  const message = `GRADUS_CGROUP names a control group that does not hold the grading processes: ${why}`;
  return new AppError('runner_failed', { message });
}

/** From the strongest to the weakest. */
function cells(options: JailOptions, group: ChildGroup): Cell[] {
  const limits = find('prlimit', ['--core=0', '--nofile=64', '--fsize=0']);
  const bwrap = options.sandbox === 'plain' ? [] : find('bwrap', []);
  const setpriv = find('setpriv', ['--no-new-privs']);
  const nobody =
    process.getuid?.() === 0
      ? find('setpriv', ['--reuid=65534', '--regid=65534', '--clear-groups', '--bounding-set=-all', '--no-new-privs'])
      : [];
  const list: Cell[] = [];
  if (bwrap.length > 0) {
    const inside = (...more: string[]): Cell => ({
      hasBubblewrap: true,
      prefix: [...limits, ...setpriv, ...bwrap, ...namespaces(options), ...more],
      isGrouped: false,
    });
    // Inside some containers /proc can't be mounted again; Node lives without it.
    const rooms = [
      inside('--proc', '/proc', '--unshare-user', '--uid', '65534', '--gid', '65534'),
      inside('--proc', '/proc'),
      inside(),
    ];
    list.push(...rooms.flatMap(filtered), ...rooms);
  }
  const bare = (...prefix: string[]): Cell => ({ hasBubblewrap: false, prefix, isGrouped: false });
  if (nobody.length > 0) list.push(bare(...limits, ...nobody));
  list.push(bare(...limits, ...setpriv), bare());
  if (group.kind === 'none') return list;
  return list.flatMap((cell) => [{ ...cell, prefix: [...group.join, ...cell.prefix], isGrouped: true }, cell]);
}

/** The same with a filter of system calls, where there is one for this machine. */
function filtered(cell: Cell): Cell[] {
  const processor = filterProcessor(process.platform, process.arch);
  if (processor === undefined) return [];
  return [{ ...cell, prefix: [...cell.prefix, '--seccomp', '5'], filter: seccompProgram(processor) }];
}

function namespaces(options: JailOptions): string[] {
  // Libraries only: /usr/bin stays outside.
  const libraries = ['/usr/lib', '/usr/lib64', '/usr/local/lib', '/lib', '/lib64', '/etc/ld.so.cache'];
  const bound = [...libraries, ...readable(options)].filter((file) => existsSync(file));
  const mounts = bound.flatMap((file) => ['--ro-bind', file, file]);
  return `--unshare-all --as-pid-1 --die-with-parent --new-session --cap-drop ALL
    --clearenv --setenv NODE_ENV production --setenv UV_THREADPOOL_SIZE 2 --setenv TZ UTC --dev /dev --chdir /`
    .split(/\s+/)
    .concat(mounts);
}

/** All that a child reads: the runtime, its own bundle, the native module. */
function readable(options: JailOptions): string[] {
  return [process.execPath, options.studentChild, options.judgeChild, ...nativeModules(options.root)].map(real);
}

function nativeModules(root: string): string[] {
  return ['isolated-vm', 'node-gyp-build'].map((name) => path.join(root, 'node_modules', name));
}

function command(
  cell: Cell,
  options: JailOptions,
  child: { entry: string; permissions: boolean; args: readonly string[] },
): Command {
  // /etc/alpine-release is how node-gyp-build tells one C library from another.
  const allowed = [...readable(options), '/etc/alpine-release'].map((file) => `--allow-fs-read=${file}`);
  const permissions = child.permissions ? ['--permission', '--allow-addons', ...allowed] : [];
  const node = [real(process.execPath), ...NODE_FLAGS, ...permissions, real(child.entry), ...child.args];
  const [file = '', ...args] = [...cell.prefix, ...node];
  return { file, args, ...(cell.filter && { filter: cell.filter }) };
}

/** The report, or why there is none. Silence alone condemns no cell: on a busy machine the first try may be too slow. */
async function runCanary(cell: Cell, options: JailOptions, how: CanaryTrial): Promise<CanaryReport | string> {
  const answer = (await runCanaryOnce(cell, options, how)) ?? (await runCanaryOnce(cell, options, how));
  return answer ?? 'the grading process gave no sign of life';
}

interface CanaryTrial {
  readonly permissions: boolean;
  readonly listening: Listening;
}

/** Undefined when it was still silent after its time. */
async function runCanaryOnce(
  cell: Cell,
  options: JailOptions,
  how: CanaryTrial,
): Promise<CanaryReport | string | undefined> {
  const targets = {
    file: path.join(options.root, 'package.json'),
    program: ['/usr/bin/true', '/bin/true', '/bin/sh'].find((program) => existsSync(program)) ?? process.execPath,
    hostPid: process.pid,
    port: how.listening.port,
  };
  const args = ['--canary', JSON.stringify(targets)];
  const child = startChild(command(cell, options, { entry: options.studentChild, permissions: how.permissions, args }));
  let report: CanaryReport | undefined;
  child.onMessage((message) => {
    report = CanaryReportSchema.safeParse(message).data;
  });
  let isLate = false;
  const timer = setTimeout(() => {
    isLate = true;
    child.kill();
  }, CANARY_MS);
  const { said } = await child.exited;
  clearTimeout(timer);
  if (report?.isolate === true) return report;
  return isLate ? undefined : said.trim() || 'the grading process ended without a word';
}

interface Listening {
  readonly server: Server;
  readonly port: number;
}

/** Something to connect to, for a canary that tries. */
async function listen(): Promise<Listening> {
  const server = createServer((socket) => socket.destroy());
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  return { server, port: (server.address() as AddressInfo).port };
}

/** Versions in which a submission can reach native memory; see GHSA-864f-rcv7-6rh4. */
function refuseUnsafeVersions(root: string): void {
  const version = sandboxVersion(root);
  const [major = 0, minor = 0] = version.split('.').map(Number);
  if (major < 6 || (major === 6 && minor < 2) || version === '7.0.0') {
    throw new AppError('runner_failed', {
      message: `isolated-vm ${version} has a known escape; 6.2.0 or 7.0.1 is needed`,
    });
  }
}

function find(program: string, args: readonly string[]): string[] {
  const folders = [...(process.env.PATH ?? '').split(path.delimiter), '/usr/bin', '/bin'];
  const file = folders.map((folder) => path.join(folder, program)).find((candidate) => existsSync(candidate));
  return file === undefined ? [] : [file, ...args];
}

function real(file: string): string {
  return existsSync(file) ? realpathSync(file) : file;
}
