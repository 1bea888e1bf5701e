/** Every page for each role, wide and narrow, light and dark: no violation, no overflow, no complaint, nothing foreign. */
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { overflow, violations } from './support/axe';
import {
  COURSE,
  fetchIn,
  noBrowser,
  openBrowser,
  PEOPLE,
  switchColours,
  visit,
  type Person,
  type Visitor,
} from './support/browser';
import { editorReady, submitByApi, wrong } from './support/workbench';

/** How a page is loaded; the other colours come while it is open. */
const LOADS = [
  { width: 1280, dark: false },
  { width: 390, dark: true },
];

/** `{id}` is a submission of Ben's, `{ben}` Ben himself. */
const PAGES: readonly [Person | null, string][] = [
  [null, '/sign-in'],
  [null, '/sign-in?error=CredentialsSignin'],
  [null, '/playground'],
  [null, '/docs/capacity'],
  ['ben', '/playground?data=nothing'],
  ['ben', '/courses'],
  ['ben', COURSE],
  ['ben', `${COURSE}/lessons/one-neuron`],
  ['ben', `${COURSE}/lessons/forward-pass`],
  ['ben', `${COURSE}/exercises/softmax`],
  ['ben', `${COURSE}/submissions/{id}`],
  ['tara', COURSE],
  ['tara', `${COURSE}/matrix`],
  ['tara', `${COURSE}/matrix?q=nobody-of-that-name`],
  ['tara', `${COURSE}/matrix/{ben}/softmax`],
  ['tara', `${COURSE}/matrix/{ben}/conv2d`],
  ['tara', `${COURSE}/submissions/{id}`],
  ['ines', '/courses'],
  ['ines', `${COURSE}/matrix`],
  ['ines', `${COURSE}/problems`],
  ['ines', `${COURSE}/problems/softmax`],
];

/** Pages that answer with an error on purpose: the console repeats the status, and that is all it says. */
const DEAD_ENDS: readonly [Person | null, string, number][] = [
  ['ben', '/courses/no-such-course', 404],
  ['ben', '/nothing-here', 404],
  ['ben', `${COURSE}/matrix`, 403],
  ['ben', `${COURSE}/problems`, 403],
  ['tara', `${COURSE}/problems/softmax`, 403],
  ['tara', `${COURSE}/submissions/not-an-id`, 404],
];

describe.skipIf(noBrowser)('every page', () => {
  let browser: Browser;
  const known = { id: '', ben: '' };
  beforeAll(async () => {
    browser = await openBrowser();
    const ben = await visit(browser, { as: 'ben' });
    known.id = await submitByApi(ben.page, wrong('no-max-subtraction').code);
    await ben.context.close();
    const tara = await visit(browser, { as: 'tara' });
    const { text } = await fetchIn(tara.page, `/api${COURSE}/matrix`);
    const { rows } = JSON.parse(text) as { rows: { id: string; name: string }[] };
    known.ben = rows.find(({ name }) => name === PEOPLE.ben)?.id ?? '';
    await tara.context.close();
  });
  afterAll(() => browser.close());

  async function open({ page }: Visitor, path: string): Promise<number> {
    const response = await page.goto(path.replace('{id}', known.id).replace('{ben}', known.ben));
    await page.getByRole('heading', { level: 1 }).waitFor();
    if (path.includes('/exercises/')) await editorReady(page);
    await page.waitForLoadState('networkidle');
    return response?.status() ?? 0;
  }

  it.each(PAGES)('%s at %s', async (as, path) => {
    for (const mode of LOADS) {
      const visitor = await visit(browser, { ...mode, blank: true, ...(as === null ? {} : { as }) });
      await open(visitor, path);
      for (const dark of [mode.dark, !mode.dark]) {
        await switchColours(visitor.page, dark);
        const words = `${path} at ${mode.width} px, ${dark ? 'dark' : 'light'}`;
        expect(await violations(visitor.page), words).toEqual([]);
        expect(await overflow(visitor.page), words).toBeLessThanOrEqual(0);
        expect(visitor.complaints, words).toEqual([]);
      }
      await visitor.context.close();
    }
  });

  it.each(DEAD_ENDS)('%s at %s: %d, and a page that says what to do', async (as, path, status) => {
    const visitor = await visit(browser, { width: 390, blank: true, ...(as === null ? {} : { as }) });
    expect(await open(visitor, path)).toBe(status);
    expect(await violations(visitor.page)).toEqual([]);
    expect(await overflow(visitor.page)).toBeLessThanOrEqual(0);
    expect(await visitor.page.getByRole('main').getByRole('link').count()).toBeGreaterThan(0);
    // The status itself; and Next.js leaves the icon's link out of a 403, so that browsers guess at /favicon.ico.
    const expected = [`status of ${status}`, '/favicon.ico'];
    expect(visitor.complaints.filter((line) => !expected.some((part) => line.includes(part)))).toEqual([]);
    await visitor.context.close();
  });

  it('tells a lesson once, and again to who comes back to it', async () => {
    const { page, context, complaints } = await visit(browser, { as: 'ben' });
    const path = `${COURSE}/lessons/one-neuron`;
    const answer = await page.goto(path);
    const article = page.getByRole('article');
    const told = await article.innerText();
    expect(told.length).toBeGreaterThan(1000);
    const sentence = (await article.locator('.prose p').first().innerHTML()).slice(0, 60);
    expect((await answer?.text())?.split(sentence).length).toBe(2);
    // Within the site React is told all of it.
    await page.getByRole('navigation', { name: 'Breadcrumb' }).getByRole('link', { name: 'Neural networks' }).click();
    await page.waitForURL((url) => url.pathname === COURSE);
    await page.goBack();
    await page.getByRole('heading', { level: 1 }).waitFor();
    await page.waitForURL((url) => url.pathname === path);
    expect(await article.innerText()).toBe(told);
    await page.goto(COURSE);
    await page.getByRole('main').locator(`a[href="${path}"]`).first().click();
    await page.waitForURL((url) => url.pathname === path);
    expect(await article.innerText()).toBe(told);
    expect(complaints).toEqual([]);
    await context.close();
  });

  it('leads strangers to sign-in, and back to where they wanted to go', async () => {
    const visitor = await visit(browser);
    await visitor.page.goto(`${COURSE}/lessons/one-neuron`);
    expect(visitor.page.url()).toContain('/sign-in?from=');
    await visitor.page.getByRole('button', { name: PEOPLE.ben }).click();
    await visitor.page.waitForURL(`**${COURSE}/lessons/one-neuron`);
    await visitor.context.close();
  });
});
