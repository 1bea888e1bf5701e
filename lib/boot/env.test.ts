/** The environment: defaults, and words for every mistake. */
import { describe, expect, it } from 'vitest';
import { parseEnv } from './env';

const SECRET = 'x'.repeat(32);

describe('parseEnv', () => {
  it('needs nothing: the embedded database, a demo, grading here', () => {
    expect(parseEnv({})).toEqual({
      port: 3000,
      databaseUrl: undefined,
      dataFolder: '.data',
      contentFolder: 'exercises',
      secret: undefined,
      demo: true,
      grader: 'inline',
      graderConcurrency: undefined,
      healthPort: undefined,
      drainSeconds: 20,
      queueBounds: { waiting: 10_000, seconds: 900 },
      sandbox: 'best',
      publicUrl: undefined,
      weakSandbox: false,
      proxies: undefined,
      logLevel: 'info',
      oidc: null,
    });
  });

  it('takes an empty value for none', () => {
    expect(parseEnv({ DATABASE_URL: '', GRADUS_SECRET: '', PORT: '' })).toEqual(parseEnv({}));
  });

  it('is no demo on a server of its own unless told so', () => {
    const server = { DATABASE_URL: 'postgres://gradus@db/gradus', NEXTAUTH_SECRET: SECRET };
    expect(parseEnv(server)).toMatchObject({ demo: false, secret: SECRET });
    expect(parseEnv({ ...server, GRADUS_DEMO: '1' }).demo).toBe(true);
    expect(parseEnv({ GRADUS_DEMO: '0' }).demo).toBe(false);
  });

  it.each([
    [{ PORT: 'http' }, /PORT: expected a whole number/],
    [{ DATABASE_URL: 'localhost:5432', GRADUS_SECRET: SECRET }, /DATABASE_URL: expected an address like postgres:/],
    [{ DATABASE_URL: 'postgres://db/gradus' }, /GRADUS_SECRET: needed with DATABASE_URL/],
    [{ HEALTH_PORT: '0' }, /HEALTH_PORT: expected a whole number from 1/],
    [{ DRAIN_SECONDS: '-1' }, /DRAIN_SECONDS: expected a whole number from 0/],
    [{ GRADUS_SECRET: 'short' }, /GRADUS_SECRET: expected at least 32/],
    [{ NEXTAUTH_URL: 'gradus' }, /NEXTAUTH_URL: expected the public address/],
    [{ GRADUS_DEMO: 'yes' }, /GRADUS_DEMO: expected 0 or 1/],
    [{ GRADER_CONCURRENCY: '0' }, /GRADER_CONCURRENCY: expected a whole number from 1 to 64/],
    [{ SANDBOX: 'require' }, /SANDBOX: expected best or required/],
    [{ PORT: '0', OIDC_ISSUER: 'https://id.example' }, /PORT: .*\n.*OIDC_CLIENT_ID: needed.*\n.*OIDC_CLIENT_SECRET/],
    [{ GRADER: 'on', LOG_LEVEL: 'loud' }, /GRADER.*\n.*LOG_LEVEL/],
  ])('says of %j what is wrong', (env, words) => {
    expect(() => parseEnv(env)).toThrow(words);
  });

  it('never repeats a secret', () => {
    let message = '';
    try {
      parseEnv({ GRADUS_SECRET: 'hunter2', PORT: 'x' });
    } catch (error) {
      message = String(error);
    }
    expect(message).toContain('GRADUS_SECRET');
    expect(message).not.toContain('hunter2');
  });
});
