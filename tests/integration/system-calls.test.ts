/** The filter of system calls in the kernel's own hands: a program behind it asks for what it must not get. */
import { spawn, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { Writable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { filterProcessor, seccompProgram } from '@/lib/runner/seccomp';

const PERL = '/usr/bin/perl';
const BWRAP = '/usr/bin/bwrap';
const processor = filterProcessor(process.platform, process.arch);
const canRun =
  processor === 'x64' &&
  [PERL, BWRAP].every((file) => existsSync(file)) &&
  spawnSync(BWRAP, ['--unshare-all', '--ro-bind', '/', '/', '/bin/true']).status === 0;

/** Numbers of x86_64; what the kernel says to arguments that are all zero. */
const CALLS = {
  getpid: 39,
  socket: 41,
  socketpair: 53,
  connect: 42,
  sendmsg: 46,
  ptrace: 101,
  mount: 165,
  umount2: 166,
  bpf: 321,
  keyctl: 250,
  userfaultfd: 323,
  perf_event_open: 298,
  process_vm_readv: 310,
  process_vm_writev: 311,
  io_uring_setup: 425,
  unshare: 272,
  setns: 308,
  kill: 62,
  fork: 57,
  vfork: 58,
  memfd_create: 319,
  mkdir: 83,
  unlink: 87,
  seccomp: 317,
  clone3: 435,
  futex_requeue: 456,
  newest: 470,
};

/** What each call ended with, asked for by a program with or without the filter. */
async function ask(hasFilter: boolean): Promise<Record<string, number>> {
  const script = Object.entries(CALLS)
    .filter(([name]) => hasFilter || !/fork|kill/.test(name))
    .map(([name, nr]) => `$! = 0; syscall(${nr}, 0, 0, 0, 0, 0, 0); printf "${name} %d\\n", $!;`)
    .join('\n');
  const args = ['--unshare-all', '--as-pid-1', '--ro-bind', '/', '/', '--dev', '/dev'];
  const child = spawn(BWRAP, [...args, ...(hasFilter ? ['--seccomp', '5'] : []), PERL, '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit', 'ignore', 'ignore', 'pipe'],
  });
  const pipe: unknown = child.stdio.at(5);
  if (!(pipe instanceof Writable)) throw new Error('there is no pipe for the filter');
  pipe.end(hasFilter ? seccompProgram('x64') : '');
  let said = '';
  child.stdout?.on('data', (chunk: Buffer) => {
    said += chunk.toString();
  });
  await new Promise((resolve) => child.on('close', resolve));
  const lines = said.trim().split('\n');
  return Object.fromEntries(lines.map((line) => line.split(' ')).map(([name, code]) => [name ?? '', Number(code)]));
}

describe.skipIf(!canRun)('the filter in the kernel (needs x86_64, bubblewrap and perl)', () => {
  it('refuses sockets, processes, namespaces, other memory and new files', async () => {
    const { getpid, clone3, newest, ...refused } = await ask(true);
    expect({ getpid, clone3, newest }).toEqual({ getpid: 0, clone3: 38, newest: 38 });
    const perm = Object.fromEntries(Object.keys(refused).map((name) => [name, 1]));
    expect(Object.keys(refused)).toHaveLength(Object.keys(CALLS).length - 3);
    expect(refused).toEqual(perm);
  });

  it('is what refuses them: without it the same program gets other answers', async () => {
    const answers = await ask(false);
    expect(answers.io_uring_setup).not.toBe(1);
    expect(answers.socketpair).not.toBe(1);
    expect(answers.memfd_create).not.toBe(1);
  });
});
