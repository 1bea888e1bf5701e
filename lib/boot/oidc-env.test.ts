import { describe, expect, it } from 'vitest';
import { parseOidcEnv } from './oidc-env';

const SET = {
  OIDC_ISSUER: 'https://id.school.example/realms/main/',
  OIDC_CLIENT_ID: 'gradus',
  OIDC_CLIENT_SECRET: 's',
};

describe('parseOidcEnv', () => {
  it('is nothing without an issuer', () => {
    expect(parseOidcEnv({})).toBeNull();
    expect(parseOidcEnv({ OIDC_ISSUER: '' })).toBeNull();
  });

  it('reads the settings, without a slash that would double', () => {
    expect(parseOidcEnv(SET)).toEqual({
      issuer: 'https://id.school.example/realms/main',
      clientId: 'gradus',
      clientSecret: 's',
      name: 'your institution',
      vouchesForEmail: false,
    });
  });

  it.each(['OIDC_CLIENT_ID', 'OIDC_CLIENT_SECRET'])('names %s when it is missing', (name) => {
    expect(() => parseOidcEnv({ ...SET, [name]: undefined })).toThrow(name);
  });

  it('refuses an issuer that is not a web address', () => {
    expect(() => parseOidcEnv({ ...SET, OIDC_ISSUER: 'javascript:alert(1)' })).toThrow('OIDC_ISSUER');
  });
});
