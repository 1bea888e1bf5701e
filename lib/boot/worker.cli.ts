/** `npm run worker`: grades without serving pages, on any machine that reaches the same PostgreSQL. */
import { services } from './services';
import { startTelemetry } from './telemetry';

if (!process.env['DATABASE_URL']) {
  console.error(
    'npm run worker grades for a web process on another machine, so it needs DATABASE_URL, the address of the ' +
      'PostgreSQL server that both use.\nWithout it, npm start grades by itself: there is nothing more to start.',
  );
  process.exit(1);
}
process.env['GRADER'] = 'inline';

try {
  const telemetry = await startTelemetry('gradus-worker');
  const running = await services();
  telemetry.watch(running);
  running.log.info({}, 'grading; stop with Ctrl-C');
  const stop = () => {
    running.log.info({}, 'stopping: what is being graded is finished first');
    void running
      .close()
      .then(telemetry.stop)
      .then(() => process.exit(0));
  };
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
}
