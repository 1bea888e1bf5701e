/** A control group of the kernel (cgroup v2) around all children, where one has been delegated to this process. */
import { accessSync, constants, existsSync, mkdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs';
import { totalmem } from 'node:os';
import path from 'node:path';
import { RSS_KILL_MIB } from './limits';

export type ChildGroup =
  /** `join`: the words before a command that put it into the group. */
  | { readonly kind: 'open'; readonly join: readonly string[]; close(): void }
  | { readonly kind: 'none'; readonly why: string };

export interface GroupOptions {
  /** The delegated group's folder; by default this process's own, when it may be written by somebody who is not root. */
  readonly folder?: string | undefined;
  /** How many children there will be at most. */
  readonly children: number;
}

/** Above the size at which a child is killed: the group is for what grows between two looks. */
const CHILD_MIB = RSS_KILL_MIB + 100;
/** Threads count as processes there. */
const CHILD_TASKS = 64;
const SHARE_OF_MEMORY = 0.75;

/** Never throws: without a group the resident memory is still watched. */
export function openChildGroup({ folder, children }: GroupOptions): ChildGroup {
  const at = folder ?? ownGroup();
  if (at === undefined) return { kind: 'none', why: 'no control group is delegated to this process' };
  try {
    const controllers = readFileSync(path.join(at, 'cgroup.controllers'), 'utf8').trim().split(/\s+/);
    const missing = ['memory', 'pids'].filter((name) => !controllers.includes(name));
    if (missing.length > 0) return { kind: 'none', why: `${at} has no controller for ${missing.join(' and ')}` };
    makeRoom(at);
    const group = path.join(at, `gradus-children-${process.pid}`);
    mkdirSync(group, { recursive: true });
    const bytes = Math.floor(Math.min(children * CHILD_MIB * 2 ** 20, totalmem() * SHARE_OF_MEMORY));
    writeFileSync(path.join(group, 'memory.max'), String(bytes));
    writeFileSync(path.join(group, 'pids.max'), String(children * CHILD_TASKS));
    if (existsSync(path.join(group, 'memory.swap.max'))) writeFileSync(path.join(group, 'memory.swap.max'), '0');
    return {
      kind: 'open',
      // The shell puts itself in, and becomes the command.
      join: ['/bin/sh', '-c', 'echo 0 > "$0" && exec "$@"', path.join(group, 'cgroup.procs')],
      close: () => removeGroup(group),
    };
  } catch (error) {
    return { kind: 'none', why: `${at}: ${error instanceof Error ? error.message : 'can not be used'}` };
  }
}

/** A group hands its controllers down only when no process is in it itself. */
function makeRoom(at: string): void {
  const control = path.join(at, 'cgroup.subtree_control');
  const handed = readFileSync(control, 'utf8').split(/\s+/);
  if (handed.includes('memory') && handed.includes('pids')) return;
  const host = path.join(at, 'gradus-host');
  mkdirSync(host, { recursive: true });
  for (const pid of readFileSync(path.join(at, 'cgroup.procs'), 'utf8').split('\n').filter(Boolean)) {
    writeFileSync(path.join(host, 'cgroup.procs'), pid);
  }
  writeFileSync(control, '+memory +pids');
}

/**
 * The group of this process, if a service manager has given it to its user. Root may write every group, so that it says
 * nothing there: root names the folder.
 */
function ownGroup(): string | undefined {
  if (process.platform !== 'linux' || process.getuid?.() === 0) return undefined;
  try {
    const own = /^0::(\/.*)$/m.exec(readFileSync('/proc/self/cgroup', 'utf8'))?.[1];
    const mounts = readFileSync('/proc/self/mountinfo', 'utf8').split('\n');
    const mount = mounts.find((line) => line.includes(' - cgroup2 '))?.split(' ')[4];
    if (own === undefined || mount === undefined) return undefined;
    const folder = path.join(mount, own);
    for (const file of ['', 'cgroup.procs', 'cgroup.subtree_control'])
      accessSync(path.join(folder, file), constants.W_OK);
    return folder;
  } catch {
    return undefined;
  }
}

function removeGroup(group: string): void {
  try {
    rmdirSync(group);
  } catch {
    // Somebody is still in it, and its end removes nothing: an empty group costs a few bytes.
  }
}
