/** The workbench as a student's hands use it. */
import { readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { z } from 'zod';
import { until } from '../../support/until';
import { COURSE, fetchIn } from './browser';

const SOFTMAX = 'exercises/05-networks/softmax';
export const EXERCISE = `${COURSE}/exercises/softmax`;
const API = `/api${EXERCISE}`;

export const solution = (): string => readFileSync(`${SOFTMAX}/solution.ts`, 'utf8');

/** A wrong solution without its first two lines, and what students are told about it. */
export function wrong(name: string): { code: string; says: string } {
  const lines = readFileSync(`${SOFTMAX}/wrong/${name}.ts`, 'utf8').split('\n');
  return { code: lines.slice(2).join('\n'), says: (lines[1] ?? '').replace('// says: ', '') };
}

export async function openWorkbench(page: Page): Promise<void> {
  await page.goto(EXERCISE);
  await editorReady(page);
}

export async function editorReady(page: Page): Promise<void> {
  await page.locator('.monaco-editor .view-line').first().waitFor();
}

/** Replaces what stands in the editor. Pasted: typed lines would be indented once more by the editor. */
export async function write(page: Page, code: string): Promise<void> {
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  await page.evaluate((text) => navigator.clipboard.writeText(text), code);
  await page.locator('.monaco-editor .view-lines').click();
  await page.keyboard.press('Control+A');
  await page.keyboard.press('Control+V');
}

const DraftSchema = z.object({ code: z.string() }).nullable();

/** What the server holds of the reader's draft. */
export async function savedDraft(page: Page): Promise<string | null> {
  const { text } = await fetchIn(page, `${API}/draft`);
  return DraftSchema.parse(JSON.parse(text))?.code ?? null;
}

export async function writeAndSave(page: Page, code: string): Promise<void> {
  await write(page, code);
  await until('the draft to be saved', async () => (await savedDraft(page)) === code);
}

/** The first line of the verdict, once there is one. */
export const verdict = (page: Page) => page.getByRole('region', { name: 'Verdict' });

export async function submitAndWait(page: Page, words: string | RegExp): Promise<void> {
  await page.getByRole('button', { name: /^Submit/ }).click();
  await verdict(page).getByText(words).first().waitFor({ timeout: 60_000 });
}

/** Submits without the page, for tests that need a submission to look at. */
export async function submitByApi(page: Page, code: string): Promise<string> {
  const { text } = await fetchIn(page, `${API}/submissions`, {
    method: 'POST',
    body: { code, idempotencyKey: crypto.randomUUID() },
  });
  const { id } = z.object({ id: z.string() }).parse(JSON.parse(text));
  await until(
    'its verdict',
    async () => (await fetchIn(page, `/api/submissions/${id}`)).text.includes('"done"'),
    60_000,
  );
  return id;
}
