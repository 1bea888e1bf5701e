/** Chromium, and visitors who are signed in as somebody and whose pages are watched for complaints. */
import { chromium, type Browser, type BrowserContext, type Page } from 'playwright-core';
import { inject } from 'vitest';
import { until } from '../../support/until';
import { CHROMIUM } from './setup';

const FLAGS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** For `describe.skipIf`: the setup printed why. */
export const noBrowser = inject('gradus').url === undefined;

export function gradusUrl(): string {
  const { url } = inject('gradus');
  if (url === undefined) throw new Error('there is no server to test');
  return url;
}

export const PEOPLE = {
  ada: 'Ada Abel',
  ben: 'Ben Okoro',
  tara: 'Tara Lind',
  ines: 'Ines Moreau',
  olga: 'Olga Brandt',
} as const;
export type Person = keyof typeof PEOPLE;

export const COURSE = '/courses/neural-networks';

export interface Visitor {
  page: Page;
  context: BrowserContext;
  url: string;
  /** Errors and warnings of the console, uncaught errors, requests to other origins. Must stay empty. */
  complaints: string[];
}

export interface VisitorOptions {
  as?: Person;
  width?: number;
  dark?: boolean;
  url?: string;
  /** Begins on an empty page; without it, whoever is signed in begins at the courses. */
  blank?: boolean;
}

/** With `webgpu`, on the browser's software adapter: the same on every machine. */
export async function openBrowser({ webgpu = false } = {}): Promise<Browser> {
  const more = webgpu ? ['--enable-unsafe-webgpu', '--use-webgpu-adapter=swiftshader'] : [];
  return await chromium.launch({ executablePath: CHROMIUM, args: [...FLAGS, ...more] });
}

export async function visit(browser: Browser, options: VisitorOptions = {}): Promise<Visitor> {
  const { as, width = 1280, dark = false, url = gradusUrl(), blank = false } = options;
  const context = await browser.newContext({
    baseURL: url,
    viewport: { width, height: width < 600 ? 844 : 800 },
    colorScheme: dark ? 'dark' : 'light',
    hasTouch: width < 600,
    timezoneId: 'Europe/Berlin',
  });
  const page = await context.newPage();
  const complaints = watch(page, url);
  if (as !== undefined) await enterAs(page, as, { url, blank });
  return { page, context, url, complaints };
}

function watch(page: Page, url: string): string[] {
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') {
      complaints.push(`${message.type()}: ${message.text()} (${message.location().url})`);
    }
  });
  page.on('pageerror', (error) => complaints.push(`uncaught: ${error.message}`));
  page.on('request', (request) => {
    const foreign = !/^(data|blob):/.test(request.url()) && new URL(request.url()).origin !== url;
    if (foreign) complaints.push(`foreign request: ${request.url()}`);
  });
  return complaints;
}

/** What browsers keep of a person who has signed in at a server. */
const sessions = new Map<string, Awaited<ReturnType<BrowserContext['cookies']>>>();

/** The first time through the page of sign-in; later as somebody who comes back. */
async function enterAs(page: Page, as: Person, { url, blank }: { url: string; blank: boolean }): Promise<void> {
  const key = `${as} at ${url}`;
  const kept = sessions.get(key);
  if (kept) {
    await page.context().addCookies(kept);
    if (blank) return;
    await page.goto('/courses');
  } else {
    await signIn(page, as);
    sessions.set(key, await page.context().cookies());
  }
  await page.getByRole('heading', { level: 1 }).waitFor();
}

/** As a person would: the button with the name. */
async function signIn(page: Page, as: Person): Promise<void> {
  await page.goto('/sign-in');
  await page.getByRole('button', { name: PEOPLE[as] }).click();
  await until(`${PEOPLE[as]} to be signed in`, () => !page.url().includes('/sign-in'));
}

/** Day or night, as when the system switches under an open page; resolves once all of it has its new colours. */
export async function switchColours(page: Page, dark: boolean): Promise<void> {
  await page.emulateMedia({ colorScheme: dark ? 'dark' : 'light' });
  await page.evaluate(async () => {
    // Listeners hear of it with the next frame, and what they draw is there with the one after.
    for (let frames = 0; frames < 2; frames++) await new Promise(requestAnimationFrame);
    await Promise.all(document.getAnimations().map(({ finished }) => finished));
  });
}

/** The page's own `fetch`, with its cookies and its origin. */
export async function fetchIn(
  page: Page,
  path: string,
  init: { method?: string; body?: unknown } = {},
): Promise<{ status: number; text: string }> {
  return await page.evaluate(
    async ({ path, method, body }) => {
      const sent = body === undefined ? {} : { headers: { 'content-type': 'application/json' }, body };
      const response = await fetch(path, { method, ...sent });
      return { status: response.status, text: await response.text() };
    },
    { path, method: init.method ?? 'GET', body: init.body === undefined ? undefined : JSON.stringify(init.body) },
  );
}
