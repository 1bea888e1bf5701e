import { describe, expect, it } from 'vitest';
import { redact, redactText } from './redact';

const PROGRAM = 'export function softmax(Z: number[][]) { return Z; }';

describe('redact', () => {
  it.each<[string, unknown, unknown]>([
    ['an address in a field of that name', { email: 'ada@school.example' }, { email: '[redacted]' }],
    ['an address inside a text', { error: 'no ada.abel+x@school.example here' }, { error: 'no [e-mail] here' }],
    ['a name', { user: { id: 1, name: 'Ada' }, userName: 'Ada' }, { user: '[redacted]', userName: '[redacted]' }],
    ['a password', { password: 'correct horse' }, { password: '[redacted]' }],
    ['cookies and tokens', { cookie: 'a=b', access_token: 'x' }, { cookie: '[redacted]', access_token: '[redacted]' }],
    ['a program', { code: PROGRAM }, { code: '[redacted]' }],
    ['what is nested', { a: [{ b: { secret: 's' } }] }, { a: [{ b: { secret: '[redacted]' } }] }],
    ['the password in an address', { at: 'postgres://gradus:pw@db/x' }, { at: 'postgres://[redacted]@db/x' }],
    ['a bearer token', { said: 'Bearer abc.def' }, { said: 'Bearer [redacted]' }],
    ['a session', { said: `it was eyJhbGciOi.eyJzdWIi.c2ln` }, { said: 'it was [token]' }],
  ])('hides %s', (_, given, wanted) => {
    expect(redact(given)).toEqual(wanted);
  });

  it('keeps what helps: ids, codes of errors, counts, states', () => {
    const line = { submission: '4f0c', code: 'CredentialsSignin', starts: 3, at: new Date(0), final: true, next: null };
    expect(redact(line)).toEqual(line);
  });

  it('says of an error its kind, words and place, and nothing that its maker hung on it', () => {
    const cause = Object.assign(new Error('duplicate key: Key (email)=(ada@school.example) already exists'), {
      code: '23505',
      detail: 'Key (email)=(ada@school.example) already exists.',
      parameters: [PROGRAM],
    });
    const error = Object.assign(new Error(`Failed query: insert\nparams: ${PROGRAM}`, { cause }), {
      name: 'DrizzleQueryError',
      params: [PROGRAM],
    });
    const said = redact({ err: error }) as { err: { message: string; stack: string; cause: { code: string } } };
    expect(said.err.message).toBe('a query failed');
    expect(said.err.stack).toMatch(/^\s+at .*redact[.]test/);
    expect(said.err.cause.code).toBe('23505');
    const text = JSON.stringify(said);
    for (const hidden of ['ada@school', 'softmax', 'detail']) expect(text).not.toContain(hidden);
  });

  it('ends where a value never does', () => {
    const endless: Record<string, unknown> = {};
    endless['self'] = endless;
    expect(JSON.stringify(redact(endless)).length).toBeLessThan(200);
    expect(redactText('x'.repeat(10_000)).length).toBeLessThan(2100);
  });
});
