/** What the workbench says while nobody can grade, when another submission takes its place, and when there is no room. */
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { until } from '../support/until';
import { violations } from './support/axe';
import { COURSE, fetchIn, noBrowser, openBrowser, visit, type Visitor, type VisitorOptions } from './support/browser';
import { startGradus, type Gradus } from './support/gradus';
import { editorReady, EXERCISE, openWorkbench, solution, verdict, write } from './support/workbench';

const OTHER = `${COURSE}/exercises/perceptron`;
const LIMIT = 4;
const LIMIT_SECONDS = 15;
const ROOM = 3;

describe.skipIf(noBrowser)('submissions that wait', () => {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'gradus-waiting-'));
  const [content, data] = [path.join(folder, 'exercises'), path.join(folder, 'data')];
  let browser: Browser;
  let gradus: Gradus;
  const visitors: Visitor[] = [];

  beforeAll(async () => {
    for (const part of ['01-neuron/perceptron', '05-networks/softmax'])
      cpSync(path.join('exercises', part), path.join(content, part), { recursive: true });
    const course = readFileSync('exercises/course.yaml', 'utf8');
    const submitting = `submitting:\n  limit: ${LIMIT}\n  seconds: ${LIMIT_SECONDS}\n`;
    writeFileSync(path.join(content, 'course.yaml'), course.replace('modules:\n', `${submitting}modules:\n`));
    browser = await openBrowser();
    // The first start registers the course; from the second on nobody grades, and all that is sent waits.
    await (await startGradus({ content, data })).stop();
    gradus = await startGradus({ content, data, env: { GRADER: 'off', QUEUE_MAX_WAITING: String(ROOM) } });
  }, 300_000);
  afterEach(async () => {
    for (const { context } of visitors.splice(0)) await context.close();
  });
  afterAll(async () => {
    await browser.close();
    await gradus.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  const enter = async (options: VisitorOptions): Promise<Visitor> => {
    const visitor = await visit(browser, { url: gradus.url, ...options });
    visitors.push(visitor);
    return visitor;
  };
  const send = async (page: Page, code: string, exercise = EXERCISE) => {
    const body = { code, idempotencyKey: crypto.randomUUID() };
    const { status, text } = await fetchIn(page, `/api${exercise}/submissions`, { method: 'POST', body });
    return { status, ...z.object({ kind: z.string(), id: z.string().optional() }).parse(JSON.parse(text)) };
  };
  const submitButton = (page: Page) => page.getByRole('button', { name: /^(Submit|Waiting)/ });
  const says = (page: Page, words: string | RegExp) => verdict(page).getByText(words).first().waitFor();
  const history = async (page: Page) => {
    await page.getByRole('tab', { name: /History/ }).click();
    return page.getByRole('tabpanel', { name: /History/ });
  };

  it('says how many go first, after a reload, too', async () => {
    const ada = await enter({ as: 'ada' });
    expect(await send(ada.page, solution())).toMatchObject({ status: 202 });
    const ben = await enter({ as: 'ben' });
    await openWorkbench(ben.page);
    await write(ben.page, `${solution()}// the first\n`);
    await submitButton(ben.page).click();
    await says(ben.page, 'Attempt 1: 1 ahead of you');
    expect(await violations(ben.page)).toEqual([]);
    await ben.page.reload();
    await editorReady(ben.page);
    await says(ben.page, 'Attempt 1: 1 ahead of you');
    await until('it to be said', async () =>
      (await ben.page.getByRole('status').allInnerTexts()).some((text) => text.includes('1 ahead of you')),
    );
    expect([...ada.complaints, ...ben.complaints]).toEqual([]);
  });

  it('lets newer code take the place of what waits, and shows that to the student and to staff', async () => {
    const ben = await enter({ as: 'ben' });
    await openWorkbench(ben.page);
    await says(ben.page, 'Attempt 1: 1 ahead of you');
    await write(ben.page, `${solution()}// the second\n`);
    await submitButton(ben.page).click();
    await says(ben.page, 'Attempt 2: 1 ahead of you');
    const list = await history(ben.page);
    await list.getByText('replaced by attempt 2').waitFor();
    await list.getByText('Attempt 1', { exact: true }).click();
    await list.getByText('Replaced by attempt 2 before it was graded.', { exact: false }).waitFor();
    await list.getByRole('link', { name: 'Page of attempt 1' }).click();
    await ben.page.getByRole('heading', { name: 'Replaced by attempt 2 before it was graded' }).waitFor();
    expect(await violations(ben.page)).toEqual([]);
    const { pathname } = new URL(ben.page.url());

    const tara = await enter({ as: 'tara' });
    await tara.page.goto(pathname);
    await tara.page.getByRole('heading', { name: 'Replaced by attempt 2 before it was graded' }).waitFor();
    await tara.page.getByText('// the first').waitFor();
    expect([...ben.complaints, ...tara.complaints]).toEqual([]);
  });

  it('says so where another page of the student replaced it', async () => {
    const ben = await enter({ as: 'ben' });
    await openWorkbench(ben.page);
    await says(ben.page, 'Attempt 2: 1 ahead of you');
    expect(await send(ben.page, `${solution()}// the third\n`)).toMatchObject({ kind: 'queued' });
    await says(ben.page, 'Attempt 2: replaced by attempt 3 before it was graded');
    await verdict(ben.page).getByRole('button', { name: 'Load again' }).click();
    await says(ben.page, 'Attempt 3: 1 ahead of you');
    expect(ben.complaints).toEqual([]);
  });

  it('keeps a click that there is no room for, sends it by itself, and lets go of it when told to', async () => {
    const tara = await enter({ as: 'tara' });
    expect(await send(tara.page, solution())).toMatchObject({ status: 202 });
    // The page of who came last: when it knows its place, the server knows that it is full.
    await openWorkbench(tara.page);
    await says(tara.page, 'Attempt 1: 2 ahead of you');
    const { page } = await enter({ as: 'ada' });
    await page.goto(OTHER);
    await editorReady(page);
    const asked: string[] = [];
    page.on('request', (request) => {
      if (request.method() === 'POST') asked.push(request.postData() ?? '');
    });
    await write(page, '// what ada means\n');
    await submitButton(page).click();
    await says(page, 'Not submitted yet: the graders are busy');
    await says(page, /Next try in \d+ s/);
    expect(await submitButton(page).innerText()).toContain('Waiting to submit');
    expect(await violations(page)).toEqual([]);
    await until('the second try', () => asked.length >= 2, 20_000);
    // The same request, with the same key; and after a reload, too.
    expect(new Set(asked).size).toBe(1);
    await page.reload();
    await until('the try after the reload', () => asked.length >= 3, 20_000);
    expect(new Set(asked).size).toBe(1);
    await says(page, 'Not submitted yet: the graders are busy');
    await verdict(page).getByRole('button', { name: 'Don’t submit it' }).click();
    await until('the button to be itself', async () => (await submitButton(page).innerText()).startsWith('Submit'));
    const tries = asked.length;
    await page.reload();
    await editorReady(page);
    expect(asked).toHaveLength(tries);
  });

  it('says when one can submit again, and lets one', async () => {
    const { page, complaints } = await enter({ as: 'ben' });
    await openWorkbench(page);
    await says(page, 'Attempt 3');
    await write(page, `${solution()}// again\n`);
    await until('the limit', async () => (await send(page, `// ${crypto.randomUUID()}`)).status === 429);
    await submitButton(page).click();
    await says(
      page,
      `This course takes ${LIMIT} submissions to an exercise in ${LIMIT_SECONDS} s. Nothing was counted.`,
    );
    expect(await submitButton(page).innerText()).toMatch(/Submit in \d+ s/);
    expect(await violations(page)).toEqual([]);
    await until(
      'the button to be itself',
      async () => /^Submit(?! in)/.test(await submitButton(page).innerText()),
      20_000,
    );
    await submitButton(page).click();
    await says(page, /^Attempt \d+: 1 ahead of you/);
    expect(complaints.filter((words) => !words.includes('429'))).toEqual([]);
  });

  it('brings the verdict of the newest, and of no other', async () => {
    await gradus.stop();
    gradus = await startGradus({ content, data });
    const { page } = await enter({ as: 'ben' });
    await openWorkbench(page);
    const list = await history(page);
    await until(
      'the verdict',
      async () => {
        await page.reload();
        await editorReady(page);
        return (await (await history(page)).locator('li').first().innerText()).includes('passed');
      },
      60_000,
    );
    const lines = await list.locator('li').allInnerTexts();
    expect(lines.slice(1).every((line) => line.includes('replaced by attempt'))).toBe(true);
  });
});
