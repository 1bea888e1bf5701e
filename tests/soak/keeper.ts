/** Keeps one process running, as a service manager would: whenever it ends, it is started again. */
import { type ChildProcess, fork } from 'node:child_process';
import { openSync, closeSync } from 'node:fs';

/** Between an end and the next start. */
const RESTART_MS = 300;

export interface Keeper {
  readonly name: string;
  readonly pid: number | undefined;
  send(message: object): void;
  /** Sends a signal that it is expected to end by, or to freeze and thaw by. */
  signal(signal: NodeJS.Signals): void;
  /** Ends it for good; by SIGTERM unless `close` is a message that it ends by. */
  stop(close?: object): Promise<void>;
}

export interface KeeperOptions {
  readonly name: string;
  readonly file: string;
  readonly args?: readonly string[];
  readonly env: Record<string, string>;
  /** Where its output is appended. */
  readonly log: string;
  onMessage?(message: unknown): void;
  /** Each time it has ended. */
  onEnd?(end: { code: number | null; signal: string | null; wasExpected: boolean }): void;
}

/** A process that does not end within this is killed, and that is a finding. */
const STOP_MS = 30_000;

export function keep(options: KeeperOptions): Keeper {
  let child: ChildProcess | null = null;
  let isStopping = false;
  let isExpected = false;

  const start = (): void => {
    const log = openSync(options.log, 'a');
    const started = fork(options.file, [...(options.args ?? [])], {
      env: { ...clean(process.env), ...options.env },
      stdio: ['ignore', log, log, 'ipc'],
      // A Ctrl-C is for the soak, which takes everything down in order.
      detached: true,
    });
    closeSync(log);
    child = started;
    started.on('message', (message) => options.onMessage?.(message));
    started.on('error', () => undefined);
    started.on('exit', (code, signal) => {
      if (child === started) child = null;
      options.onEnd?.({ code, signal, wasExpected: isExpected || isStopping });
      isExpected = false;
      setTimeout(() => {
        if (!isStopping && child === null) start();
      }, RESTART_MS);
    });
  };
  start();

  return {
    name: options.name,
    get pid() {
      return child?.pid;
    },
    send(message) {
      if (child?.connected) child.send(message, () => undefined);
    },
    signal(signal) {
      if (!child) return;
      isExpected ||= signal !== 'SIGSTOP' && signal !== 'SIGCONT';
      child.kill(signal);
    },
    async stop(close) {
      isStopping = true;
      const ending = child;
      if (!ending) return;
      const exited = new Promise<void>((resolve) => ending.once('exit', () => resolve()));
      if (close && ending.connected) ending.send(close, () => undefined);
      else ending.kill('SIGTERM');
      const timer = setTimeout(() => {
        options.onEnd?.({ code: null, signal: 'it did not end', wasExpected: false });
        ending.kill('SIGKILL');
      }, STOP_MS);
      await exited;
      clearTimeout(timer);
    },
  };
}

/** What describes this machine's own Gradus must not reach the soaked one. */
function clean(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const ours = /^(DATABASE_URL|GRAD|NEXTAUTH|SANDBOX|OIDC|NODE_OPTIONS|PORT$)/;
  return Object.fromEntries(Object.entries(env).filter(([name]) => !ours.test(name))) as NodeJS.ProcessEnv;
}
