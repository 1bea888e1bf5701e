/** The main job from end to end: lesson, exercise, verdict, grade, and what staff see of it. */
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { until } from '../support/until';
import { COURSE, fetchIn, noBrowser, openBrowser, visit } from './support/browser';
import { editorReady, solution, submitAndWait, verdict, write, wrong } from './support/workbench';

describe.skipIf(noBrowser)('the main job', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await openBrowser();
  });
  afterAll(() => browser.close());

  it('a student reads, is told the idea that went wrong, corrects it and gets full marks', async () => {
    const { page, context, complaints } = await visit(browser, { as: 'ada' });

    await page
      .getByRole('link', { name: /Neural networks/ })
      .first()
      .click();
    await page.getByRole('heading', { level: 1, name: 'Neural networks' }).waitFor();
    await page.locator(`a[href="${COURSE}/lessons/forward-pass"]`).first().click();
    await page.locator('figure').first().waitFor();
    expect(await page.locator('.katex').count()).toBeGreaterThan(3);

    await page.goto(COURSE);
    await page.locator(`a[href="${COURSE}/exercises/softmax"]`).first().click();
    await editorReady(page);
    const { code, says } = wrong('no-max-subtraction');
    await write(page, code);
    // The whole idea, in the words its author wrote for students.
    await submitAndWait(page, says);
    expect(await verdict(page).innerText()).toContain('A known slip: no max subtraction');
    expect(await verdict(page).getByText('Far logits').count()).toBeGreaterThan(0);
    await until('the grade of the first attempt', async () =>
      /[1-9][\d.]* of 100/.test(await verdict(page).innerText()),
    );

    await write(page, solution());
    await page.getByRole('button', { name: /^Submit/ }).click();
    await until('full marks', async () => (await verdict(page).innerText()).includes('100 of 100'), 60_000);

    await page.goto(COURSE);
    await until('the grade on the course page', async () => {
      const row = page.locator('li', { has: page.locator(`a[href="${COURSE}/exercises/softmax"]`) }).last();
      return (await row.innerText()).includes('Passed') || (await row.innerText()).includes('100');
    });
    expect(complaints).toEqual([]);
    await context.close();
  });

  it('the TA sees both attempts, and hidden checks with their inputs', async () => {
    const { page, context, complaints } = await visit(browser, { as: 'tara' });
    await page.goto(`${COURSE}/matrix`);
    const grid = page.getByRole('grid', { name: 'Students by exercises' });
    const ada = grid.getByRole('row', { name: /Ada Abel/ });
    const cell = ada.getByRole('gridcell', { name: 'passed, 2 attempts' });
    await cell.waitFor();
    await cell.click();
    await page.getByRole('link', { name: 'Open the attempts' }).click();

    await page.getByRole('heading', { level: 1, name: 'Ada Abel: 5.4 Softmax' }).waitFor();
    expect(await page.getByRole('link', { name: /^Attempt \d/ }).allInnerTexts()).toEqual(['Attempt 2', 'Attempt 1']);
    await page.getByText(/2 attempts, best 100 of 100/).waitFor();

    await page.getByRole('link', { name: 'Attempt 1' }).click();
    await page.getByText(/You see hidden checks/).waitFor();
    expect(await page.getByText(wrong('no-max-subtraction').says).count()).toBeGreaterThan(0);
    expect(complaints).toEqual([]);
    await context.close();
  });

  it('the CSV has the grade', async () => {
    const { page, context } = await visit(browser, { as: 'tara' });
    const { status, text } = await fetchIn(page, `/api${COURSE}/grades.csv`);
    expect(status).toBe(200);
    const [head = '', ...rows] = text
      .replace(/^\uFEFF/, '')
      .trim()
      .split('\r\n');
    const column = head.split(',').indexOf('5.4 softmax');
    const ada = rows.map((row) => row.split(',')).find(([name]) => name === 'Ada Abel');
    expect(ada?.[column]).toBe('100');

    // Filters travel with the link.
    await page.goto(`${COURSE}/matrix?q=ben`);
    const href = await page.getByRole('link', { name: /^CSV/ }).getAttribute('href');
    const filtered = await fetchIn(page, href ?? '');
    expect(filtered.text).toContain('Ben Okoro');
    expect(filtered.text).not.toContain('Ada Abel');
    await context.close();
  });

  it('the instructor sees the kill matrix with every promise kept', async () => {
    const { page, context, complaints } = await visit(browser, { as: 'ines' });
    await page.goto(`${COURSE}/problems`);
    await page.getByRole('link', { name: '5.4 Softmax' }).click();
    // Proofs run in the background after the first start.
    await page.getByRole('heading', { name: 'Kill matrix' }).waitFor({ timeout: 300_000 });
    await page.getByText(/^✓ Proven/).waitFor();
    const row = page.getByRole('row', { name: /no-max-subtraction/ });
    const cell = row.getByRole('button', { name: 'fails as no-max-subtraction, promised' });
    // The first try may come before the page has come to life.
    await until('the words of the cell', async () => {
      await page.getByRole('heading', { level: 1 }).hover();
      await cell.hover();
      return (await page.getByRole('status').allInnerTexts()).some((text) =>
        text.includes('at Far logits: fails as no-max-subtraction, as promised'),
      );
    });
    expect(complaints).toEqual([]);
    await context.close();
  }, 330_000);
});
