/** What an operator sees of a student who signs in and submits: one trace over two processes, exact counts, and nothing personal. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { get as httpGet } from 'node:http';
import os from 'node:os';
import path from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Collector, pathsOf, startCollector } from '../support/collector';
import { freePort } from '../support/free-port';
import { findPostgres, type PostgresServer, startPostgres } from '../support/postgres-server';
import { until } from '../support/until';
import { gradusUrl, noBrowser, openBrowser } from './support/browser';
import { type Gradus, startGradus } from './support/gradus';
import { editorReady, write } from './support/workbench';

const START_MS = 240_000;
const SECRET = 'a secret of the tests, long enough to be one';
const TOKEN = 'metrics-token-of-the-tests';
const WANDA = { email: 'wanda.watched@school.example', name: 'Wanda Watchedname', password: 'hunter-two-and-more' };
const EXERCISE = '/courses/test-course/exercises/double';
const RIGHT = 'export function double(x: number): number { return x + x; } // codemarker-right';
const THROWS = `export function double(x: number): number { throw new Error('codemarker-thrown ' + x); }`;
const LOGS = `export function double(x: number): number { console.log('codemarker-logged'); return x * x; }`;
const BROKEN = 'export function double(x: number): number { codemarker broken';

/** Nothing of these may be found anywhere. */
const PRIVATE = ['wanda', 'watchedname', 'hunter-two', 'wrong-guess', 'codemarker', TOKEN, SECRET, 'next-auth.session'];

describe.skipIf(noBrowser || 'reason' in findPostgres())('what can be seen from outside', () => {
  const data = mkdtempSync(path.join(os.tmpdir(), 'gradus-telemetry-'));
  let postgres: PostgresServer;
  let collector: Collector;
  let worker: { process: ChildProcess; log: () => string; url: string };
  let gradus: Gradus;
  let browser: Browser;
  let page: Page;
  let session = '';

  const environment = () => ({
    ...process.env,
    DATABASE_URL: postgres.url,
    GRADUS_SECRET: SECRET,
    GRADUS_CONTENT: path.join('tests', 'support', 'course'),
    GRADUS_DATA: data,
    GRADUS_DEMO: '0',
    METRICS_TOKEN: TOKEN,
    LOG_LEVEL: 'debug',
    OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
    OTEL_BSP_SCHEDULE_DELAY: '50',
  });

  beforeAll(async () => {
    const started = await startPostgres();
    if ('reason' in started) throw new Error(started.reason);
    postgres = started;
    collector = await startCollector();
    worker = await startWorker(environment());
    gradus = await startGradus({ env: { ...environment(), GRADER: 'off' } });
    const add = ['--course', 'test-course', '--email', WANDA.email, '--name', WANDA.name, '--role', 'student'];
    const added = spawnSync(
      process.execPath,
      ['scripts/run.mjs', 'lib/boot/people.cli.ts', 'add', ...add, '--password-stdin'],
      { env: { ...environment(), OTEL_EXPORTER_OTLP_ENDPOINT: '' }, input: WANDA.password, encoding: 'utf8' },
    );
    if (added.status !== 0) throw new Error(added.stderr);
    browser = await openBrowser();
    page = await (await browser.newContext({ baseURL: gradus.url })).newPage();
    await driveThrough();
  }, START_MS);
  afterAll(async () => {
    await browser?.close();
    await gradus?.stop();
    await stop(worker?.process);
    await collector?.close();
    await postgres?.stop();
    rmSync(data, { recursive: true, force: true });
  });

  /** All that a student does, with something private in each step. */
  const driveThrough = async () => {
    await page.goto(`/sign-in?from=${EXERCISE}`);
    await signIn('wrong-guess-at-a-password');
    await page.getByRole('alert').filter({ hasText: /\w/ }).waitFor();
    await signIn(WANDA.password);
    await page.waitForURL(({ pathname }) => pathname === EXERCISE);
    session = (await page.context().cookies()).find(({ name }) => name.includes('session-token'))?.value ?? '';
    await editorReady(page);
    for (const [index, code] of [THROWS, LOGS, BROKEN, RIGHT].entries()) {
      await write(page, code);
      await page.getByRole('button', { name: /^Submit/ }).click();
      await until('one more verdict', async () => (await graded()) > index, 60_000);
      const told = () => collector.spans.filter(({ name }) => name === 'submission.push').length > index;
      await until('the page to be told', told);
    }
    // What is refused is logged differently from what is taken.
    await page.request.post(`/api${EXERCISE}/submissions`, { data: { code: RIGHT, name: WANDA.name } });
    await page.request.get(`/courses/test-course/submissions/${WANDA.email}`);
    await page.request.get(`/api/submissions/${encodeURIComponent(WANDA.email)}?email=${WANDA.email}`);
  };
  const signIn = async (password: string) => {
    await page.getByRole('textbox', { name: 'E-mail' }).fill(WANDA.email);
    await page.getByRole('textbox', { name: 'Password' }).fill(password);
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  };
  const metricsOf = async (url: string) => {
    const response = await fetch(`${url}/metrics`, { headers: { authorization: `Bearer ${TOKEN}` } });
    expect(response.status).toBe(200);
    return await response.text();
  };
  const samples = (text: string, name: string) =>
    Object.fromEntries(
      [...text.matchAll(new RegExp(`^${name}\\{(.*)\\} (.*)$`, 'gm'))].map(([, labels = '', value]) => [
        labels,
        Number(value),
      ]),
    );
  const graded = async () =>
    Object.values(samples(await metricsOf(worker.url), 'gradus_submissions_graded_total')).reduce((a, b) => a + b, 0);

  it('is one trace for each click, from the browser over the web and the queue through the worker and back', async () => {
    const clicks = () => collector.spans.filter(({ name }) => name === 'browser.click');
    await until('the spans of four submissions', () => {
      const traces = new Set(clicks().map(({ traceId }) => traceId));
      const whole = ['store', 'submission.push'].map((last) =>
        collector.spans.filter(({ name, traceId }) => name === last && traces.has(traceId)),
      );
      return whole.every((spans) => spans.length === 4);
    });
    expect(clicks()).toHaveLength(4);
    for (const { traceId } of clicks()) {
      const own = collector.spans.filter((span) => span.traceId === traceId);
      const paths = pathsOf(collector.spans, traceId);
      const job = paths.find((one) => one.endsWith('submission.grade')) ?? '';
      expect(job).toMatch(/^browser[.]click > POST .*> submission[.]submit > submission[.]grade$/);
      for (const step of ['begin', 'judge.open', 'judge.begin', 'student.group', 'judge.next', 'store'])
        expect(paths).toContain(`${job} > ${step}`);
      expect(paths).toContain('browser.click > submission.push');
      const services = (name: string) =>
        new Set(own.filter((span) => span.name === name).map(({ service }) => service));
      expect(services('submission.submit')).toEqual(new Set(['gradus-web']));
      expect(services('submission.grade')).toEqual(new Set(['gradus-worker']));
      // Within each other in time, as well: one clock wrote both ends.
      const starts = ['browser.click', 'submission.submit', 'submission.grade', 'store'].map((name) =>
        BigInt(own.find((span) => span.name === name)?.startTimeUnixNano ?? 0),
      );
      expect(starts).toEqual(starts.toSorted((a, b) => (a < b ? -1 : 1)));
    }
  });

  it('counts each submission once, where it was graded', async () => {
    const [web, grader] = [await metricsOf(gradus.url), await metricsOf(worker.url)];
    expect(samples(web, 'gradus_submit_requests_total')).toEqual({ 'result="queued"': 4 });
    const outcomes = samples(grader, 'gradus_submissions_graded_total');
    expect(outcomes['outcome="full-marks"']).toBe(1);
    expect(Object.values(outcomes).reduce((a, b) => a + b, 0)).toBe(4);
    expect(samples(web, 'gradus_submissions_graded_total')).toEqual({});
    const stages = samples(grader, 'gradus_verdict_stage_seconds_count');
    for (const stage of ['queue', 'begin', 'judge.open', 'judge.begin', 'store', 'total'])
      expect(stages[`stage="${stage}"`], stage).toBe(4);
    expect(samples(grader, 'gradus_queue_waiting')).toEqual({ 'lane="interactive"': 0, 'lane="again"': 0 });
    expect(samples(web, 'gradus_database_connections')).toMatchObject({ 'state="waiting"': 0 });
    const posts = `route="/api/courses/[course]/exercises/[exercise]/submissions",method="POST"`;
    const http = samples(web, 'gradus_http_request_seconds_count');
    expect([http[`${posts},status="2xx"`], http[`${posts},status="4xx"`]]).toEqual([4, 1]);
    expect(grader).toMatch(/^gradus_judges_warm [1-9]/m);
  });

  it('is closed to whoever has no token', async () => {
    for (const url of [gradus.url, worker.url]) {
      const refused = await fetch(`${url}/metrics`, { headers: { authorization: 'Bearer nonsense' } });
      expect([refused.status, (await refused.text()).includes('gradus_')]).toEqual([403, false]);
    }
  });

  it('ties the log lines of both processes to the trace', () => {
    const traces = collector.spans.filter(({ name }) => name === 'browser.click').map(({ traceId }) => traceId);
    const saying = (log: string, words: string) =>
      log
        .split('\n')
        .filter((line) => line.startsWith('{') && line.includes(`"msg":"${words}"`))
        .map((line) => JSON.parse(line) as { trace?: string; request?: string; submission?: string });
    const [taken, graded] = [saying(gradus.log(), 'submitted'), saying(worker.log(), 'graded')];
    expect(taken.map(({ trace }) => trace)).toEqual(traces);
    expect(graded).toHaveLength(4);
    for (const line of graded)
      expect(taken.find(({ submission }) => submission === line.submission)).toMatchObject({
        trace: line.trace,
        request: line.request,
      });
    expect(saying(gradus.log(), 'sign-in refused')).toHaveLength(1);
  });

  it.each(['metrics', 'spans', 'logs'])('has nothing of a person, a program or a secret in the %s', async (where) => {
    const text = {
      metrics: async () => (await metricsOf(gradus.url)) + (await metricsOf(worker.url)),
      spans: async () => collector.bodies.join('\n'),
      logs: async () => gradus.log() + worker.log(),
    }[where];
    const said = ((await text?.()) ?? '').toLowerCase();
    expect(said.length).toBeGreaterThan(200);
    expect(session.length).toBeGreaterThan(50);
    for (const word of [...PRIVATE, session]) expect(said.includes(word.toLowerCase()), word).toBe(false);
  });
});

describe.skipIf(noBrowser)('the metrics of a server without a token', () => {
  const ask = (headers: Record<string, string>) =>
    new Promise<number | undefined>((resolve, reject) => {
      const asked = httpGet(`${gradusUrl()}/metrics`, { headers }, (response) => {
        response.resume();
        resolve(response.statusCode);
      });
      asked.once('error', reject);
    });

  it.each<[string, Record<string, string>, number]>([
    ['this machine', {}, 200],
    ['somebody behind a proxy on this machine', { 'x-forwarded-for': '192.0.2.7' }, 403],
    ['a page that bent its own name to this machine', { host: 'evil.example' }, 403],
    ['somebody who says to be here', { 'x-asked-locally': '1', 'x-real-ip': '127.0.0.1' }, 403],
  ])('are for this machine alone: %s', async (_, headers, status) => {
    expect(await ask(headers)).toBe(status);
  });
});

async function startWorker(env: Record<string, string | undefined>) {
  const port = await freePort();
  const child = spawn(process.execPath, ['scripts/run.mjs', 'lib/boot/worker.cli.ts'], {
    env: { ...env, NODE_ENV: 'production', HEALTH_PORT: String(port), GRADER_CONCURRENCY: '1' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let log = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (part: Buffer) => (log += part.toString()));
  const ready = () => {
    if (child.exitCode !== null) throw new Error(`the worker ended:\n${log}`);
    return log.includes('grading; stop with Ctrl-C');
  };
  await until('a worker that grades', ready, START_MS);
  return { process: child, log: () => log, url: `http://127.0.0.1:${port}` };
}

async function stop(child: ChildProcess | undefined): Promise<void> {
  if (!child || child.exitCode !== null) return;
  const exited = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  await exited;
}
