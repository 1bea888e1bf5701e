/** Nothing typed is lost, nothing is sent twice, and code that runs in the page can't act as its reader. */
import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { until } from '../support/until';
import {
  COURSE,
  fetchIn,
  gradusUrl,
  noBrowser,
  openBrowser,
  visit,
  type Visitor,
  type VisitorOptions,
} from './support/browser';
import {
  editorReady,
  EXERCISE,
  openWorkbench,
  savedDraft,
  solution,
  verdict,
  write,
  writeAndSave,
} from './support/workbench';

/** At both ends: the editor draws only the lines in view. */
const marked = (words: string) => `// ${words}\n${solution()}// ${words}\n`;

describe.skipIf(noBrowser)('the workbench', () => {
  let browser: Browser;
  const visitors: Visitor[] = [];
  const enter = async (options: VisitorOptions = {}): Promise<Visitor> => {
    const visitor = await visit(browser, { as: 'ben', ...options });
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

  const shows = ({ page }: Visitor, words: string) =>
    until(`the editor to show “${words}”`, async () =>
      (await page.locator('.monaco-editor .view-lines').innerText()).replaceAll('\u00a0', ' ').includes(words),
    );

  it('keeps a draft over a reload, and brings it to a second browser', async () => {
    const first = await enter();
    await openWorkbench(first.page);
    await writeAndSave(first.page, marked('kept over a reload'));
    await first.page.reload();
    await editorReady(first.page);
    await shows(first, 'kept over a reload');

    const second = await enter();
    await openWorkbench(second.page);
    await shows(second, 'kept over a reload');
    expect([...first.complaints, ...second.complaints]).toEqual([]);
  });

  it('keeps what was typed a moment before the page was left', async () => {
    const visitor = await enter();
    await openWorkbench(visitor.page);
    await write(visitor.page, marked('typed at the last moment'));
    await visitor.page.goto(COURSE);
    await visitor.page.goBack();
    await editorReady(visitor.page);
    await shows(visitor, 'typed at the last moment');
  });

  it('shows two versions of a draft, and overwrites neither before the choice', async () => {
    const [laptop, phone] = [await enter(), await enter()];
    await openWorkbench(laptop.page);
    await openWorkbench(phone.page);
    await writeAndSave(laptop.page, marked('written on the laptop'));
    await write(phone.page, marked('written on the phone'));
    const conflict = phone.page.getByRole('alert', { name: 'Two versions of your draft' });
    await conflict.waitFor();
    expect(await savedDraft(phone.page)).toContain('written on the laptop');
    // Both are there to be read; the editor itself is small now, and draws only the lines in view.
    await conflict.getByText('// written on the phone').waitFor();
    await conflict.getByText('// written on the laptop').waitFor();
    await conflict.getByRole('button', { name: 'Keep mine' }).click();
    await until('the choice to be saved', async () => (await savedDraft(phone.page))?.includes('written on the phone'));
    await conflict.waitFor({ state: 'detached' });
  });

  it('makes one submission of two clicks', async () => {
    const visitor = await enter();
    const { page } = visitor;
    await openWorkbench(page);
    await write(page, marked('submitted once'));
    const before = await attempts(page);
    await page.getByRole('button', { name: /^Submit/ }).dblclick();
    await until('a verdict', async () => (await verdict(page).innerText()).includes('100 of 100'), 60_000);
    expect(await attempts(page)).toBe(before + 1);
  });

  it('delivers the verdict to a page that was reloaded while it was graded', async () => {
    const { page } = await enter();
    await openWorkbench(page);
    await write(page, marked('reloaded in between'));
    const before = await attempts(page);
    const sent = page.waitForResponse((response) => response.request().method() === 'POST');
    await page.getByRole('button', { name: /^Submit/ }).click();
    await sent;
    await page.reload();
    await editorReady(page);
    await until(
      'the attempt to be graded',
      async () => {
        await page.getByRole('tab', { name: /History/ }).click();
        const newest = page
          .getByRole('tabpanel', { name: /History/ })
          .locator('li')
          .first();
        return (await newest.innerText()).includes('passed');
      },
      60_000,
    );
    expect(await attempts(page)).toBe(before + 1);
  });

  it('runs the open checks in the browser and sends nothing', async () => {
    const { page, complaints } = await enter();
    await openWorkbench(page);
    await writeAndSave(page, marked('run here'));
    const requests: string[] = [];
    page.on('request', (request) => {
      if (request.method() !== 'GET') requests.push(request.url());
    });
    await page.getByRole('button', { name: /^Run/ }).click();
    await verdict(page).getByText('Run, open checks only', { exact: false }).waitFor();
    expect(await verdict(page).innerText()).toMatch(/2\s*of 2 open/);
    expect(requests).toEqual([]);
    expect(complaints).toEqual([]);
  });

  it('gives running code no way out of its worker', async () => {
    const { page } = await enter();
    await openWorkbench(page);
    // One of our own: those of the page end with each run.
    await page.evaluate(() => {
      Object.assign(window, { kept: new Worker('/workers/student.js') });
    });
    const worker = await until('the worker', () =>
      page.workers().find((one) => one.url().includes('/workers/student')),
    );
    const reached = await worker.evaluate(async (url) => {
      const tries: Record<string, () => unknown> = {
        fetch: () => fetch(`${url}/api/health/live`).then((response) => response.status),
        xhr: () => {
          const request = new XMLHttpRequest();
          request.open('GET', `${url}/api/health/live`, false);
          request.send();
          return request.status;
        },
        import: () => import(`${url}/workers/judge.js`),
        beacon: () =>
          (navigator as unknown as { sendBeacon(to: string): boolean }).sendBeacon(`${url}/api/health/live`),
        importScripts: () => {
          (self as unknown as { importScripts(from: string): void }).importScripts(`${url}/workers/judge.js`);
          return 'loaded';
        },
        socket: () =>
          new Promise((resolve, reject) => {
            const socket = new WebSocket(url.replace('http', 'ws'));
            socket.addEventListener('open', () => resolve('open'));
            socket.addEventListener('error', () => reject(new Error('no socket')));
          }),
        events: () =>
          new Promise((resolve, reject) => {
            const source = new EventSource(`${url}/api/health/live`);
            source.addEventListener('open', () => resolve('open'));
            source.addEventListener('error', () => reject(new Error('no stream')));
          }),
      };
      const through: string[] = [];
      for (const [name, attempt] of Object.entries(tries)) {
        try {
          await attempt();
          through.push(name);
        } catch {
          // As it should be.
        }
      }
      return through;
    }, gradusUrl());
    expect(reached).toEqual([]);
  });

  it('leaves the editor with Escape, then Tab', async () => {
    const { page } = await enter();
    await openWorkbench(page);
    await page.locator('.monaco-editor .view-lines').click();
    await page.keyboard.press('Escape');
    await page.keyboard.press('Tab');
    expect(await page.evaluate(() => document.activeElement?.textContent)).toMatch(/^\s*Run/);
  });

  it('says line and column of a mistake that keeps the code from running', async () => {
    const { page } = await enter();
    await openWorkbench(page);
    await write(page, 'export function softmax(Z: number[][]) {\n  return Z.map(row => row.\n}\n');
    await page.getByRole('button', { name: /^Submit/ }).click();
    await until('words about the line', async () => /line [23]/i.test(await verdict(page).innerText()), 60_000);
  });

  it('refuses what is too large or malformed with the right status, and changes nothing', async () => {
    const { page } = await enter();
    await openWorkbench(page);
    const before = await attempts(page);
    const api = `/api${EXERCISE}/submissions`;
    const key = crypto.randomUUID();
    const big = await fetchIn(page, api, { method: 'POST', body: { code: 'x'.repeat(100_001), idempotencyKey: key } });
    expect(big.status).toBe(413);
    for (const body of [{}, { code: 1, idempotencyKey: key }, { code: 'x' }, { code: 'x', idempotencyKey: 'no' }, []]) {
      expect((await fetchIn(page, api, { method: 'POST', body })).status).toBe(400);
    }
    expect((await fetchIn(page, `/api${COURSE}/exercises/nothing/draft`)).status).toBe(404);
    expect(await attempts(page)).toBe(before);
  });

  /** How many attempts the server counts, read from a page made anew. */
  async function attempts(page: Visitor['page']): Promise<number> {
    const { text } = await fetchIn(page, EXERCISE);
    const [, count = '0'] = /History(?:<[^>]*>)*<span[^>]*>(\d+)</.exec(text) ?? [];
    return Number(count);
  }
});
