/** A student crawls all that the server gives away: pages, their data, the API, static files, the log. No hidden number in it. */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { makeLeakCourse, markersIn } from '../support/leak-course';
import { until } from '../support/until';
import { COURSE, fetchIn, noBrowser, openBrowser, visit, type Visitor } from './support/browser';
import { startGradus, type Gradus } from './support/gradus';

const EXERCISE = `${COURSE}/exercises/triple`;

describe.skipIf(noBrowser)('a crawl as a student', () => {
  const course = makeLeakCourse();
  const received = new Map<string, string>();
  const ids: string[] = [];
  let browser: Browser;
  let gradus: Gradus;
  let student: Visitor;

  const leaks = (texts: Iterable<[string, string]>): string[] =>
    [...texts].flatMap(([where, text]) => markersIn(text, course.markers).map((marker) => `${marker} in ${where}`));

  beforeAll(async () => {
    [browser, gradus] = await Promise.all([openBrowser(), startGradus({ content: course.folder })]);
    student = await visit(browser, { as: 'ada', url: gradus.url });
    const { page } = student;
    page.on('response', (response) => {
      // Streams and redirects have no body to keep.
      void response.text().then(
        (text) => received.set(`${response.request().method()} ${response.url()}`, text),
        () => undefined,
      );
    });
    for (const [program, code] of Object.entries(course.programs)) {
      const body = { code, idempotencyKey: crypto.randomUUID() };
      const { text } = await fetchIn(page, `/api${EXERCISE}/submissions`, { method: 'POST', body });
      const { id } = z.object({ id: z.string() }).parse(JSON.parse(text));
      ids.push(id);
      await until(
        `a verdict for ${program}`,
        async () => (await fetchIn(page, `/api/submissions/${id}`)).text.includes('"state":"done"'),
        60_000,
      );
    }
  }, 180_000);
  afterAll(async () => {
    await browser.close();
    await gradus.stop();
    course.remove();
  });

  it('finds no hidden number on any page that links lead to, nor in what the pages load', async () => {
    const { page } = student;
    const seen = new Set<string>();
    const queue = ['/courses', EXERCISE, ...ids.map((id) => `${COURSE}/submissions/${id}`)];
    // Pages of staff are asked for, too: a refusal must be as silent.
    queue.push(`${COURSE}/matrix`, `${COURSE}/problems`, `${COURSE}/problems/triple`);
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
      if (seen.has(next)) continue;
      seen.add(next);
      await page.goto(next);
      await page.waitForLoadState('networkidle');
      received.set(`the page ${next}`, await page.content());
      const data = await page.evaluate(async (to) => await (await fetch(to, { headers: { rsc: '1' } })).text(), next);
      received.set(`the data of ${next}`, data);
      const links = await page
        .locator('a[href^="/"]')
        .evaluateAll((all) => all.map((a) => a.getAttribute('href') ?? ''));
      queue.push(...links.map((href) => href.replace(/#.*/, '')).filter((href) => !href.startsWith('/api/auth')));
    }
    expect(seen.size).toBeGreaterThan(ids.length + 4);
    expect(leaks(received)).toEqual([]);
  });

  it('finds none in the API', async () => {
    const { page } = student;
    const paths = [
      `/api${EXERCISE}/draft`,
      `/api${COURSE}/matrix`,
      `/api${COURSE}/grades.csv`,
      '/api/auth/session',
      '/api/health/live',
      '/api/health/ready',
      ...ids.map((id) => `/api/submissions/${id}`),
    ];
    const texts = new Map<string, string>();
    for (const at of paths) texts.set(at, (await fetchIn(page, at)).text);
    for (const id of ids) {
      const events = await page.evaluate(async (to) => {
        const response = await fetch(to, {
          headers: { accept: 'text/event-stream' },
          signal: AbortSignal.timeout(5_000),
        });
        let text = '';
        try {
          const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
          for (let part = await reader?.read(); part && !part.done; part = await reader?.read()) {
            text += part.value;
            if (text.includes('done')) break;
          }
        } catch {
          // What arrived before the deadline is looked at.
        }
        return text;
      }, `/api/submissions/${id}/events`);
      expect(events).toContain('done');
      texts.set(`events of ${id}`, events);
    }
    expect(leaks(texts)).toEqual([]);
  });

  it('finds none in what Run shows and keeps', async () => {
    const { page } = student;
    await page.goto(EXERCISE);
    await page.locator('.monaco-editor .view-line').first().waitFor();
    await page.getByRole('button', { name: /^Run/ }).click();
    await page
      .getByRole('region', { name: 'Verdict' })
      .getByText(/of 1 open/)
      .waitFor();
    const kept = await page.evaluate(() =>
      JSON.stringify([Object.entries(localStorage), Object.entries(sessionStorage)]),
    );
    expect(
      leaks([
        ['storage', kept],
        ['the page', await page.content()],
      ]),
    ).toEqual([]);
  });

  it('finds none in static files', () => {
    const texts = ['.next/static', 'public'].flatMap((folder) =>
      readdirSync(folder, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry): [string, string] => {
          const file = path.join(entry.parentPath, entry.name);
          return [file, readFileSync(file, 'latin1')];
        }),
    );
    expect(texts.length).toBeGreaterThan(20);
    expect(leaks(texts)).toEqual([]);
    // Nor anything of the demo course's hidden side.
    const secrets = ['// expect: ', 'no-max-subtraction', '// says: '];
    expect(
      texts.flatMap(([file, text]) => secrets.filter((secret) => text.includes(secret)).map((s) => `${s} in ${file}`)),
    ).toEqual([]);
  });

  it('finds none in the log', () => {
    expect(leaks([['the log', gradus.log()]])).toEqual([]);
  });

  it('would have found them where they may stand', async () => {
    const tara = await visit(browser, { as: 'tara', url: gradus.url });
    const { text } = await fetchIn(tara.page, `/api/submissions/${ids[0]}`);
    expect(leaks([['staff', text]])).not.toEqual([]);
    await tara.context.close();
  });
});
