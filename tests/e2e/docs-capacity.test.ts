/** The capacity page in a browser, and pages that are rendered once for everybody. */
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { gradusUrl, noBrowser, openBrowser, visit } from './support/browser';

describe.skipIf(noBrowser)('the capacity page', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await openBrowser();
  });
  afterAll(() => browser.close());

  it('says what was measured, with a plot for each figure', async () => {
    const { page, context } = await visit(browser);
    await page.goto('/docs/capacity');
    expect(await page.getByRole('heading', { level: 1 }).innerText()).toBe('Capacity');
    expect(await page.getByRole('figure').count()).toBe(3);
    const words = await page.getByRole('main').innerText();
    expect(words).not.toMatch(/\[\[|NaN|undefined|Infinity/);
    expect(await page.getByRole('img').getAttribute('aria-label')).toMatch(/^With \d+ students, pages within/);
    await context.close();
  });
});

describe.skipIf(noBrowser)('a page that is rendered once for everybody', () => {
  const nonceOf = (policy: string | null) => /'nonce-([^']+)'/.exec(policy ?? '')?.[1];

  it.each(['/docs/engine', '/docs/capacity', '/playground', '/playground?data=xor'])(
    '%s: carries the nonce of its own answer on every script, and another one the next time',
    async (path) => {
      const nonces = new Set<string | undefined>();
      for (let time = 0; time < 3; time++) {
        const answer = await fetch(gradusUrl() + path);
        const nonce = nonceOf(answer.headers.get('content-security-policy'));
        const html = await answer.text();
        const scripts = [...html.matchAll(/<script([^>]*)>/g)].map(([, attributes = '']) => attributes);
        expect(scripts.length).toBeGreaterThan(5);
        expect(scripts.filter((attributes) => !attributes.includes(`nonce="${nonce}"`))).toEqual([]);
        expect(answer.headers.get('cache-control')).toContain('no-store');
        expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
        nonces.add(nonce);
      }
      expect(nonces.size).toBe(3);
    },
  );
});
