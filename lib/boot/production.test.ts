import { describe, expect, it } from 'vitest';
import { admit, isProduction, isPublic } from './production';

const weak = {
  mode: 'weak' as const,
  walls: [
    { name: 'isolate', stands: true, says: '' },
    { name: 'bubblewrap', stands: false, says: '' },
    { name: 'network', stands: false, says: '' },
  ],
};
const laptop = { publicUrl: undefined, databaseUrl: undefined, weakSandbox: false };
const school = { ...laptop, publicUrl: 'https://gradus.school.example' };

describe('isProduction', () => {
  it.each<[string, { databaseUrl?: string; publicUrl?: string }, boolean]>([
    ['nothing set', {}, false],
    ['a public address', { publicUrl: 'https://gradus.school.example' }, true],
    ['this machine by name', { publicUrl: 'http://localhost:3000' }, false],
    ['this machine by number', { publicUrl: 'http://127.0.0.1:3000' }, false],
    ['this machine in IPv6', { publicUrl: 'http://[::1]:3000' }, false],
    ['a database elsewhere', { databaseUrl: 'postgres://a:b@db.example:5432/gradus' }, true],
    ['a database here', { databaseUrl: 'postgres://a:b@127.0.0.1:5432/gradus' }, false],
    ['a database behind a socket', { databaseUrl: 'postgres:///gradus' }, false],
  ])('%s', (_, env, expected) => {
    expect(isProduction({ ...laptop, ...env }, 'production')).toBe(expected);
    expect(isProduction({ ...laptop, ...env }, undefined)).toBe(expected);
    expect(isProduction({ ...laptop, ...env }, 'development')).toBe(false);
  });
});

describe('isPublic', () => {
  it('holds for an address that others reach', () => {
    expect(isPublic(school)).toBe(true);
    expect(isPublic({ publicUrl: 'http://localhost:3000' })).toBe(false);
    expect(isPublic(laptop)).toBe(false);
  });
});

describe('admit', () => {
  it('has no words for a strong sandbox', () => {
    expect(admit({ ...weak, mode: 'full' }, school, 'production')).toEqual({ kind: 'strong' });
  });

  it('warns on a laptop, and names what is missing', () => {
    const { kind, words } = { words: '', ...admit(weak, laptop, 'production') };
    expect(kind).toBe('warned');
    expect(words).toContain('without bubblewrap, network,');
    expect(words).toContain('npm run doctor');
  });

  it('refuses where others depend on it, unless that was accepted by name', () => {
    const refused = admit(weak, school, 'production');
    expect(refused).toMatchObject({ kind: 'refused', words: expect.stringContaining('GRADUS_WEAK_SANDBOX=accepted') });
    const accepted = admit(weak, { ...school, weakSandbox: true }, 'production');
    expect(accepted).toMatchObject({ kind: 'warned', words: expect.stringContaining('GRADUS_WEAK_SANDBOX') });
  });
});
