import { describe, expect, it } from 'vitest';
import { signInErrorWords } from './error-words';

describe('signInErrorWords', () => {
  it.each([
    ['TooMany 1', '1 second.'],
    ['TooMany 45', '45 seconds.'],
    ['TooMany 871', '15 minutes.'],
  ])('says how long to wait after %s', (error, end) => {
    expect(signInErrorWords(error)).toBe(`Too many tries. You can try again in ${end}`);
  });

  it('does not say whether there is such an account', () => {
    expect(signInErrorWords('CredentialsSignin')).toMatch(/do not belong together/);
  });

  it('shows nothing of an error that somebody wrote into the address', () => {
    expect(signInErrorWords('<script>alert(1)</script> Call 555-1234')).not.toMatch(/script|555/);
  });
});
