import { describe, expect, it } from 'vitest';
import { isSameOrigin, safePath, signInPath } from './same-site';

describe('safePath', () => {
  it.each([
    '/courses/neural-networks',
    '/courses/neural-networks/matrix?section=x&state=stuck',
    '/courses/neural-networks/lessons/one-neuron#eq-1.2',
  ])('keeps %s', (path) => {
    expect(safePath(path)).toBe(path);
  });

  it.each([
    ['another host', 'https://evil.example/'],
    ['another host without a scheme', '//evil.example'],
    ['a backslash that browsers read as a slash', '/\\evil.example'],
    ['a tab that browsers drop', '/\t/evil.example'],
    ['dots that uncover two slashes', '/.//evil.example'],
    ['dots up to two slashes', '/a/..//evil.example'],
    ['a script', 'javascript:alert(1)'],
    ['a path without a slash', 'courses'],
    ['nothing', ''],
    ['the sign-in itself', '/sign-in?from=/x'],
    ['the API', '/api/auth/signout'],
    ['several values', ['/a', '/b']],
    ['nothing at all', undefined],
    ['endless text', `/${'a'.repeat(3000)}`],
  ])('refuses %s', (_name, path) => {
    expect(safePath(path)).toBe('/courses');
  });
});

describe('signInPath', () => {
  it('remembers where one wanted to go', () => {
    expect(signInPath('/courses/x?y=1')).toBe('/sign-in?from=%2Fcourses%2Fx%3Fy%3D1');
  });
  it('stays short for the page where one ends up anyway', () => {
    expect(signInPath(null)).toBe('/sign-in');
    expect(signInPath('/courses')).toBe('/sign-in');
  });
});

describe('isSameOrigin', () => {
  const sent = (headers: Record<string, string>) =>
    isSameOrigin(new Request('http://localhost:3000/api/x', { method: 'POST', headers }));

  it.each<[string, Record<string, string>, boolean]>([
    ['a page of ours', { 'sec-fetch-site': 'same-origin', host: 'localhost:3000' }, true],
    [
      'another site',
      { 'sec-fetch-site': 'cross-site', origin: 'http://localhost:3000', host: 'localhost:3000' },
      false,
    ],
    ['another port of this machine', { 'sec-fetch-site': 'same-site', host: 'localhost:3000' }, false],
    ['an old browser on our page', { origin: 'http://localhost:3000', host: 'localhost:3000' }, true],
    ['an old browser elsewhere', { origin: 'http://evil.example', host: 'localhost:3000' }, false],
    ['a frame without an origin', { origin: 'null', host: 'localhost:3000' }, false],
    ['a program that names no origin', { host: 'localhost:3000' }, false],
    [
      'our page behind a proxy',
      { origin: 'https://gradus.example', host: '10.0.0.7', 'x-forwarded-host': 'gradus.example' },
      true,
    ],
  ])('%s', (_name, headers, expected) => {
    expect(sent(headers)).toBe(expected);
  });
});
