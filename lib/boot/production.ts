/** Whether real students depend on this process, and what a weak sandbox means then. */
import type { WallReport } from '../runner';
import type { Env } from './env';

/**
 * Where others reach this process: a public address, or a database on another machine. Nothing of that is set on somebody's
 * own laptop, where `npm start` just works.
 */
export function isProduction(env: Pick<Env, 'publicUrl' | 'databaseUrl'>, nodeEnv: string | undefined): boolean {
  if (nodeEnv === 'development' || nodeEnv === 'test') return false;
  return [env.publicUrl, env.databaseUrl].some((url) => url !== undefined && !isOwnMachine(url));
}

/** Whether others reach this process at an address of its own, perhaps through a proxy on the same machine. */
export function isPublic({ publicUrl }: Pick<Env, 'publicUrl'>): boolean {
  return publicUrl !== undefined && !isOwnMachine(publicUrl);
}

function isOwnMachine(url: string): boolean {
  const host = URL.parse(url)?.hostname ?? '';
  // A database without a host is reached through a socket of this machine.
  return (
    host === '' ||
    host === 'localhost' ||
    host.endsWith('.localhost') ||
    host === '[::1]' ||
    /^127(\.\d+){3}$/.test(host)
  );
}

type Admission =
  | { readonly kind: 'strong' }
  /** Goes on; the words are for the log and the terminal. */
  | { readonly kind: 'warned'; readonly words: string }
  | { readonly kind: 'refused'; readonly words: string };

export function admit(
  walls: WallReport,
  env: Pick<Env, 'publicUrl' | 'databaseUrl' | 'weakSandbox'>,
  nodeEnv: string | undefined,
): Admission {
  if (walls.mode === 'full') return { kind: 'strong' };
  const missing = walls.walls.filter(({ stands }) => !stands).map(({ name }) => name);
  const weak = `The sandbox is weak on this machine: without ${missing.join(', ')}`;
  const danger = 'a submission that escapes from V8 could read hidden checks, grades and secrets.';
  if (!isProduction(env, nodeEnv)) {
    return { kind: 'warned', words: `${weak}, ${danger} Fine to try Gradus out; npm run doctor says how to get each.` };
  }
  if (env.weakSandbox) {
    return { kind: 'warned', words: `${weak}, ${danger} Accepted by GRADUS_WEAK_SANDBOX.` };
  }
  const why = isPublic(env) ? 'NEXTAUTH_URL is a public address' : 'DATABASE_URL is on another machine';
  return {
    kind: 'refused',
    words:
      `${weak}, ${danger}\nOthers depend on this server (${why}), so it does not grade this way.\n` +
      `  npm run doctor                   explains each wall, and how to get it\n` +
      `  GRADER=off                       serves pages here; graders run elsewhere (npm run worker)\n` +
      `  GRADUS_WEAK_SANDBOX=accepted     grades all the same, and says so in the log at each start`,
  };
}

/** @throws with words for whoever starts it, when real students would be graded behind walls that don't stand */
export function requireWalls(walls: WallReport, env: Env, log: { warn(about: object, words: string): void }): void {
  const admission = admit(walls, env, process.env['NODE_ENV']);
  if (admission.kind === 'refused') throw new Error(admission.words);
  if (admission.kind === 'warned') log.warn({ sandbox: walls.mode, accepted: env.weakSandbox }, admission.words);
  const missing = walls.walls.flatMap(({ name, stands }) => (stands ? [] : [name]));
  if (admission.kind === 'strong' && missing.length > 0)
    log.warn({ sandbox: walls.mode, missing }, 'some walls of the sandbox are missing; npm run doctor explains each');
}
