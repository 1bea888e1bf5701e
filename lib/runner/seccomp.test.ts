import { describe, expect, it } from 'vitest';
import { allowedCalls, filterProcessor, seccompProgram } from './seccomp';
import type { Processor } from './seccomp';

const ARCH: Record<Processor, number> = { x64: 0xc000003e, arm64: 0xc00000b7 };
/** Calls by name on each processor, taken from the kernel's headers and not from the filter. */
const REFUSED: Record<string, readonly [number | null, number | null]> = {
  socket: [41, 198],
  socketpair: [53, 199],
  connect: [42, 203],
  sendmsg: [46, 211],
  ptrace: [101, 117],
  mount: [165, 40],
  bpf: [321, 280],
  keyctl: [250, 219],
  userfaultfd: [323, 282],
  perf_event_open: [298, 241],
  process_vm_readv: [310, 270],
  io_uring_setup: [425, 425],
  unshare: [272, 97],
  setns: [308, 268],
  kill: [62, 129],
  fork: [57, null],
  vfork: [58, null],
  execveat: [322, 281],
  memfd_create: [319, 279],
  unlinkat: [263, 35],
  mkdirat: [258, 34],
  fchmodat: [268, 53],
  seccomp: [317, 277],
  setuid: [105, 146],
  personality: [135, 92],
};

interface Call {
  nr: number;
  args?: readonly number[];
  arch?: number;
}

/** What the kernel's interpreter would answer; it knows just the instructions that the program may use. */
function judge(processor: Processor, { nr, args = [], arch = ARCH[processor] }: Call): string {
  const bytes = seccompProgram(processor);
  const view = new DataView(bytes.buffer);
  const data = new DataView(new ArrayBuffer(64));
  data.setUint32(0, nr, true);
  data.setUint32(4, arch, true);
  for (const [index, value] of args.entries()) data.setBigUint64(16 + 8 * index, BigInt(value), true);
  let word = 0;
  for (let at = 0; at < bytes.length / 8; at++) {
    const [code, ifTrue, ifFalse, k] = [
      view.getUint16(8 * at, true),
      view.getUint8(8 * at + 2),
      view.getUint8(8 * at + 3),
      view.getUint32(8 * at + 4, true),
    ];
    if (code === 0x20) word = data.getUint32(k, true);
    else if (code === 0x54) word = (word & k) >>> 0;
    else if (code === 0x15) at += word === k ? ifTrue : ifFalse;
    else if (code === 0x35) at += word >= k ? ifTrue : ifFalse;
    else if (code === 0x06) return NAMES[k] ?? `unknown answer ${k}`;
    else throw new Error(`unknown instruction ${code}`);
  }
  throw new Error('the program has no end');
}

const NAMES: Record<number, string> = {
  [0x7fff0000]: 'allowed',
  [0x80000000]: 'killed',
  [0x00050001]: 'EPERM',
  [0x00050026]: 'ENOSYS',
};

describe.each<Processor>(['x64', 'arm64'])('the filter of system calls on %s', (processor) => {
  const column = processor === 'x64' ? 0 : 1;
  const numberOf = (name: string): number => REFUSED[name]?.[column] ?? -1;

  it('lets a process read, compute and end', () => {
    const allowed = allowedCalls(processor);
    expect(Object.keys(allowed).length).toBeGreaterThan(60);
    for (const nr of Object.values(allowed)) expect(judge(processor, { nr })).toBe('allowed');
  });

  it('refuses whatever reaches beyond the process', () => {
    const allowed = Object.values(allowedCalls(processor));
    const refused = Object.keys(REFUSED).map(numberOf);
    for (const nr of refused.filter((number) => number >= 0)) {
      expect(allowed).not.toContain(nr);
      expect(judge(processor, { nr })).toBe('EPERM');
    }
  });

  it('refuses every number that is not listed, and knows no newer ones', () => {
    const listed = new Set(Object.values(allowedCalls(processor)));
    const conditional = processor === 'x64' ? [257, 2, 56, 157, 16] : [56, 220, 167, 29];
    for (let nr = 0; nr < 463; nr++) {
      if (listed.has(nr) || conditional.includes(nr)) continue;
      expect([nr, judge(processor, { nr })]).toEqual([nr, nr === 435 ? 'ENOSYS' : 'EPERM']);
    }
    for (const nr of [463, 600, 0x40000000, 0x40000000 + 59, 0xffffffff]) {
      expect(judge(processor, { nr })).toBe('ENOSYS');
    }
  });

  it('opens files for reading only', () => {
    const openat = processor === 'x64' ? 257 : 56;
    const flags = { reading: 0, cloexec: 0o2000000, writing: 1, both: 2, create: 0o100, cut: 0o1000, tmp: 0o20000002 };
    const answers = Object.entries(flags).map(([name, flag]) => [
      name,
      judge(processor, { nr: openat, args: [-100 >>> 0, 0, flag] }),
    ]);
    expect(Object.fromEntries(answers)).toEqual({
      reading: 'allowed',
      cloexec: 'allowed',
      writing: 'EPERM',
      both: 'EPERM',
      create: 'EPERM',
      cut: 'EPERM',
      tmp: 'EPERM',
    });
  });

  it('starts threads, and neither processes nor namespaces', () => {
    const clone = processor === 'x64' ? 56 : 220;
    const thread = 0x3d0f00;
    expect(judge(processor, { nr: clone, args: [thread] })).toBe('allowed');
    for (const flags of [17, 0x1200011, ...[17, 25, 26, 27, 28, 29, 30, 7].map((bit) => thread + 2 ** bit)]) {
      expect([flags, judge(processor, { nr: clone, args: [flags] })]).toEqual([flags, 'EPERM']);
    }
  });

  it('takes no word from programs of another processor', () => {
    expect(judge(processor, { nr: 0, arch: 0x40000003 })).toBe('killed');
  });

  it('never jumps further than one byte can say', () => {
    expect(seccompProgram(processor).length % 8).toBe(0);
    expect(seccompProgram(processor).length / 8).toBeLessThan(4096);
  });
});

it('is there for Linux on two processors', () => {
  expect(filterProcessor('linux', 'arm64')).toBe('arm64');
  expect(filterProcessor('linux', 's390x')).toBeUndefined();
  expect(filterProcessor('darwin', 'arm64')).toBeUndefined();
});
