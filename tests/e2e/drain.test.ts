/** `npm start` told to stop while it grades: what it has in hand gets its verdict first, and nothing is graded twice. */
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { makeLeakCourse } from '../support/leak-course';
import { until } from '../support/until';
import { noBrowser } from './support/browser';
import { cookiesOf, signInByForm } from './support/form-sign-in';
import { startGradus, type Gradus } from './support/gradus';

/** A second or two of grading, until its time is up. */
const LOOP = 'export function triple(x: number): number { for (;;); }';
const COURSE = '/api/courses/neural-networks';

describe.skipIf(noBrowser)('a server that is told to stop', () => {
  const course = makeLeakCourse();
  const data = mkdtempSync(path.join(os.tmpdir(), 'gradus-drain-'));
  const env = { GRADER_CONCURRENCY: '1', LOG_LEVEL: 'info' };
  let gradus: Gradus;

  beforeAll(async () => {
    gradus = await startGradus({ content: course.folder, data, env });
  }, 300_000);
  afterAll(async () => {
    await gradus.stop();
    course.remove();
    rmSync(data, { recursive: true, force: true });
  });

  async function signIn(account: string): Promise<Record<string, string>> {
    const answer = await signInByForm(gradus.url, { account });
    return { cookie: cookiesOf(answer.headers), 'sec-fetch-site': 'same-origin', 'content-type': 'application/json' };
  }

  async function handIn(headers: Record<string, string>): Promise<string> {
    const body = JSON.stringify({ code: LOOP, idempotencyKey: crypto.randomUUID() });
    const answer = await fetch(`${gradus.url}${COURSE}/exercises/triple/submissions`, {
      method: 'POST',
      headers,
      body,
    });
    expect(answer.status).toBe(202);
    return z.object({ id: z.string() }).parse(await answer.json()).id;
  }

  async function stateOf(id: string, headers: Record<string, string>): Promise<string> {
    const answer = await fetch(`${gradus.url}/api/submissions/${id}`, { headers });
    return z.object({ state: z.string() }).parse(await answer.json()).state;
  }

  const gradedIn = (log: string, id: string): number =>
    log.split('\n').filter((line) => line.includes(id) && line.includes('"graded"')).length;

  it('keeps connections for longer than proxies do, which would meet one that is being closed', async () => {
    const answer = await fetch(`${gradus.url}/api/health/live`);
    expect(answer.headers.get('keep-alive')).toBe('timeout=75');
  });

  it(
    'finishes what it has in hand, answers meanwhile, and another one goes on with the rest',
    { timeout: 300_000 },
    async () => {
      const [ada, ben] = [await signIn('ada'), await signIn('ben')];
      const first = await handIn(ada);
      const second = await handIn(ben);
      await until('grading', async () => (await stateOf(first, ada)) === 'grading', 30_000);

      const stopping = gradus.stop();
      await until('the signal', () => gradus.log().includes('what is being graded is finished first'), 10_000);
      const live = await fetch(`${gradus.url}/api/health/live`);
      expect(live.status).toBe(200);
      await stopping;
      const before = gradus.log();
      expect(gradedIn(before, first)).toBe(1);

      gradus = await startGradus({ content: course.folder, data, env });
      await until('the other verdict', async () => (await stateOf(second, ben)) === 'done', 60_000);
      for (const [id, headers] of [
        [first, ada],
        [second, ben],
      ] as const) {
        expect(await stateOf(id, headers)).toBe('done');
        expect(gradedIn(before, id) + gradedIn(gradus.log(), id)).toBe(1);
      }
    },
  );
});
