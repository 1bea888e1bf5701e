/** Signing in through an institution: a real OpenID provider, a real browser, the code flow with PKCE, state and nonce. */
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { until } from '../support/until';
import { CLIENT, type Issuer, startIssuer } from '../support/issuer';
import { noBrowser, openBrowser } from './support/browser';
import { type Gradus, startGradus } from './support/gradus';

const START_MS = 180_000;

describe.skipIf(noBrowser)('sign-in through an institution', () => {
  let browser: Browser;
  let issuer: Issuer;
  let gradus: Gradus;
  beforeAll(async () => {
    issuer = await startIssuer({
      noor: { email: 'Noor@school.example', email_verified: true, name: 'Noor Amin' },
      // An account of the demo, claimed by somebody whose address nobody has checked.
      mallory: { email: 'ines.moreau@demo.example', email_verified: false, name: 'Mallory' },
    });
    gradus = await startGradus({
      env: {
        OIDC_ISSUER: issuer.url,
        OIDC_CLIENT_ID: CLIENT.id,
        OIDC_CLIENT_SECRET: CLIENT.secret,
        OIDC_NAME: 'Test School',
      },
    });
    issuer.admit(`${gradus.url}/api/auth/callback/oidc`);
    browser = await openBrowser();
  }, START_MS);
  afterAll(async () => {
    await browser?.close();
    await gradus?.stop();
    await issuer?.stop();
  });

  const signIn = async (login: string) => {
    const context = await browser.newContext({ baseURL: gradus.url });
    const page = await context.newPage();
    await page.goto('/sign-in');
    await page.getByRole('button', { name: 'Sign in with Test School' }).click();
    await page.getByPlaceholder('Enter any login').fill(login);
    await page.getByPlaceholder('and password').fill('any');
    await page.getByRole('button', { name: 'Sign-in' }).click();
    await page.getByRole('button', { name: 'Continue' }).click();
    await back(page);
    return { context, page };
  };
  const back = async (page: Page) =>
    await until('the way back', () => page.url().startsWith(gradus.url) && !page.url().includes('/api/auth/'));

  it('leads there and back into the account of the address that the provider vouches for', async () => {
    const { context, page } = await signIn('noor');
    await page.waitForURL('**/courses');
    await page.getByRole('button', { name: /Noor Amin/ }).waitFor();
    expect(issuer.asked.at(-1)).toMatchObject({
      response_type: 'code',
      code_challenge_method: 'S256',
      code_challenge: expect.stringMatching(/^[\w-]{43}$/),
      state: expect.stringMatching(/^[\w-]{20,}$/),
      nonce: expect.stringMatching(/^[\w-]{20,}$/),
      redirect_uri: `${gradus.url}/api/auth/callback/oidc`,
    });
    const session = (await context.cookies(gradus.url)).find(({ name }) => name.includes('session-token'));
    expect(session).toMatchObject({ httpOnly: true, sameSite: 'Lax' });
    await context.close();
  });

  it('opens nobody’s account for an address that nobody has checked', async () => {
    const { context, page } = await signIn('mallory');
    expect(new URL(page.url()).pathname).toBe('/sign-in');
    expect(new URL(page.url()).searchParams.get('error')).toBe('EmailUnverified');
    expect((await context.cookies(gradus.url)).filter(({ name }) => name.includes('session-token'))).toEqual([]);
    await context.close();
  });

  it('refuses an answer that it did not ask for', async () => {
    const context = await browser.newContext({ baseURL: gradus.url });
    const page = await context.newPage();
    await page.goto('/api/auth/callback/oidc?code=stolen&state=made-up');
    expect(new URL(page.url()).pathname).toBe('/sign-in');
    expect(new URL(page.url()).searchParams.get('error')).not.toBeNull();
    expect((await context.cookies(gradus.url)).filter(({ name }) => name.includes('session-token'))).toEqual([]);
    await context.close();
  });
});
