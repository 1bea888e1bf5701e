/** The provider's settings: all or none, and words for what is missing. */
import { describe, expect, it } from 'vitest';
import { parseOidcEnv } from './oidc-env';

const SET = {
  OIDC_ISSUER: 'https://id.school.example/realms/main/',
  OIDC_CLIENT_ID: 'gradus',
  OIDC_CLIENT_SECRET: 's',
};
const problems = (env: Record<string, string | undefined>) =>
  parseOidcEnv(env).error?.issues.map(({ path, message }) => `${path.join('.')}: ${message}`) ?? [];

describe('parseOidcEnv', () => {
  it('is nothing without an issuer', () => {
    expect(parseOidcEnv({}).data).toBeNull();
    expect(parseOidcEnv({ OIDC_ISSUER: '', OIDC_CLIENT_ID: '' }).data).toBeNull();
  });

  it('reads the settings, without a slash that would double', () => {
    expect(parseOidcEnv({ ...SET, OIDC_NAME: '' }).data).toEqual({
      issuer: 'https://id.school.example/realms/main',
      clientId: 'gradus',
      clientSecret: 's',
      name: 'your institution',
      vouchesForEmail: false,
    });
    expect(parseOidcEnv({ ...SET, OIDC_EMAIL_VERIFIED: '1' }).data?.vouchesForEmail).toBe(true);
  });

  it.each(['OIDC_CLIENT_ID', 'OIDC_CLIENT_SECRET'])('names %s when it is missing', (name) => {
    for (const value of [undefined, '']) {
      expect(problems({ ...SET, [name]: value })).toEqual([
        expect.stringContaining(`${name}: needed with OIDC_ISSUER`),
      ]);
    }
  });

  it('refuses an issuer that is not a web address', () => {
    expect(problems({ ...SET, OIDC_ISSUER: 'javascript:alert(1)' })).toEqual([
      'OIDC_ISSUER: expected an address like https://id.school.example/realms/main',
    ]);
  });

  it('misses the issuer of a client', () => {
    expect(problems({ ...SET, OIDC_ISSUER: undefined })).toEqual([
      'OIDC_CLIENT_ID: has no effect without OIDC_ISSUER, the address of the provider',
    ]);
  });
});
