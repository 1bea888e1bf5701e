/** axe-core in the page, all rules of WCAG 2.2 A and AA and the best practices. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';
import type { AxeResults, RunOptions } from 'axe-core';

const SOURCE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/** One line for each violation: rule, how often, where first. */
export async function violations(page: Page): Promise<string[]> {
  await page.evaluate(SOURCE);
  return await page.evaluate(async (rules) => {
    const { axe } = window as unknown as { axe: { run(options: RunOptions): Promise<AxeResults> } };
    const results = await axe.run({ runOnly: rules });
    return results.violations.map(({ id, nodes }) => {
      const [first] = nodes;
      return `${id} ×${nodes.length}: ${first?.target.join(' ')} (${first?.failureSummary})`;
    });
  }, RULES);
}

/** Pixels by which the page is wider than the window. */
export const overflow = (page: Page): Promise<number> =>
  page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
