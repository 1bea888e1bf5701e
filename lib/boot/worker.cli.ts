/** `npm run worker`: grades without serving pages, on any machine that reaches the same PostgreSQL. */
import { parseEnv } from './env';
import { serveHealth } from './health';
import { isPublic } from './production';
import { services, type Services } from './services';
import { startTelemetry } from './telemetry';

/** From the second signal until the end, come what may. */
const HURRY_MS = 3000;

if (!process.env['DATABASE_URL']) {
  console.error(
    'npm run worker grades for a web process on another machine, so it needs DATABASE_URL, the address of the ' +
      'PostgreSQL server that both use.\nWithout it, npm start grades by itself: there is nothing more to start.',
  );
  process.exit(1);
}
process.env['GRADER'] = 'inline';

try {
  const env = parseEnv(process.env);
  let running: Services | null = null;
  // Before all else, so that a probe can tell a long start from a dead process.
  const closeHealth = await openHealth({
    port: env.healthPort,
    metrics: { token: env.metricsToken, isPublic: isPublic(env) },
    standing: () => running?.jobs.standing() ?? null,
  });
  const telemetry = await startTelemetry('gradus-worker');
  running = await services('worker');
  telemetry.watch(running);
  running.log.info({}, 'grading; stop with Ctrl-C');
  stopOnSignal(running, [() => telemetry.stop(), closeHealth]);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
}

type HealthOptions = Omit<Parameters<typeof serveHealth>[0], 'port'> & { port: number | undefined };

async function openHealth({ port, ...rest }: HealthOptions) {
  if (port === undefined) return () => Promise.resolve();
  return await serveHealth({ port, ...rest }).catch((error: unknown) => {
    throw new Error(`HEALTH_PORT: ${error instanceof Error ? error.message : 'the port can not be had'}`);
  });
}

/** Once: in order. Twice: what is in hand goes back to the others at once. Three times: this instant. */
function stopOnSignal(running: Services, afterwards: readonly (() => Promise<void>)[]): void {
  const { log, jobs } = running;
  let signals = 0;
  const stop = () => {
    signals++;
    if (signals === 1) {
      log.info({}, 'stopping: what is being graded is finished first');
      void running
        .close()
        .then(() => Promise.all(afterwards.map((close) => close())))
        .then(() => process.exit(0));
    } else if (signals === 2) {
      log.info({}, 'stopping now: what is being graded is left to others');
      setTimeout(() => process.exit(1), HURRY_MS);
      void jobs.stop(0);
    } else {
      process.exit(1);
    }
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
}
