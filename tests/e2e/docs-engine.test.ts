/** The engine's reference in a browser: without an account, with its examples running, and every one as the build computed it. */
import { readFileSync } from 'node:fs';
import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Reference } from '@/lib/content/reference/reference';
import { overflow, violations } from './support/axe';
import { COURSE, fetchIn, noBrowser, openBrowser, switchColours, visit } from './support/browser';
import { until } from '../support/until';

const PAGE = '/docs/engine';
/** How the page is loaded; the other colours come while it is open. */
const LOADS = [
  { width: 1280, dark: false },
  { width: 390, dark: true },
];

describe.skipIf(noBrowser)('the reference of the engine', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await openBrowser();
  });
  afterAll(() => browser.close());

  async function open(page: Page): Promise<void> {
    await page.goto(PAGE);
    // The editors come with the scripts.
    await page.getByRole('textbox', { name: 'Code of the example: tensor', exact: true }).waitFor();
  }

  const example = (page: Page, name: string): Locator =>
    page.getByRole('group', { name: `Example: ${name}`, exact: true });

  async function write(page: Page, box: Locator, code: string): Promise<void> {
    await box.getByRole('textbox').click();
    await page.keyboard.press('Control+A');
    await page.keyboard.insertText(code);
  }

  it.each(LOADS)(
    'is in order at $width px, by day and by night',
    async (mode) => {
      const { page, context, complaints } = await visit(browser, mode);
      await open(page);
      for (const dark of [mode.dark, !mode.dark]) {
        await switchColours(page, dark);
        expect(await violations(page), dark ? 'dark' : 'light').toEqual([]);
        expect(await overflow(page), dark ? 'dark' : 'light').toBeLessThanOrEqual(0);
        expect(complaints, dark ? 'dark' : 'light').toEqual([]);
      }
      await context.close();
    },
    // The longest page there is, looked at twice.
    240_000,
  );

  it('shows what each example gives before it is run, even without scripts', async () => {
    const context = await browser.newContext({ javaScriptEnabled: false });
    const page = await context.newPage();
    const { url, context: other } = await visit(browser);
    await other.close();
    await page.goto(`${url}${PAGE}`);
    const box = example(page, 'matmul');
    expect(await box.innerText()).toContain('tensor([[1, 2], [3, 4]]).matmul(tensor([[5], [6]]))');
    expect(await box.innerText()).toContain('[39]]');
    expect(await page.getByRole('button', { name: 'Run' }).count()).toBe(0);
    await context.close();
  });

  it('runs what was changed, tells errors in the engine’s words, and gives the first state back', async () => {
    const { page, context, complaints } = await visit(browser);
    await open(page);
    const box = example(page, 'tensor');
    const before = await box.getByRole('status').innerText();
    await write(page, box, 'const x = tensor([[1, 2], [3, 4]]);\nconsole.log(x.shape);\nx.matmul(x)');
    await page.keyboard.press('Control+Enter');
    await box.getByText('[15, 22]').waitFor();
    expect(await box.getByRole('status').innerText()).toContain('[2, 2]');

    await write(page, box, 'tensor([[1, 2]]).matmul(tensor([[1, 2, 3]]))');
    await box.getByRole('button', { name: 'Run' }).click();
    await box.getByText(/EngineError in line 1: matmul: .*inner sizes 2 and 1 differ/).waitFor();

    await box.getByRole('button', { name: 'Reset the example' }).click();
    expect(await box.getByRole('status').innerText()).toBe(before);
    expect(complaints).toEqual([]);
    await context.close();
  });

  it('stops an endless loop, and keeps what was printed', async () => {
    const { page, context } = await visit(browser);
    await open(page);
    const box = example(page, 'zeros');
    await write(page, box, "console.log('begun');\nfor (;;);");
    await page.keyboard.press('Control+Enter');
    await box.getByRole('button', { name: 'Stop' }).waitFor();
    await box.getByRole('status').getByText('begun').waitFor();
    await box.getByText(/^Stopped after 5 seconds/).waitFor({ timeout: 15_000 });
    expect(await box.getByRole('status').innerText()).toContain('begun');
    // The next run has a worker of its own.
    await write(page, box, 'zeros([2])');
    await page.keyboard.press('Control+Enter');
    await box.getByText('[0, 0]').waitFor();
    await context.close();
  });

  it('lets an example connect to nothing', async () => {
    const { page, context } = await visit(browser);
    await open(page);
    const box = example(page, 'zeros');
    await write(page, box, "await fetch('/api/health/live').then((r) => r.status)");
    await page.keyboard.press('Control+Enter');
    await box.getByText(/^TypeError/).waitFor();
    await context.close();
  });

  it('has Tab go on until something was typed, then after Esc', async () => {
    const { page, context } = await visit(browser);
    await open(page);
    const field = example(page, 'ones').getByRole('textbox');
    await field.focus();
    await page.keyboard.press('Tab');
    expect(await field.evaluate((node) => node === document.activeElement)).toBe(false);
    await field.focus();
    await page.keyboard.press('End');
    await page.keyboard.type(';{');
    await page.keyboard.press('Enter');
    await page.keyboard.press('Tab');
    expect(await field.inputValue()).toMatch(/;\{\n {4}$/);
    await page.keyboard.press('Escape');
    await page.keyboard.press('Tab');
    expect(await field.evaluate((node) => node === document.activeElement)).toBe(false);
    await context.close();
  });

  it('finds by words, from the keyboard', async () => {
    const { page, context } = await visit(browser);
    await open(page);
    await page.keyboard.press('/');
    await page.keyboard.type('largest window');
    await page.getByText(/^\d+ of \d+ entries$/).waitFor();
    const shown = page.locator('.entry:not([hidden])');
    expect(await shown.count()).toBeLessThan(6);
    expect((await shown.locator('h3').allInnerTexts()).includes('maxPool2d')).toBe(true);
    await page.keyboard.press('Control+A');
    await page.keyboard.type('adam');
    await page.keyboard.press('Enter');
    await page.waitForURL('**#adam');
    expect(await page.locator('.entry[hidden]').count()).toBe(0);
    const top = await page.locator('#adam').evaluate((node) => node.getBoundingClientRect().top);
    expect(Math.abs(top - 64)).toBeLessThan(24);
    await context.close();
  });

  it('trains a network whose weights pass an exercise', async () => {
    const statement = readFileSync('exercises/12-depth/spiral/exercise.md', 'utf8');
    const program = /```ts\n([^]*?)```/.exec(statement)?.[1] ?? '';
    const { page, context } = await visit(browser, { as: 'ben' });
    await open(page);
    const box = example(page, 'spiral');
    await write(page, box, program);
    await page.keyboard.press('Control+Enter');
    const output = box.getByRole('status').getByText(/^\{"format":"gradus-weights"/);
    await output.waitFor({ timeout: 20_000 });
    const weights = await output.innerText();

    const code = `export function net() {
      return { activations: ['relu', 'relu', 'identity'], weights: ${JSON.stringify(weights)} };
    }`;
    const sent = await fetchIn(page, `/api${COURSE}/exercises/spiral/submissions`, {
      method: 'POST',
      body: { code, idempotencyKey: crypto.randomUUID() },
    });
    const { id } = JSON.parse(sent.text) as { id: string };
    let verdict = '';
    await until(
      'the verdict',
      async () => {
        verdict = (await fetchIn(page, `/api/submissions/${id}`)).text;
        return verdict.includes('"done"');
      },
      60_000,
    );
    // 151 parameters: bronze.
    expect(verdict).toMatch(/The median accuracy over 5 hidden sets is 0\.9\d+, with 151 parameters/);
    expect(verdict).toContain('"score":60');
    await context.close();
  });

  it('gives in the browser what the build computed, digit for digit', async () => {
    const reference = JSON.parse(readFileSync('dist/engine-reference.json', 'utf8')) as Reference;
    const examples = reference.sections.flatMap(({ entries }) =>
      entries.flatMap(({ name, examples }) =>
        examples.flatMap(({ code, result }) => (result === null ? [] : [{ name, code, outcome: result.outcome }])),
      ),
    );
    expect(examples.length).toBeGreaterThan(150);
    const { page, context } = await visit(browser);
    await page.goto(PAGE);
    const outcomes = await page.evaluate(
      async (codes) => {
        const run = (code: string): Promise<unknown> =>
          new Promise((resolve) => {
            const worker = new Worker('/workers/engine.js');
            worker.addEventListener('message', ({ data }: MessageEvent<{ type: string; outcome?: unknown }>) => {
              if (data.type === 'ready') worker.postMessage({ code });
              if (data.type !== 'done') return;
              worker.terminate();
              resolve(data.outcome);
            });
          });
        const all: unknown[] = [];
        for (const code of codes) all.push(await run(code));
        return all;
      },
      examples.map(({ code }) => code),
    );
    const other = examples.flatMap(({ name, code, outcome }, i) =>
      JSON.stringify(outcomes[i]) === JSON.stringify(outcome)
        ? []
        : [{ name, code, built: outcome, browser: outcomes[i] }],
    );
    expect(other).toEqual([]);
    await context.close();
  });
});
