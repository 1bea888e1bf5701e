/** One trace from the request to the verdict: through the queue, the grader and the event stream, to a collector that listens. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { submit } from '@/lib/features/submissions/submit';
import { watchSubmission } from '@/lib/features/submissions/watch-submission';
import { startTracing } from '@/lib/telemetry/start-tracing';
import { below, traced, tracedClick, tracedEvents, traceparent, type Tracing } from '@/lib/telemetry/trace';
import { type Collector, pathsOf, startCollector } from '../support/collector';
import { noDatabase } from '../support/database';
import { until } from '../support/until';
import { COURSE, EXERCISE, openWorld, RIGHT, WRONG, type World } from '../support/world';

const TRACE = '0af7651916cd43dd8448eb211c80319c';
const CLICK = `00-${TRACE}-b7ad6b7169203331-01`;

describe.skipIf(noDatabase)('a trace', () => {
  let collector: Collector;
  let tracing: Tracing | null;
  let world: World;

  beforeAll(async () => {
    collector = await startCollector();
    process.env['OTEL_EXPORTER_OTLP_ENDPOINT'] = collector.url;
    tracing = await startTracing({ ...process.env, OTEL_BSP_SCHEDULE_DELAY: '20' }, { service: 'gradus-web' });
    world = await openWorld();
    await world.grade();
  });
  afterAll(async () => {
    await world?.close();
    await tracing?.stop();
    await collector?.close();
    delete process.env['OTEL_EXPORTER_OTLP_ENDPOINT'];
  });

  /** As the route does it. */
  const handIn = async (click: string | null, code: string) => {
    const headers = new Headers(click === null ? {} : { 'x-click': `${click} 12` });
    const input = { course: COURSE, exercise: EXERCISE, code, idempotencyKey: crypto.randomUUID() };
    const result = await tracedClick(headers, () =>
      below(click, () => traced('submission.submit', () => submit(world.deps, world.people.ada, input))),
    );
    if (result.kind !== 'queued') throw new Error(result.kind);
    const watched = watchSubmission(world.deps, world.people.ada, { id: result.id }, AbortSignal.timeout(30_000));
    const events = tracedEvents('submission.push', click ?? undefined, watched[Symbol.asyncIterator]());
    for (let step = await events.next(); !step.done; step = await events.next());
  };
  const named = (trace: string, name: string) =>
    collector.spans.filter((span) => span.traceId === trace && span.name === name);

  it('goes from the click over the queue to the verdict and the page that waits, in one piece', async () => {
    await handIn(CLICK, WRONG);
    await until(
      'the spans',
      () => named(TRACE, 'submission.grade').length > 0 && named(TRACE, 'submission.push').length > 0,
    );
    const paths = new Set(pathsOf(collector.spans, TRACE));
    const job = 'browser.click > submission.submit';
    expect(paths).toEqual(
      new Set([
        'browser.click',
        job,
        'browser.click > submission.push',
        `${job} > queue`,
        `${job} > submission.grade`,
        `${job} > submission.grade > begin`,
        `${job} > submission.grade > judge.open`,
        `${job} > submission.grade > judge.begin`,
        `${job} > submission.grade > student.group`,
        `${job} > submission.grade > judge.next`,
        `${job} > submission.grade > store`,
      ]),
    );
    const [click] = named(TRACE, 'browser.click');
    expect(click).toMatchObject({ spanId: 'b7ad6b7169203331', parentSpanId: '', service: 'gradus-web' });
    expect(click?.attributes).toMatchObject({ 'gradus.client_ms': 12 });
  });

  it('starts a trace of its own for a submission without one, and takes none over from the job before', async () => {
    const before = new Set(collector.spans.map((span) => span.traceId));
    await handIn(null, RIGHT);
    const graded = await until('its spans', () =>
      collector.spans.find((span) => span.name === 'submission.grade' && !before.has(span.traceId)),
    );
    expect(graded.traceId).not.toBe(TRACE);
    expect(named(TRACE, 'submission.grade')).toHaveLength(1);
  });

  it.each([
    '',
    'nonsense',
    `00-${'0'.repeat(32)}-b7ad6b7169203331-01`,
    `${CLICK}-more`,
    `ff-${TRACE}-b7ad6b7169203331-01`,
  ])('takes “%s” for no trace', async (header) => {
    const own = await below(header, () => traced('test.malformed', () => Promise.resolve(traceparent())));
    expect(own).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/);
    expect(own).not.toContain(TRACE);
  });

  it('says of an error which kind it is, not what it says', async () => {
    const fail = traced('test.failing', () => Promise.reject(new TypeError('ada@test.example wrote secret code')));
    await expect(fail).rejects.toThrow('secret code');
    const span = await until('the span', () => collector.spans.find(({ name }) => name === 'test.failing'));
    expect(span.attributes).toEqual({ 'error.type': 'TypeError' });
    expect(collector.bodies.join('')).not.toContain('secret code');
  });
});
