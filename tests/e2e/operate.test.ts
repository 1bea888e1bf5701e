/** The operators' page in a browser: what it shows, retries and cancellations by keyboard, and who may not see it. */
import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { until } from '../support/until';
import { overflow, violations } from './support/axe';
import { COURSE, fetchIn, noBrowser, openBrowser, visit, type Visitor, type VisitorOptions } from './support/browser';
import { startGradus, type Gradus } from './support/gradus';
import { wrong } from './support/workbench';

const EXERCISE = `${COURSE}/exercises/softmax`;
/** Keeps a grader's hand full for a while: it is stopped by the limit. */
const ENDLESS = 'for (;;) {}';

const OperationSchema = z.object({
  waiting: z.array(z.object({ id: z.string() })),
  failures: z.array(z.object({ id: z.string() })),
});

describe.skipIf(noBrowser)('the operators’ page', () => {
  let browser: Browser;
  let gradus: Gradus;
  const visitors: Visitor[] = [];
  const enter = async (options: VisitorOptions): Promise<Visitor> => {
    const visitor = await visit(browser, { url: gradus.url, ...options });
    visitors.push(visitor);
    return visitor;
  };
  beforeAll(async () => {
    // Of its own, and slow: so that there is something that waits on any machine.
    [browser, gradus] = await Promise.all([openBrowser(), startGradus({ env: { GRADER_CONCURRENCY: '1' } })]);
  });
  afterEach(async () => {
    for (const { context } of visitors.splice(0)) await context.close();
  });
  afterAll(async () => {
    await browser.close();
    await gradus.stop();
  });

  const open = async (options: VisitorOptions = {}) => {
    const visitor = await enter({ as: 'olga', ...options });
    await visitor.page.goto('/operate');
    await visitor.page.getByRole('heading', { level: 1, name: 'Operation' }).waitFor();
    return visitor;
  };
  const handIn = async ({ page }: Visitor, exercise: string, code: string): Promise<string> => {
    const body = { code, idempotencyKey: crypto.randomUUID() };
    const { text } = await fetchIn(page, `/api${COURSE}/exercises/${exercise}/submissions`, { method: 'POST', body });
    return z.object({ id: z.string() }).parse(JSON.parse(text)).id;
  };
  const operation = async ({ page }: Visitor) =>
    OperationSchema.parse(JSON.parse((await fetchIn(page, '/api/operate')).text));

  it('is reached from the menu and shows the worker that grades here', async () => {
    const { page, complaints } = await enter({ as: 'olga' });
    await page.getByRole('heading', { level: 1 }).waitFor();
    await page.getByRole('button', { name: /account and sign out/ }).click();
    await page.getByRole('link', { name: 'Operation', exact: true }).first().click();
    await page.getByRole('heading', { level: 1, name: 'Operation' }).waitFor();
    await page.getByRole('heading', { name: 'Workers' }).waitFor();
    await page.getByText('beside the web').waitFor();
    expect(await page.getByText('1 at work').count()).toBe(1);
    expect(complaints).toEqual([]);
  });

  it.each([
    [1280, false],
    [1280, true],
    [390, false],
    [390, true],
  ])('has no violation at %d px, dark: %s, and nothing wider than the window', async (width, dark) => {
    const visitor = await open({ width, dark });
    await visitor.page.waitForLoadState('networkidle');
    expect(await violations(visitor.page)).toEqual([]);
    expect(await overflow(visitor.page)).toBeLessThanOrEqual(0);
    expect(visitor.complaints).toEqual([]);
  });

  it('takes a waiting submission out by keyboard, tells its student, and sends it again', async () => {
    const [olga, ada, ben] = [await open(), await enter({ as: 'ada' }), await enter({ as: 'ben' })];
    const { page } = olga;
    // Long ones first, so that one of them waits when the operator looks.
    for (const visitor of [ben, ada]) {
      for (const exercise of ['perceptron', 'softmax', 'softmax-ce', 'conv2d'])
        await handIn(visitor, exercise, ENDLESS);
    }
    const victim = await until('a submission that waits', async () => (await operation(olga)).waiting.at(-1)?.id);
    const cancel = page.getByRole('button', { name: `Cancel ${victim}` });
    await cancel.focus();
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Take it out' }).waitFor();
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('Take it out');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    expect(await page.evaluate(() => document.activeElement?.getAttribute('aria-label'))).toBe(`Cancel ${victim}`);
    await page.keyboard.press('Enter');
    await page.keyboard.press('Enter');
    const status = page.getByRole('status');
    await status.getByText('1 submission taken out of the queue.').waitFor();

    await ada.page.goto(`${COURSE}/submissions/${victim}`);
    await ada.page.getByText('An operator took this submission out of the queue before it was graded.').waitFor();

    const retry = page.getByRole('listitem').filter({ hasText: victim }).getByRole('button', { name: 'Retry' });
    await retry.press('Enter');
    await status.getByText('1 submission sent to the graders again.').waitFor();
    await until(
      'its verdict',
      async () => {
        const { text } = await fetchIn(ada.page, `/api/submissions/${victim}`);
        return text.includes('"status":"student-error"');
      },
      60_000,
    );
    await page.getByText('No submission is without a grade through a fault of ours.').waitFor();
    expect(olga.complaints).toEqual([]);
  }, 120_000);

  it('shows new work by itself, and nobody’s name or code', async () => {
    const [olga, ben] = [await open(), await enter({ as: 'ben' })];
    const count = async () => Number(/(\d+) verdicts?,/.exec(await olga.page.locator('main').innerText())?.[1] ?? 0);
    const before = await count();
    const { code } = wrong('no-max-subtraction');
    await handIn(ben, 'softmax', code);
    await until('the page to count it', async () => (await count()) > before, 30_000);
    const { text } = await fetchIn(olga.page, '/api/operate');
    expect(text).not.toMatch(/Ada|Ben|softmax\(Z/);
  });

  it('says so when the server does not answer, and goes on asking', async () => {
    const { page } = await open();
    await page.route('**/api/operate', (route) => route.abort());
    await page.getByText('The server does not answer').waitFor();
    await page.unroute('**/api/operate');
    await page.getByText('The server does not answer').waitFor({ state: 'hidden' });
  });

  it.each([
    ['ada', 403],
    ['tara', 403],
    ['ines', 403],
    ['olga', 200],
  ] as const)('answers %s with %d', async (as, status) => {
    const { page } = await enter({ as });
    expect((await page.goto('/operate'))?.status()).toBe(status);
    expect((await fetchIn(page, '/api/operate')).status).toBe(status);
    const body = { ids: [crypto.randomUUID()] };
    for (const what of ['retry', 'cancel']) {
      expect((await fetchIn(page, `/api/operate/${what}`, { method: 'POST', body })).status).toBe(status);
    }
    if (status === 200) expect((await fetchIn(page, `/api${EXERCISE}/draft`)).status).toBe(403);
  });
});
