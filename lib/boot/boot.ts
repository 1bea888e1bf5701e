/** What happens once, before the first request: services start, and the terminal says what stands where. */
import { DEMO_OPERATOR, DEMO_PEOPLE } from '../features/demo/seed-demo';
import { noteAddresses } from './client-address';
import { drainOnSignal } from './drain-on-signal';
import { services } from './services';
import { startTelemetry } from './telemetry';

export async function boot(): Promise<void> {
  try {
    const telemetry = await startTelemetry('gradus-web');
    const running = await services();
    telemetry.watch(running);
    noteAddresses(running.env.proxies);
    const { env, demo, runner, database, jobs, log } = running;
    if (runner && process.env.NODE_ENV === 'production') {
      drainOnSignal({
        drainMs: env.drainSeconds * 1000,
        async stopGrading(withinMs) {
          await jobs.stop(withinMs);
          void telemetry.stop();
        },
        close: () => running.close(),
        log,
      });
    } else {
      // Next.js ends by itself; what was seen last is sent meanwhile.
      process.once('SIGTERM', () => void telemetry.stop());
    }
    const lines = [
      `Gradus is at ${process.env['NEXTAUTH_URL'] ?? `http://localhost:${env.port}`}`,
      `  database  ${database.kind === 'pglite' ? `embedded, in ${env.dataFolder}/pg` : 'PostgreSQL'}`,
      `  graders   ${runner ? 'in this process' : 'elsewhere (npm run worker)'}`,
    ];
    if (runner) {
      const down = runner.walls.walls.filter((wall) => !wall.stands);
      lines.push(
        `  sandbox   ${runner.walls.mode}: ${runner.walls.walls.length - down.length} of ${runner.walls.walls.length} walls stand`,
      );
      for (const wall of down) lines.push(`            missing: ${wall.name} – ${wall.says}`);
      if (down.length > 0) lines.push('            npm run doctor says what each protects from, and how to get it');
    }
    if (demo)
      lines.push(
        '  demo      ' +
          [...DEMO_PEOPLE, { ...DEMO_OPERATOR, role: 'operator' }]
            .map(({ name, role }) => `${name} (${role})`)
            .join(', '),
      );
    console.log(lines.join('\n'));
  } catch (error) {
    // A server that can't serve should not look as if it did.
    console.error(error instanceof Error ? error.message : error);
    process.exit(1);
  }
}
