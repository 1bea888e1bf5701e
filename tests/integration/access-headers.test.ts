/** The headers that keep pages, the API and the workers apart. */
import { NextRequest } from 'next/server';
import { describe, expect, it } from 'vitest';
import config from '@/next.config.mjs';
import { config as proxyConfig, proxy } from '@/proxy';

async function answered(path: string, headers: Record<string, string> = {}) {
  const response = await proxy(new NextRequest(new URL(path, 'http://localhost:3000'), { headers }));
  return {
    policy: response.headers.get('content-security-policy') ?? '',
    /** What the page will see of a request header that the proxy set. */
    forwarded: (name: string) => response.headers.get(`x-middleware-request-${name}`),
  };
}

function directive(policy: string, name: string): string | undefined {
  return policy.split('; ').find((part) => part === name || part.startsWith(`${name} `));
}

describe('a page', () => {
  it('may run only scripts that carry the nonce of this answer', async () => {
    const { policy, forwarded } = await answered('/courses');
    const nonce = forwarded('x-nonce') ?? '';
    expect(nonce).toMatch(/^[A-Za-z0-9+/]{24}$/);
    expect(directive(policy, 'script-src')).toBe(`script-src 'nonce-${nonce}' 'strict-dynamic' 'wasm-unsafe-eval'`);
    expect(directive(policy, 'style-src-elem')).toBe(`style-src-elem 'self' 'nonce-${nonce}'`);
    // Next.js takes the nonce from the request's policy.
    expect(forwarded('content-security-policy')).toBe(policy);
  });

  it('gets another nonce each time', async () => {
    const all = await Promise.all(Array.from({ length: 20 }, () => answered('/courses')));
    const nonces = all.map(({ forwarded }) => forwarded('x-nonce'));
    expect(new Set(nonces).size).toBe(20);
  });

  it.each([
    "default-src 'self'",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'self'",
    "connect-src 'self'",
    "worker-src 'self'",
  ])('is held to %s', async (expected) => {
    expect((await answered('/courses')).policy.split('; ')).toContain(expected);
  });

  it('never evaluates text', async () => {
    expect((await answered('/courses')).policy).not.toMatch(/'unsafe-eval'|script-src[^;]*'unsafe-inline'/);
  });

  it('cannot be told a nonce or an address by the client', async () => {
    const { forwarded } = await answered('/courses/x?y=1', { 'x-nonce': 'mine', 'x-asked-for': '//evil.example' });
    expect(forwarded('x-nonce')).not.toBe('mine');
    expect(forwarded('x-asked-for')).toBe('/courses/x?y=1');
  });
});

describe('the API and the workers', () => {
  const byProxy = (path: string) => proxyConfig.matcher.some((pattern) => new RegExp(`^${pattern}$`).test(path));

  async function configured(path: string): Promise<Record<string, string>> {
    const rules = (await config.headers?.()) ?? [];
    const matching = rules.filter(({ source }) => new RegExp(`^${source.replace(/:path[*+]/, '.+')}$`).test(path));
    return Object.fromEntries(matching.flatMap(({ headers }) => headers.map(({ key, value }) => [key, value])));
  }

  it('are left to their own policies: the page’s is never added', () => {
    expect(byProxy('/workers/student.js')).toBe(false);
    expect(byProxy('/workers/judge.js')).toBe(false);
    expect(byProxy('/api/submissions/x')).toBe(false);
    expect(byProxy('/courses')).toBe(true);
    expect(byProxy('/apis')).toBe(true);
  });

  it('are read by nobody when the address is no text', async () => {
    const asked = (path: string) => proxy(new NextRequest(new URL(path, 'http://localhost:3000')));
    for (const path of ['/api/submissions/%ff', '/courses/%E0%A4%A']) {
      expect(byProxy(path)).toBe(true);
      expect((await asked(path)).status).toBe(400);
    }
    const readable = await asked('/api/submissions/%41');
    expect(readable.headers.get('x-middleware-next')).toBe('1');
    expect(readable.headers.get('content-security-policy')).toBeNull();
  });

  it('answer data that may do nothing', async () => {
    const policy = (await configured('/api/submissions/x'))['Content-Security-Policy'] ?? '';
    expect(directive(policy, 'default-src')).toBe("default-src 'none'");
    expect(directive(policy, 'frame-ancestors')).toBe("frame-ancestors 'none'");
    expect((await configured('/courses'))['Content-Security-Policy']).toBeUndefined();
  });

  it('let student code be evaluated and connect to nothing', async () => {
    expect((await configured('/workers/student.js'))['Content-Security-Policy']).toBe(
      "default-src 'none'; script-src 'unsafe-eval' 'wasm-unsafe-eval'; connect-src 'none'",
    );
  });

  it('let the judge compile its own WebAssembly, start student workers, and evaluate nothing', async () => {
    expect((await configured('/workers/judge.js'))['Content-Security-Policy']).toBe(
      "default-src 'none'; script-src 'wasm-unsafe-eval'; worker-src 'self'; connect-src 'none'",
    );
  });

  it.each(['/workers/student.js', '/courses', '/_next/static/chunks/x.js'])('and everything else: %s', async (path) => {
    const headers = await configured(path);
    expect(headers['X-Content-Type-Options']).toBe('nosniff');
    expect(headers['Referrer-Policy']).toBe('strict-origin-when-cross-origin');
    expect(headers['Cross-Origin-Opener-Policy']).toBe('same-origin-allow-popups');
    expect(headers['Permissions-Policy']).toContain('camera=()');
  });
});
