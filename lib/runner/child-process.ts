/** One child: spawned in the jail, spoken to in frames, watched for memory, killed without appeal. */
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import type { Duplex, Readable, Writable } from 'node:stream';
import { count } from '../telemetry/metrics';
import { defer } from './deferred';
import { createFrameReader, encodeFrame } from './framing';
import { FRAME_BYTES, RSS_KILL_MIB, START_MS } from './limits';
import { computedMs, processChain, residentMiB } from './memory';
import { lowerProcess, lowerSession } from './priority';

const POLL_MS = 10;
const STDERR_BYTES = 4096;
/** For the wrappers to end after the child that they hold. */
const KILL_MS = 1000;
/** From a child's end until its pipes are read to the last byte. */
const DRAIN_MS = 1000;

export interface Command {
  readonly file: string;
  readonly args: readonly string[];
  /** Written to descriptor 5, for bubblewrap to load: which system calls the child may make. */
  readonly filter?: Uint8Array;
}

/** Why a child is no more. `memory`: killed for its size. */
export interface Exit {
  readonly memory: boolean;
  /** By somebody else: an operator, or a kernel that is short of memory. No program does that to itself. */
  readonly killed: boolean;
  /** What it wrote to stderr, capped; for our logs. */
  readonly said: string;
}

/** Why a child is killed; the first reason counts. */
type KillReason = 'timeout' | 'dirty' | 'worn' | 'protocol' | 'aborted' | 'fatal' | 'closed';

export interface ChildProcessHandle {
  /** Resolves when the child has said that it is ready; rejects when it ends or says nothing. */
  readonly ready: Promise<void>;
  readonly exited: Promise<Exit>;
  readonly isAlive: boolean;
  readonly startedAt: number;
  send(message: unknown): void;
  /** One listener at a time; it gets parsed JSON, not yet checked. */
  onMessage(listener: ((message: unknown) => void) | undefined): void;
  /** Polls the resident memory while true, and kills the child when it is too large. */
  watchMemory(watch: boolean): void;
  memoryMiB(): number | undefined;
  /** Milliseconds that it has computed so far, where the system tells. */
  computedMs(): number | undefined;
  /**
   * Kills it, one that is still starting as soon as it has started: bubblewrap, killed halfway through making its
   * namespaces, would leave a process behind that waits for ever.
   */
  kill(reason?: KillReason): void;
  killNow(): void;
}

const alive = new Set<ChildProcessHandle>();
let isExitWatched = false;

/** A host that ends in a hurry takes its children along. */
function killAllAtExit(): void {
  if (isExitWatched) return;
  isExitWatched = true;
  process.on('exit', () => alive.forEach((child) => child.killNow()));
}

export function startChild({ file, args, filter }: Command): ChildProcessHandle {
  killAllAtExit();
  const child = trySpawn(file, args, filter !== undefined);
  if (child instanceof Error) return stillborn(child);
  lowerProcess(child.pid);
  const input = child.stdio[3] as Writable;
  const output = child.stdio[4] as Duplex | Readable;
  const filterPipe = (child.stdio as readonly unknown[])[5] as Duplex | undefined;
  filterPipe?.on('error', () => undefined).end(filter, () => filterPipe.destroy());
  let isAlive = true;
  let memory = false;
  let said = '';
  let listener: ((message: unknown) => void) | undefined;
  let poll: NodeJS.Timeout | undefined;
  /** Of the child inside its wrappers, once it is there. */
  let pid: number | undefined;

  let isStarting = true;
  let isUnwanted = false;
  let wasKilled = false;
  let why: KillReason | undefined;
  // The jail's own arguments name both; the last one is what runs.
  const kind = args.findLast((arg) => arg.endsWith('.mjs'))?.endsWith('judge-child.mjs') ? 'judge' : 'student';
  count('gradus_children_started_total', { child: kind });

  const killNow = (): void => {
    if (!isAlive || child.pid === undefined) return;
    for (const pid of processChain(child.pid).toReversed()) killProcess(pid);
  };
  const kill = (reason?: KillReason): void => {
    isUnwanted = true;
    why ??= reason;
    if (isStarting || !isAlive || child.pid === undefined) return;
    // The last of the chain alone: its wrappers then end by themselves and bury each other, which pid 1 of a container
    // often does not do for orphans.
    killProcess(processChain(child.pid).at(-1) ?? child.pid);
    setTimeout(killNow, KILL_MS).unref();
  };
  const memoryMiB = (): number | undefined => (pid === undefined ? undefined : residentMiB(pid));

  const { promise: ready, resolve: beReady, reject: failReady } = defer<void>();
  ready.catch(() => undefined);
  const startTimer = setTimeout(() => {
    why ??= 'timeout';
    failReady(new Error(`a grading process was not ready after ${START_MS} ms`));
    killNow();
  }, START_MS);

  const read = createFrameReader(FRAME_BYTES, (body) => {
    const message: unknown = JSON.parse(body);
    if (isReady(message)) {
      clearTimeout(startTimer);
      if (isStarting && child.pid !== undefined) {
        // Its wrappers may have started it before they were lowered themselves.
        pid = processChain(child.pid).at(-1) ?? child.pid;
        lowerProcess(pid);
        lowerSession(pid, () => isAlive);
      }
      isStarting = false;
      if (isUnwanted) kill();
      else beReady();
    } else {
      listener?.(message);
    }
  });
  output.on('data', (chunk: Buffer) => {
    try {
      read(chunk);
    } catch {
      // Not our protocol: whoever writes that is no longer our code.
      kill('protocol');
    }
  });
  child.stderr?.on('data', (chunk: Buffer) => {
    if (said.length < STDERR_BYTES) said += chunk.toString('utf8').slice(0, STDERR_BYTES);
  });
  // Writing to a child that has just died; its exit tells the rest.
  for (const stream of [input, output, child.stderr]) stream?.on('error', () => undefined);

  const exited = new Promise<Exit>((resolve) => {
    const end = (): void => {
      if (!isAlive) return;
      isAlive = false;
      alive.delete(handle);
      clearTimeout(startTimer);
      clearInterval(poll);
      count('gradus_children_ended_total', { child: kind, reason: memory ? 'memory' : (why ?? 'crashed') });
      failReady(new Error(`a grading process ended while starting: ${said.trim()}`));
      resolve({ memory, killed: wasKilled && !memory && !isUnwanted && why === undefined, said });
    };
    // `close` comes after the last frame has been read, `exit` may come before it.
    child.on('close', end);
    child.on('exit', (code, signal) => {
      // bubblewrap ends with 128 and the number of the signal that its child got.
      wasKilled = signal === 'SIGKILL' || code === 128 + 9;
      setTimeout(end, DRAIN_MS).unref();
    });
    child.on('error', (error) => {
      said += error.message;
      end();
    });
  });

  const handle: ChildProcessHandle = {
    ready,
    exited,
    get isAlive() {
      return isAlive;
    },
    startedAt: Date.now(),
    send: (message) => void input.write(encodeFrame(message)),
    onMessage: (next) => {
      listener = next;
    },
    watchMemory(watch) {
      clearInterval(poll);
      if (!watch || !isAlive) return;
      poll = setInterval(() => {
        if ((memoryMiB() ?? 0) <= RSS_KILL_MIB) return;
        memory = true;
        kill();
      }, POLL_MS);
    },
    memoryMiB,
    computedMs: () => (pid === undefined ? undefined : computedMs(pid)),
    kill,
    killNow,
  };
  alive.add(handle);
  return handle;
}

/** The process, or why this machine has none to give: no descriptors, no memory. */
function trySpawn(file: string, args: readonly string[], hasFilter: boolean): ChildProcess | Error {
  try {
    const child = spawn(file, [...args], {
      stdio: ['ignore', 'ignore', 'pipe', 'pipe', 'pipe', ...(hasFilter ? (['pipe'] as const) : [])],
      // Next's types want NODE_ENV in every environment. One time zone, so that a verdict is the same on every machine.
      env: { NODE_ENV: 'production', UV_THREADPOOL_SIZE: '2', TZ: 'UTC' },
    });
    // Node's types don't say so: out of descriptors, a child has no pipes at all.
    if ((child.stdio as unknown) !== undefined) return child;
    child.on('error', () => undefined);
    return new Error('no grading process can be started: too many open files');
  } catch (error) {
    return error instanceof Error ? error : new Error('no grading process can be started');
  }
}

/** A child that never was: whoever waits for it hears of it as of one that ended while starting. */
function stillborn(why: Error): ChildProcessHandle {
  const ready = Promise.reject(why);
  ready.catch(() => undefined);
  const nothing = (): void => undefined;
  return {
    ready,
    exited: Promise.resolve({ memory: false, killed: false, said: why.message }),
    isAlive: false,
    startedAt: Date.now(),
    send: nothing,
    onMessage: nothing,
    watchMemory: nothing,
    memoryMiB: () => undefined,
    computedMs: () => undefined,
    kill: nothing,
    killNow: nothing,
  };
}

function killProcess(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It has ended by itself.
  }
}

function isReady(message: unknown): boolean {
  return typeof message === 'object' && message !== null && 'type' in message && message.type === 'ready';
}
