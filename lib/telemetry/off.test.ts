/** Tracing that nobody asked for: nothing is loaded, no timer runs, nothing is sent. */
import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { parseOtelEnv } from './otel-env';
import { startTracing } from './start-tracing';
import { below, carried, traced, tracedEvents, traceId, traceparent } from './trace';

const CLICK = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';

describe('without a collector', () => {
  it.each<[string, Record<string, string>]>([
    ['nothing is set', {}],
    ['an empty address', { OTEL_EXPORTER_OTLP_ENDPOINT: '' }],
    ['only a service name', { OTEL_SERVICE_NAME: 'gradus' }],
    ['OTEL_SDK_DISABLED', { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://c:4318', OTEL_SDK_DISABLED: 'true' }],
    ['no exporter', { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://c:4318', OTEL_TRACES_EXPORTER: 'none' }],
  ])('is off: %s', async (_, env) => {
    const timers = timersNow();
    expect(await startTracing(env, { service: 'gradus-web' })).toBeNull();
    expect(timersNow()).toBe(timers);
  });

  it('runs the work itself, with nothing to carry but the time', async () => {
    const events = (async function* () {
      yield 1;
    })();
    expect(tracedEvents('x', CLICK, events)).toBe(events);
    expect(await below(CLICK, () => traced('x', () => Promise.resolve([traceId(), traceparent()])))).toEqual([
      undefined,
      undefined,
    ]);
    expect(carried()).toEqual({ carried: { at: expect.any(Number) } });
  });

  it('loads no part of OpenTelemetry', () => {
    const script = `
      const { registerHooks } = await import('node:module');
      const loaded = [];
      registerHooks({ resolve(name, context, next) { loaded.push(name); return next(name, context); } });
      const { build } = await import('esbuild');
      const { outputFiles } = await build({
        entryPoints: ['lib/telemetry/start-tracing.ts'], bundle: true, packages: 'external', format: 'esm',
        platform: 'node', write: false,
      });
      const code = Buffer.from(outputFiles[0].contents).toString('base64');
      const { writeFileSync, rmSync } = await import('node:fs');
      const file = process.cwd() + '/dist/off-' + process.pid + '.mjs';
      writeFileSync(file, Buffer.from(code, 'base64'));
      try {
        const { startTracing } = await import(file);
        await startTracing(process.env, { service: 'gradus-web' });
      } finally { rmSync(file); }
      console.log(JSON.stringify(loaded.filter((name) => name.startsWith('@opentelemetry'))));
    `;
    const run = (more: Record<string, string>) =>
      JSON.parse(
        execFileSync(process.execPath, ['--input-type=module', '--eval', script], {
          encoding: 'utf8',
          env: { PATH: process.env['PATH'] ?? '', NODE_ENV: 'test', ...more },
        }),
      ) as string[];
    expect(run({})).toEqual([]);
    // The same question finds it where it is on.
    expect(run({ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:9' })).toContain('@opentelemetry/sdk-trace');
  });
});

describe('parseOtelEnv', () => {
  const at = { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://collector:4318' };

  it('reads the standard variables', () => {
    expect(
      parseOtelEnv({ ...at, OTEL_TRACES_SAMPLER: 'parentbased_traceidratio', OTEL_TRACES_SAMPLER_ARG: '0.1' }),
    ).toEqual({
      sampler: 'parentbased_traceidratio',
      ratio: 0.1,
      batch: {},
    });
    expect(parseOtelEnv({ ...at, OTEL_BSP_SCHEDULE_DELAY: '100' })?.batch).toEqual({ scheduledDelayMillis: 100 });
  });

  it.each([
    { OTEL_TRACES_SAMPLER: 'sometimes' },
    { OTEL_TRACES_SAMPLER_ARG: '2' },
    { OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc' },
    { OTEL_BSP_MAX_QUEUE_SIZE: 'many' },
  ])('names the variable that is wrong: %o', (wrong) => {
    expect(() => parseOtelEnv({ ...at, ...wrong })).toThrow(Object.keys(wrong)[0]);
  });
});

function timersNow(): number {
  return process.getActiveResourcesInfo().filter((kind) => kind === 'Timeout' || kind === 'Immediate').length;
}
