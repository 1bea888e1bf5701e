/** The system calls that a child may make, as a program for the kernel's filter (seccomp): everything else is refused. */

/** Number of a call on x86_64 and on aarch64; null where that processor has no such call. */
type Numbers = readonly [x64: number, arm64: number | null];
export type Processor = 'x64' | 'arm64';

/** What V8, Node and the C library use at start and at work, in Linux's own names. */
const ALLOWED = {
  // Descriptors that are open already. Nothing here makes a socket or passes a descriptor on.
  futex: [202, 98],
  read: [0, 63],
  write: [1, 64],
  readv: [19, 65],
  writev: [20, 66],
  pread64: [17, 67],
  lseek: [8, 62],
  close: [3, 57],
  close_range: [436, 436],
  dup: [32, 23],
  dup2: [33, null],
  dup3: [292, 24],
  fcntl: [72, 25],
  pipe2: [293, 59],
  eventfd2: [290, 19],
  epoll_create1: [291, 20],
  epoll_ctl: [233, 21],
  epoll_wait: [232, null],
  epoll_pwait: [281, 22],
  epoll_pwait2: [441, 441],
  poll: [7, null],
  ppoll: [271, 73],
  select: [23, null],
  pselect6: [270, 72],
  shutdown: [48, 210],
  getsockname: [51, 204],
  getsockopt: [55, 209],
  // Looking at the few files that the jail shows.
  fstat: [5, 80],
  newfstatat: [262, 79],
  stat: [4, null],
  lstat: [6, null],
  statx: [332, 291],
  access: [21, null],
  faccessat: [269, 48],
  faccessat2: [439, 439],
  readlink: [89, null],
  readlinkat: [267, 78],
  getdents64: [217, 61],
  getcwd: [79, 17],
  statfs: [137, 43],
  fstatfs: [138, 44],
  fadvise64: [221, 223],
  umask: [95, 166],
  // Memory; compiled code needs executable pages.
  mmap: [9, 222],
  munmap: [11, 215],
  mprotect: [10, 226],
  mremap: [25, 216],
  madvise: [28, 233],
  mincore: [27, 232],
  brk: [12, 214],
  membarrier: [324, 283],
  pkey_alloc: [330, 289],
  pkey_free: [331, 290],
  pkey_mprotect: [329, 288],
  // Threads, and signals within the process: `tgkill` is how a process aborts itself.
  sched_yield: [24, 124],
  sched_getaffinity: [204, 123],
  sched_getparam: [143, 121],
  sched_getscheduler: [145, 120],
  getcpu: [309, 168],
  set_tid_address: [218, 96],
  set_robust_list: [273, 99],
  get_robust_list: [274, 100],
  rseq: [334, 293],
  gettid: [186, 178],
  tgkill: [234, 131],
  exit: [60, 93],
  exit_group: [231, 94],
  restart_syscall: [219, 128],
  rt_sigaction: [13, 134],
  rt_sigprocmask: [14, 135],
  rt_sigreturn: [15, 139],
  rt_sigtimedwait: [128, 137],
  rt_sigsuspend: [130, 133],
  rt_sigpending: [127, 136],
  sigaltstack: [131, 132],
  // Time.
  clock_gettime: [228, 113],
  clock_getres: [229, 114],
  clock_nanosleep: [230, 115],
  nanosleep: [35, 101],
  gettimeofday: [96, 169],
  time: [201, null],
  // Questions about itself.
  getpid: [39, 172],
  getppid: [110, 173],
  getuid: [102, 174],
  geteuid: [107, 175],
  getgid: [104, 176],
  getegid: [108, 177],
  getgroups: [115, 158],
  capget: [125, 90],
  getrusage: [98, 165],
  getrlimit: [97, 163],
  prlimit64: [302, 261],
  sysinfo: [99, 179],
  uname: [63, 160],
  getrandom: [318, 278],
  arch_prctl: [158, null],
  // bubblewrap starts Node by it, after the filter is in force. Without fork a process could only replace itself, by what
  // the jail shows, and would keep jail and filter.
  execve: [59, 221],
} satisfies Record<string, Numbers>;

/** Calls that are allowed for some values of one argument. */
interface Conditional {
  readonly numbers: Numbers;
  /** Which argument, from 0. Only its lower 32 bits count, as for the kernel with flags. */
  readonly argument: number;
  /** Allowed when the argument, under this mask, is one of these. */
  readonly mask?: number;
  readonly values: readonly number[];
}

/** To write, to create, to cut: O_WRONLY, O_RDWR, O_CREAT, O_TRUNC, O_APPEND, O_TMPFILE. */
const WRITING = 0o3 | 0o100 | 0o1000 | 0o2000 | 0o20000000;
const CLONE_THREAD = 0x10000;
/** Every CLONE_NEW…: mount, cgroup, names, messages, users, processes, network, time. */
const CLONE_NAMESPACES = 0x20000 | 0x02000000 | 0x04000000 | 0x08000000 | 0x10000000 | 0x20000000 | 0x40000000 | 0x80;

const CONDITIONAL = {
  openat: { numbers: [257, 56], argument: 2, mask: WRITING, values: [0] },
  open: { numbers: [2, null], argument: 1, mask: WRITING, values: [0] },
  // A thread of this process, and neither a new process nor a new namespace.
  clone: { numbers: [56, 220], argument: 0, mask: CLONE_THREAD | CLONE_NAMESPACES, values: [CLONE_THREAD] },
  // PR_SET_NAME, PR_GET_NAME, PR_SET_VMA: names of threads and of memory.
  prctl: { numbers: [157, 167], argument: 0, values: [15, 16, 0x53564d41] },
  // TCGETS, FIONBIO, FIONCLEX, FIOCLEX, FIONREAD.
  ioctl: { numbers: [16, 29], argument: 1, values: [0x5401, 0x5421, 0x5450, 0x5451, 0x541b] },
} satisfies Record<string, Conditional>;

/** Its flags lie in memory, where a filter can't look. The C library takes `clone` when the kernel says that it has none. */
const CLONE3 = 435;
/** Calls newer than this list: said not to exist, so that libraries fall back. So are x86's calls with 32-bit addresses. */
const FIRST_UNKNOWN = 463;

const AUDIT_ARCH: Record<Processor, number> = { x64: 0xc000003e, arm64: 0xc00000b7 };

// linux/seccomp.h, linux/bpf_common.h, and where struct seccomp_data keeps things.
const ALLOW = 0x7fff0000;
const KILL_PROCESS = 0x80000000;
const ERRNO = 0x00050000;
const EPERM = 1;
const ENOSYS = 38;
const LOAD_WORD = 0x20;
const AND = 0x54;
const JUMP_EQUAL = 0x15;
const JUMP_NOT_BELOW = 0x35;
const RETURN = 0x06;
const AT_NUMBER = 0;
const AT_ARCH = 4;
const AT_ARGUMENTS = 16;

/** One instruction: what to do, how many to skip when a comparison holds or doesn't, and a constant. */
interface Instruction {
  readonly code: number;
  readonly k: number;
  readonly ifTrue?: number;
  readonly ifFalse?: number;
}

const load = (k: number): Instruction => ({ code: LOAD_WORD, k });
const and = (k: number): Instruction => ({ code: AND, k });
const answer = (k: number): Instruction => ({ code: RETURN, k });
/** Does what follows only when the loaded word equals `k`; else skips `body`. */
const when = (k: number, body: readonly Instruction[], test = JUMP_EQUAL): Instruction[] => [
  { code: test, k, ifFalse: body.length },
  ...body,
];

/** Whether there is a filter for this machine. */
export function filterProcessor(platform: string, arch: string): Processor | undefined {
  return platform === 'linux' && (arch === 'x64' || arch === 'arm64') ? arch : undefined;
}

/** The numbers of all calls that the filter lets through whatever their arguments. */
export function allowedCalls(processor: Processor): Record<string, number> {
  const listed = Object.entries<Numbers>(ALLOWED).flatMap(([name, numbers]) => {
    const number = numberOn(processor, numbers);
    return number === null ? [] : [[name, number] as const];
  });
  return Object.fromEntries(listed);
}

function numberOn(processor: Processor, numbers: Numbers): number | null {
  return processor === 'x64' ? numbers[0] : numbers[1];
}

/** The program, as `struct sock_filter[]`: the form in which bubblewrap reads it. */
export function seccompProgram(processor: Processor): Uint8Array {
  return encode([
    load(AT_ARCH),
    { code: JUMP_EQUAL, k: AUDIT_ARCH[processor], ifTrue: 1 },
    answer(KILL_PROCESS),
    load(AT_NUMBER),
    ...when(FIRST_UNKNOWN, [answer(ERRNO | ENOSYS)], JUMP_NOT_BELOW),
    ...Object.values(allowedCalls(processor)).flatMap((number) => when(number, [answer(ALLOW)])),
    ...Object.values<Conditional>(CONDITIONAL).flatMap((rule) => {
      const number = numberOn(processor, rule.numbers);
      return number === null ? [] : when(number, judgeArgument(rule));
    }),
    ...when(CLONE3, [answer(ERRNO | ENOSYS)]),
    answer(ERRNO | EPERM),
  ]);
}

/** Both processors keep the lower half of an argument first. */
function judgeArgument({ argument, mask, values }: Conditional): Instruction[] {
  return [
    load(AT_ARGUMENTS + 8 * argument),
    ...(mask === undefined ? [] : [and(mask)]),
    ...values.flatMap((value) => when(value, [answer(ALLOW)])),
    answer(ERRNO | EPERM),
  ];
}

function encode(program: readonly Instruction[]): Uint8Array {
  const bytes = new Uint8Array(8 * program.length);
  const view = new DataView(bytes.buffer);
  for (const [index, { code, k, ifTrue = 0, ifFalse = 0 }] of program.entries()) {
    view.setUint16(8 * index, code, true);
    view.setUint8(8 * index + 2, ifTrue);
    view.setUint8(8 * index + 3, ifFalse);
    view.setUint32(8 * index + 4, k >>> 0, true);
  }
  return bytes;
}
