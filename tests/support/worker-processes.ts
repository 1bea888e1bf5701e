/** `npm run worker` as real processes: started, listened to, killed. */
import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Plugin } from 'esbuild';
import { bundleProgram } from '../../scripts/bundle-program.mjs';
import { until } from './until';

export interface WorkerProcess {
  readonly process: ChildProcess;
  readonly pid: number;
  log(): string;
  /** Resolves with the exit status, or null after a signal that it could not handle. */
  ended(): Promise<number | null>;
}

const START_MS = 120_000;

/** The worker's program in one file, made for a grader of another version if one is given. Returns where it lies. */
export async function buildWorker(name: string, graderVersion?: number): Promise<string> {
  const outfile = path.resolve('node_modules', '.cache', 'gradus', `worker-${name}-${process.pid}.mjs`);
  await bundleProgram({
    entryPoints: ['lib/boot/worker.cli.ts'],
    outfile,
    plugins: graderVersion === undefined ? [] : [withVersion(graderVersion)],
  });
  return outfile;
}

function withVersion(version: number): Plugin {
  return {
    name: 'another grader version',
    setup(builder) {
      builder.onLoad({ filter: /lib[/\\]runner[/\\]grader\.ts$/ }, ({ path: file }) => {
        const source = readFileSync(file, 'utf8');
        const contents = source.replace(/GRADER_VERSION = \d+;/, `GRADER_VERSION = ${version};`);
        if (contents === source) throw new Error(`${file} names no version to replace`);
        return { contents, loader: 'ts' };
      });
    },
  };
}

export function startWorkerProcess(
  program: string,
  environment: Record<string, string>,
  folder = process.cwd(),
): WorkerProcess {
  const child = spawn(process.execPath, [program], {
    cwd: folder,
    env: { ...process.env, LOG_LEVEL: 'info', ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let log = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (part: Buffer) => (log += part.toString()));
  const exited = new Promise<number | null>((resolve) => child.once('exit', resolve));
  const { pid } = child;
  if (pid === undefined) throw new Error('the worker could not be started');
  return { process: child, pid, log: () => log, ended: () => exited };
}

export async function untilGrading(worker: WorkerProcess): Promise<void> {
  await until(
    'a worker that grades',
    () => {
      if (worker.process.exitCode !== null) throw new Error(`a worker ended:\n${worker.log()}`);
      return worker.log().includes('grading; stop with Ctrl-C');
    },
    START_MS,
  );
}
