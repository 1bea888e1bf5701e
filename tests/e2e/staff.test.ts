/** The staff's pages by keyboard and by address: the matrix, its filters, what other roles may not see. */
import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { until } from '../support/until';
import { COURSE, fetchIn, noBrowser, openBrowser, visit, type Visitor, type VisitorOptions } from './support/browser';

describe.skipIf(noBrowser)('the staff’s pages', () => {
  let browser: Browser;
  const visitors: Visitor[] = [];
  const enter = async (options: VisitorOptions): Promise<Visitor> => {
    const visitor = await visit(browser, options);
    visitors.push(visitor);
    return visitor;
  };
  beforeAll(async () => {
    browser = await openBrowser();
  });
  afterEach(async () => {
    for (const { context } of visitors.splice(0)) await context.close();
  });
  afterAll(() => browser.close());

  const line = ({ page }: Visitor) => page.getByRole('status').filter({ hasText: /\w/ }).first().innerText();
  const says = (visitor: Visitor, words: RegExp) =>
    until(`the line to say ${String(words)}`, async () => words.test(await line(visitor)));

  it('moves through the matrix with one tab stop and arrow keys', async () => {
    const visitor = await enter({ as: 'tara' });
    const { page } = visitor;
    await page.goto(`${COURSE}/matrix`);
    const grid = page.getByRole('grid');
    await grid.focus();
    await says(visitor, /^Ada Abel, 1\.1 One neuron: /);
    await page.keyboard.press('End');
    await says(visitor, /^Ada Abel, 13\.2 /);
    await page.keyboard.press('ArrowDown');
    await says(visitor, /^Ben Okoro, 13\.2 /);
    await page.keyboard.press('Control+Home');
    await says(visitor, /^Ada Abel, 1\.1 /);
    await page.keyboard.press('ArrowUp');
    await says(visitor, /^1\.1 One neuron, 100 points/);
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowLeft');
    await says(visitor, /^Ada Abel, ada\.abel@demo\.example, A, score /);
    const active = await grid.getAttribute('aria-activedescendant');
    expect(await page.locator(`[id="${active}"]`).getAttribute('role')).toBe('rowheader');
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { level: 1, name: 'Ada Abel: 1.1 One neuron' }).waitFor();
    await page.goBack();
    await says(visitor, /^Ada Abel, 1\.1 /);
    await grid.focus();
    await page.keyboard.press('Tab');
    expect(await page.evaluate(() => document.activeElement?.getAttribute('role'))).not.toBe('gridcell');
    expect(visitor.complaints).toEqual([]);
  });

  it('keeps filters in the address, and Back undoes them', async () => {
    const visitor = await enter({ as: 'tara' });
    const { page } = visitor;
    await page.goto(`${COURSE}/matrix`);
    const rows = () => page.getByRole('rowheader').allInnerTexts();
    const names = async () => (await rows()).map((text) => text.split('\n')[0]);
    await until('both students', async () => (await names()).length === 2);
    await page.getByRole('searchbox', { name: 'Student' }).fill('ben');
    await until('one student', async () => (await names()).join() === 'Ben Okoro');
    expect(page.url()).toContain('q=ben');
    await page.getByRole('combobox', { name: 'Section' }).selectOption({ label: 'A' });
    await page.getByText('No student matches').waitFor();
    await page.goBack();
    await until('Ben again', async () => (await names()).join() === 'Ben Okoro');
    await page.reload();
    await until('Ben still', async () => (await names()).join() === 'Ben Okoro');
    expect(await page.getByRole('searchbox', { name: 'Student' }).inputValue()).toBe('ben');
    await page.goBack();
    await until('both students again', async () => (await names()).length === 2);
    expect(await page.getByRole('searchbox', { name: 'Student' }).inputValue()).toBe('');
    expect(visitor.complaints).toEqual([]);
  });

  it('opens the list of who is stuck over the page on a phone', async () => {
    const { page, complaints } = await enter({ as: 'tara', width: 390 });
    await page.goto(`${COURSE}/matrix`);
    await page.getByRole('button', { name: /^Needs you/ }).click();
    const dialog = page.getByRole('dialog', { name: 'Needs you' });
    await dialog.waitFor();
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'hidden' });
    expect(complaints).toEqual([]);
  });

  it.each([
    ['ben', `/api${COURSE}/matrix`, 403],
    ['ben', `/api${COURSE}/grades.csv`, 403],
    [null, `/api${COURSE}/matrix`, 401],
    [null, `/api${COURSE}/grades.csv`, 401],
    ['tara', `/api/courses/nowhere/matrix`, 404],
    ['tara', `/api${COURSE}/matrix?offset=-1`, 400],
    ['tara', `/api${COURSE}/matrix?limit=100000`, 400],
    ['tara', `/api${COURSE}/matrix?section=nonsense&state=nonsense`, 200],
  ] as const)('answers %s at %s with %d', async (as, path, status) => {
    const { page } = await enter(as === null ? {} : { as });
    if (as === null) await page.goto('/sign-in');
    const answer = await fetchIn(page, path);
    expect(answer.status).toBe(status);
    if (status !== 200) expect(JSON.parse(answer.text)).toHaveProperty('error.message');
  });
});
