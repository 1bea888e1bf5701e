/** The environment, parsed once. A wrong value stops the start with words that name the variable. */
import { z } from 'zod';
import type { QueueBounds } from '../features/deps';
import { DEFAULT_BOUNDS } from '../features/submissions/pressure';
import { type OidcSettings, parseOidcEnv } from './oidc-env';

/** An empty value means: not set. */
const optional = <T extends z.ZodType>(schema: T) =>
  z.preprocess((value) => (value === '' ? undefined : value), schema.optional());

const wholeNumber = (least: number, most: number) => {
  const words = `expected a whole number from ${least} to ${most}`;
  return z.coerce.number(words).int(words).min(least, words).max(most, words);
};

const EnvSchema = z
  .object({
    PORT: optional(wholeNumber(1, 65_535)),
    DATABASE_URL: optional(
      z.string().regex(/^postgres(ql)?:\/\/\S+$/, 'expected an address like postgres://user:password@host:5432/gradus'),
    ),
    NEXTAUTH_URL: optional(z.url('expected the public address, like https://gradus.example.org')),
    GRADUS_SECRET: optional(z.string().min(32, 'expected at least 32 characters (openssl rand -hex 32 makes some)')),
    NEXTAUTH_SECRET: optional(z.string().min(32, 'expected at least 32 characters (openssl rand -hex 32 makes some)')),
    GRADUS_DEMO: optional(z.enum(['0', '1'], 'expected 0 or 1')),
    GRADUS_DATA: optional(z.string()),
    GRADUS_CONTENT: optional(z.string()),
    GRADER: optional(z.enum(['inline', 'off'], 'expected inline or off')),
    GRADER_CONCURRENCY: optional(wholeNumber(1, 64)),
    HEALTH_PORT: optional(wholeNumber(1, 65_535)),
    METRICS_TOKEN: optional(z.string().min(16, 'expected at least 16 characters (openssl rand -hex 16 makes some)')),
    DRAIN_SECONDS: optional(wholeNumber(0, 3600)),
    QUEUE_MAX_WAITING: optional(wholeNumber(1, 1_000_000)),
    QUEUE_MAX_WAIT_SECONDS: optional(wholeNumber(10, 86_400)),
    SANDBOX: optional(z.enum(['best', 'required'], 'expected best or required')),
    GRADUS_WEAK_SANDBOX: optional(z.literal('accepted', 'expected accepted, or nothing')),
    GRADUS_CGROUP: optional(z.string().startsWith('/', 'expected a folder, like /sys/fs/cgroup/gradus')),
    GRADUS_PROXIES: optional(wholeNumber(0, 9)),
    LOG_LEVEL: optional(
      z.enum(['debug', 'info', 'warn', 'error', 'silent'], 'expected debug, info, warn, error or silent'),
    ),
  })
  .superRefine((env, context) => {
    if (env.DATABASE_URL === undefined || env.GRADUS_SECRET !== undefined || env.NEXTAUTH_SECRET !== undefined) return;
    const message = 'needed with DATABASE_URL, the same for all processes (openssl rand -hex 32 makes one)';
    context.addIssue({ code: 'custom', path: ['GRADUS_SECRET'], message });
  });

export interface Env {
  port: number;
  databaseUrl: string | undefined;
  /** Folder of the embedded database and of what is generated once. */
  dataFolder: string;
  contentFolder: string;
  /** Undefined on the embedded default: generated and kept. */
  secret: string | undefined;
  demo: boolean;
  /** Whether this web process grades, too. */
  grader: 'inline' | 'off';
  graderConcurrency: number | undefined;
  /** Where a worker says how it is; nowhere when undefined. */
  healthPort: number | undefined;
  /** Whoever sends it may read the metrics; without it, only this machine itself. */
  metricsToken: string | undefined;
  /** How long a stop waits for what is being graded; what isn't done by then goes back to the others. */
  drainSeconds: number;
  /** Above either, submissions are sent away for a moment instead of being taken in. */
  queueBounds: QueueBounds;
  /** `required`: no grading unless the kernel holds the children. */
  sandbox: 'best' | 'required';
  /** Where others reach this server; undefined on somebody's own machine. */
  publicUrl: string | undefined;
  /** The one who runs it has accepted that a sandbox without walls of the kernel grades real students. */
  weakSandbox: boolean;
  /** Proxies in front, each of which adds to X-Forwarded-For; undefined: one, where it is on the same machine. */
  proxies: number | undefined;
  logLevel: 'debug' | 'info' | 'warn' | 'error' | 'silent';
  /** Null without OIDC_ISSUER. */
  oidc: OidcSettings | null;
}

export function parseEnv(source: Readonly<Record<string, string | undefined>>): Env {
  const parsed = EnvSchema.safeParse(source);
  const oidc = parseOidcEnv(source);
  const issues = [...(parsed.error?.issues ?? []), ...(oidc.error?.issues ?? [])];
  if (!parsed.success || !oidc.success) {
    const lines = issues.map((issue) => `  ${issue.path.join('.')}: ${issue.message}`);
    throw new Error(`These environment variables stop Gradus from starting:\n${lines.join('\n')}`);
  }
  const env = parsed.data;
  const embedded = env.DATABASE_URL === undefined;
  return {
    port: env.PORT ?? 3000,
    databaseUrl: env.DATABASE_URL,
    dataFolder: env.GRADUS_DATA ?? '.data',
    contentFolder: env.GRADUS_CONTENT ?? 'exercises',
    secret: env.GRADUS_SECRET ?? env.NEXTAUTH_SECRET,
    demo: env.GRADUS_DEMO === undefined ? embedded : env.GRADUS_DEMO === '1',
    grader: env.GRADER ?? 'inline',
    graderConcurrency: env.GRADER_CONCURRENCY,
    healthPort: env.HEALTH_PORT,
    metricsToken: env.METRICS_TOKEN,
    drainSeconds: env.DRAIN_SECONDS ?? 20,
    queueBounds: {
      waiting: env.QUEUE_MAX_WAITING ?? DEFAULT_BOUNDS.waiting,
      seconds: env.QUEUE_MAX_WAIT_SECONDS ?? DEFAULT_BOUNDS.seconds,
    },
    sandbox: env.SANDBOX ?? 'best',
    publicUrl: env.NEXTAUTH_URL,
    weakSandbox: env.GRADUS_WEAK_SANDBOX === 'accepted',
    proxies: env.GRADUS_PROXIES,
    logLevel: env.LOG_LEVEL ?? 'info',
    oidc: oidc.data,
  };
}
