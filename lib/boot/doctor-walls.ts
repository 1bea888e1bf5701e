/** What each wall of the sandbox protects from, and how a machine gets it. */
import type { WallReport } from '../runner';

type Platform = 'debian' | 'docker' | 'kubernetes' | 'macos';
export const PLATFORMS: Record<Platform, string> = {
  debian: 'Debian, Ubuntu',
  docker: 'Docker',
  kubernetes: 'Kubernetes',
  macos: 'macOS',
};

/** How to get something, on each platform. */
export type Remedy = Readonly<Record<Platform, string>>;

interface Explained {
  /** What it keeps escaped code from. */
  readonly protects: string;
  readonly remedy: Remedy;
}

const NOT_ON_MACOS =
  'can not be had: macOS has no namespaces. Fine for writing a course; for real students run the grader on Linux or in a Linux machine (npm run worker).';

const BUBBLEWRAP: Remedy = {
  debian: [
    'sudo apt install bubblewrap',
    'Ubuntu 23.10 and newer let only named programs make namespaces; name bwrap:',
    "printf 'abi <abi/4.0>,\\ninclude <tunables/global>\\nprofile bwrap /usr/bin/bwrap flags=(unconfined) { userns, }\\n' | sudo tee /etc/apparmor.d/bwrap",
    'sudo systemctl reload apparmor',
    'Debian 10 and older: sudo sysctl -w kernel.unprivileged_userns_clone=1',
  ].join('\n'),
  docker: [
    'in the image: RUN apt-get update && apt-get install -y bubblewrap',
    'docker run --security-opt seccomp=unconfined --security-opt apparmor=unconfined …',
    'Neither --privileged nor more capabilities are needed. On an Ubuntu host that is 23.10 or newer also, on the host:',
    'sudo sysctl -w kernel.apparmor_restrict_unprivileged_userns=0',
  ].join('\n'),
  kubernetes: [
    'bubblewrap in the image, and in the container’s securityContext:',
    'seccompProfile: { type: Unconfined }',
    'appArmorProfile: { type: Unconfined }',
    'The nodes must allow user namespaces: sysctl user.max_user_namespaces is above 0. Give graders a node pool of their own.',
  ].join('\n'),
  macos: NOT_ON_MACOS,
};

const UTIL_LINUX: Remedy = {
  debian: 'sudo apt install util-linux',
  docker: 'in the image: RUN apt-get install -y util-linux (Alpine: apk add setpriv util-linux-misc)',
  kubernetes: 'util-linux in the image; allowPrivilegeEscalation: false in the securityContext does part of it, too',
  macos: NOT_ON_MACOS,
};

const RUNTIME: Remedy = {
  debian: 'npm ci, and start through npm, which uses the Node that belongs to Gradus',
  docker: 'the same, in the image',
  kubernetes: 'the same, in the image',
  macos: 'the same',
};

const EXPLAINED: Readonly<Record<string, Explained>> = {
  isolate: {
    protects: 'one submission reaching the memory of another, or of the grader',
    remedy: RUNTIME,
  },
  bubblewrap: {
    protects: 'native code, after an escape from V8, reaching anything of this machine',
    remedy: BUBBLEWRAP,
  },
  files: { protects: 'reading hidden checks, secrets and other people’s work', remedy: BUBBLEWRAP },
  writing: { protects: 'changing grades, programs and settings', remedy: BUBBLEWRAP },
  network: { protects: 'sending out what was found, and asking the database', remedy: BUBBLEWRAP },
  programs: { protects: 'starting what this machine has installed', remedy: BUBBLEWRAP },
  processes: { protects: 'stopping or reading the grader and its neighbours', remedy: BUBBLEWRAP },
  'system calls': {
    protects: 'using a mistake in the kernel: all calls but some eighty that Node needs are refused',
    remedy: {
      ...BUBBLEWRAP,
      debian: `${BUBBLEWRAP.debian}\nbubblewrap loads the filter, on x86_64 and aarch64, where the kernel has seccomp (all of Debian and Ubuntu)`,
    },
  },
  privileges: { protects: 'becoming root through a set-uid program', remedy: UTIL_LINUX },
  resources: { protects: 'filling the disk, or taking all descriptors', remedy: UTIL_LINUX },
  'permission model': {
    protects: 'files and programs, from JavaScript that left its isolate without native code',
    remedy: RUNTIME,
  },
  environment: { protects: 'reading secrets from the environment', remedy: RUNTIME },
  memory: {
    protects: 'a submission that eats the memory of the machine',
    remedy: {
      debian: 'stands on every Linux',
      docker: 'stands on every Linux',
      kubernetes: 'stands on every Linux',
      macos: 'can not be had: only V8’s own limit holds there',
    },
  },
  'memory group': {
    protects: 'memory that grows faster than it is looked at, and too many threads, over all children',
    remedy: {
      debian: [
        'under systemd, as a service with a user of its own: User=gradus and Delegate=memory pids in its [Service] section',
        'by hand: GRADUS_CGROUP=/sys/fs/cgroup/… names a delegated group with the controllers memory and pids',
      ].join('\n'),
      docker: 'docker run --memory=4g --pids-limit=2000 bounds the whole container, which does nearly the same',
      kubernetes: 'resources.limits.memory bounds the whole container, which does nearly the same',
      macos: 'can not be had: macOS has no control groups',
    },
  },
};

/** Walls whose absence is no reason to refuse real students. */
const EXTRAS: ReadonlySet<string> = new Set(['system calls', 'memory group']);

export interface ExplainedWall {
  readonly name: string;
  readonly stands: boolean;
  readonly isExtra: boolean;
  readonly says: string;
  readonly protects: string;
  readonly remedy: Remedy;
}

export function explainWalls({ walls }: WallReport): ExplainedWall[] {
  return walls.map(({ name, stands, says }) => {
    const explained = EXPLAINED[name];
    if (explained === undefined) throw new Error(`nothing explains the wall “${name}”`);
    return { name, stands, isExtra: EXTRAS.has(name), says, ...explained };
  });
}

/** Several walls may want the same thing: each remedy once, with the walls it brings. */
export function remedies(walls: readonly ExplainedWall[]): { walls: string[]; remedy: Remedy }[] {
  const found: { walls: string[]; remedy: Remedy }[] = [];
  for (const wall of walls.filter(({ stands }) => !stands)) {
    const known = found.find(({ remedy }) => remedy.docker === wall.remedy.docker);
    if (known) known.walls.push(wall.name);
    else found.push({ walls: [wall.name], remedy: wall.remedy });
  }
  return found;
}
