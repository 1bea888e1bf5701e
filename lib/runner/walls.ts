/** The walls between student code and everything else, each with whether it stands here and what that means. */
import type { ChildGroup } from './child-group';
import type { CanaryReport } from './protocol';

interface Wall {
  readonly name: string;
  readonly stands: boolean;
  /** One sentence for an operator. */
  readonly says: string;
}

export interface WallReport {
  /** `full`: even native code that escapes from V8 is held by the kernel. `weak`: it is not. */
  readonly mode: 'full' | 'weak';
  readonly walls: readonly Wall[];
}

/** How the children are started. */
interface Standing {
  readonly hasBubblewrap: boolean;
  readonly filter?: Uint8Array;
  readonly isGrouped: boolean;
  readonly group: ChildGroup;
}

/**
 * @param outer what worked for code in the child without Node's permission model: only the kernel held it
 * @param inner what worked with it
 */
export function reportWalls(
  outer: CanaryReport,
  inner: CanaryReport,
  { hasBubblewrap, filter, isGrouped, group }: Standing,
): WallReport {
  const held = (does: boolean, what: string): string =>
    does ? `escaped code can ${what}` : `escaped code can't ${what}`;
  const kernelWalls: Wall[] = [
    { name: 'files', stands: !outer.readsFiles, says: held(outer.readsFiles, "read the host's files") },
    { name: 'writing', stands: !outer.writesFiles, says: held(outer.writesFiles, "write to the host's folders") },
    { name: 'network', stands: !outer.connects, says: held(outer.connects, 'open connections') },
    { name: 'programs', stands: !outer.spawns, says: held(outer.spawns, 'start programs') },
    { name: 'processes', stands: !outer.signalsHost, says: held(outer.signalsHost, 'signal the host') },
  ];
  const hasPermissions = !inner.readsFiles && !inner.writesFiles && !inner.spawns;
  const secrets = outer.environment.filter((name) => !OUR_VARIABLES.has(name));
  const walls: Wall[] = [
    {
      name: 'isolate',
      stands: outer.isolate,
      says: 'each group of checks runs in a fresh V8 isolate of a separate process',
    },
    {
      name: 'bubblewrap',
      stands: hasBubblewrap,
      says: hasBubblewrap
        ? 'children live in namespaces of their own, with an empty root folder'
        : 'bwrap is missing or may not make namespaces here (in Docker: allow user namespaces), so the kernel does not hold escaped code',
    },
    ...kernelWalls,
    systemCallWall(outer, filter !== undefined),
    {
      name: 'privileges',
      stands: outer.noNewPrivileges === true,
      says:
        outer.noNewPrivileges === true
          ? 'children can not gain privileges'
          : 'children might gain privileges: setpriv is missing',
    },
    {
      name: 'resources',
      stands: outer.fileSizeLimit === 0,
      says:
        outer.fileSizeLimit === 0
          ? 'children may write no files and have few descriptors'
          : 'prlimit is missing: no limits by the kernel',
    },
    {
      name: 'permission model',
      stands: hasPermissions,
      says: hasPermissions
        ? 'Node refuses files and programs to JavaScript that leaves an isolate'
        : 'Node refuses nothing to JavaScript that leaves an isolate',
    },
    {
      name: 'environment',
      stands: secrets.length === 0,
      says: secrets.length === 0 ? 'children get an empty environment' : `children see ${secrets.join(', ')}`,
    },
    {
      name: 'memory',
      stands: process.platform === 'linux',
      says:
        process.platform === 'linux'
          ? 'children are killed when they grow too large'
          : 'only V8 limits memory on this system',
    },
  ];
  const why = group.kind === 'none' ? group.why : 'children can not be put into it';
  walls.push({
    name: 'memory group',
    stands: isGrouped,
    says: isGrouped
      ? 'the kernel bounds memory and threads of all children together'
      : `no control group bounds all children together: ${why}`,
  });
  const mode = hasBubblewrap && kernelWalls.every(({ stands }) => stands) ? 'full' : 'weak';
  return { mode, walls };
}

/** All that hold native code which has escaped. */
const KERNEL_WALLS = ['bubblewrap', 'files', 'writing', 'network', 'programs', 'processes', 'system calls'];

/** What a required sandbox lacks. */
export function missingOfRequired({ walls }: WallReport): string[] {
  return walls.flatMap(({ name, stands }) => (!stands && KERNEL_WALLS.includes(name) ? [name] : []));
}

function systemCallWall(outer: CanaryReport, isLoaded: boolean): Wall {
  const leaks = [
    ...(outer.opensSockets ? ['open sockets'] : []),
    ...(outer.startsItself ? ['start processes'] : []),
    ...(outer.makesFolders ? ['make folders'] : []),
  ];
  const stands = isLoaded && outer.filtered !== false && leaks.length === 0;
  const says = stands
    ? 'the kernel refuses children all system calls but the few that Node needs'
    : leaks.length > 0
      ? `no filter of system calls: escaped code can ${leaks.join(', ')}`
      : 'no filter of system calls: escaped code may ask the kernel for anything';
  return { name: 'system calls', stands, says };
}

const OUR_VARIABLES: ReadonlySet<string> = new Set([
  'NODE_ENV',
  'UV_THREADPOOL_SIZE',
  'TZ',
  'PWD',
  '__CF_USER_TEXT_ENCODING',
]);
