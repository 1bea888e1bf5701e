/** The register: what is counted shows, labels stay within the table, and HTTP is watched from below. */
import { createServer } from 'node:http';
import { afterEach, describe, expect, it } from 'vitest';
import { until } from '../../tests/support/until';
import { watchHttp } from './http';
import { count, graded, observe, stage } from './metrics';
import { METRICS } from './metric-table';
import { asCarried } from './origin';
import { openRegistry } from './registry';

const scrape = async () => (await (await openRegistry()).scrape()).text;
/** The value of one sample, 0 when there is none. */
const valueOf = (text: string, sample: string) => {
  const line = text.split('\n').find((one) => one.startsWith(`${sample} `));
  return line === undefined ? 0 : Number(line.slice(sample.length + 1));
};

describe('the register', () => {
  it('counts', async () => {
    const before = valueOf(await scrape(), 'gradus_submit_requests_total{result="queued"}');
    count('gradus_submit_requests_total', { result: 'queued' });
    count('gradus_submit_requests_total', { result: 'queued' });
    expect(valueOf(await scrape(), 'gradus_submit_requests_total{result="queued"}')).toBe(before + 2);
  });

  it('has no place for a value that the table does not list', async () => {
    for (const result of ['ada@school.example', '4f0c9a', 'queued"} 1'])
      count('gradus_submit_requests_total', { result });
    observe('gradus_http_request_seconds', { route: '/courses/x/submissions/4f0c9a', method: 'BREW', status: 'x' }, 1);
    const text = await scrape();
    expect(text).not.toMatch(/ada@|4f0c9a|BREW/);
    expect(valueOf(text, 'gradus_submit_requests_total{result="other"}')).toBe(3);
    expect(text).toContain('gradus_http_request_seconds_count{route="other",method="other",status="other"} 1');
  });

  it.each([
    [{ status: 'graded', score: 10, max: 10 }, 'full-marks'],
    [{ status: 'graded', score: 9.5, max: 10 }, 'partial'],
    [{ status: 'student-error', score: 0, max: 10 }, 'student-error'],
    [{ status: 'platform-error', score: 0, max: 10 }, 'platform-error'],
  ])('calls %o %s', async (verdict, outcome) => {
    const sample = `gradus_submissions_graded_total{outcome="${outcome}"}`;
    const before = valueOf(await scrape(), sample);
    graded(verdict);
    expect(valueOf(await scrape(), sample)).toBe(before + 1);
  });

  it('times a verdict from the request on, if it knows when that was', async () => {
    const sample = 'gradus_verdict_stage_seconds_count{stage="total"}';
    const before = valueOf(await scrape(), sample);
    const verdict = { status: 'graded', score: 1, max: 1 };
    graded(verdict);
    asCarried({ at: Date.now() - 1500 }, () => graded(verdict));
    // By the clock of another machine it has not even been sent.
    asCarried({ at: Date.now() + 60_000 }, () => graded(verdict));
    const text = await scrape();
    expect(valueOf(text, sample)).toBe(before + 2);
    expect(valueOf(text, 'gradus_verdict_stage_seconds_sum{stage="total"}')).toBeGreaterThanOrEqual(1.5);
  });

  it('times a stage that fails, too', async () => {
    const sample = 'gradus_verdict_stage_seconds_count{stage="begin"}';
    const before = valueOf(await scrape(), sample);
    const fail = () => stage('begin', () => Promise.reject(new Error('no')));
    await expect(asCarried(undefined, fail)).rejects.toThrow('no');
    // Proofs grade, too, and are nobody's submission.
    await expect(fail()).rejects.toThrow('no');
    expect(valueOf(await scrape(), sample)).toBe(before + 1);
  });

  it('leaves out what could not be looked at, and nothing else', async () => {
    (await openRegistry()).onScrape(() => Promise.reject(new Error('the database is away')));
    expect(await scrape()).toContain('process_resident_memory_bytes');
  });

  it('lists every metric of the table', async () => {
    const names = (await openRegistry()).names();
    expect(names).toEqual(expect.arrayContaining(Object.keys(METRICS)));
  });
});

describe('watchHttp', () => {
  let closers: (() => unknown)[] = [];
  afterEach(async () => {
    for (const close of closers) await close();
    closers = [];
  });

  it('times answers by the pattern of their address, whether or not anybody waited, and no event streams', async () => {
    const page = '/courses/[course]';
    (await openRegistry()).allowValues('gradus_http_request_seconds', 'route', [page]);
    closers.push(watchHttp([{ page, regex: /^\/courses\/([^/]+?)$/ }]));
    const server = createServer((request, response) => {
      if (request.url === '/stream') return void response.setHeader('content-type', 'text/event-stream').write('x');
      if (request.url === '/courses/slow') return response.flushHeaders();
      response.writeHead(request.url?.startsWith('/courses') ? 200 : 404).end();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    closers.unshift(
      () => server.closeAllConnections(),
      () => new Promise((resolve) => server.close(resolve)),
    );
    const address = server.address();
    const url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`;
    const ok = `gradus_http_request_seconds_count{route="${page}",method="GET",status="2xx"}`;
    const before = valueOf(await scrape(), ok);
    await fetch(`${url}/courses/neural-networks?as=ada@school.example`);
    await fetch(`${url}/nothing/ada`);
    for (const path of ['/stream', '/courses/slow']) {
      const gone = new AbortController();
      await fetch(`${url}${path}`, { signal: gone.signal });
      gone.abort();
    }
    await until('three answers', async () => valueOf(await scrape(), ok) === before + 2);
    const lines = (await scrape()).split('\n').filter((line) => line.startsWith('gradus_http_request_seconds_count'));
    expect(lines).toContain('gradus_http_request_seconds_count{route="other",method="GET",status="4xx"} 1');
    expect(lines.filter((line) => line.includes('"other"') && line.includes('2xx'))).toEqual([]);
    expect(lines.join('')).not.toMatch(/stream|neural|ada/);
  });
});
