import { describe, expect, it } from 'vitest';
import { AppError } from '@/lib/base/errors';
import { readJson } from './body';

function post(body: BodyInit, type = 'application/json'): Request {
  return new Request('http://localhost/api/x', {
    method: 'POST',
    body,
    headers: { 'content-type': type },
    duplex: 'half',
  } as RequestInit);
}

async function codeOf(work: Promise<unknown>): Promise<string> {
  const error = await work.then(
    () => null,
    (thrown: unknown) => thrown,
  );
  return error instanceof AppError ? error.code : 'none';
}

describe('readJson', () => {
  it('reads what fits, byte for byte', async () => {
    const value = { code: 'const ŷ = "🙂";\n' };
    const text = JSON.stringify(value);
    expect(await readJson(post(text), Buffer.byteLength(text))).toEqual(value);
  });

  it('refuses one byte too many', async () => {
    expect(await codeOf(readJson(post('"aaaa"'), 5))).toBe('too_large');
  });

  it('stops reading an endless body', async () => {
    let sent = 0;
    const endless = new ReadableStream<Uint8Array>({
      pull(controller) {
        sent += 1000;
        controller.enqueue(new Uint8Array(1000));
      },
    });
    expect(await codeOf(readJson(post(endless), 10_000))).toBe('too_large');
    expect(sent).toBeLessThan(50_000);
  });

  it('reads nothing of what says itself that it is too large', async () => {
    const request = post('"aaaa"');
    request.headers.set('content-length', '6');
    expect(await codeOf(readJson(request, 5))).toBe('too_large');
    expect(request.bodyUsed).toBe(false);
  });

  it.each(['', '{', 'undefined'])('refuses “%s”, which is not JSON', async (text) => {
    expect(await codeOf(readJson(post(text), 100))).toBe('bad_request');
  });

  it.each(['text/plain', 'application/x-www-form-urlencoded', 'application/jsonp'])(
    'refuses %s, which a form of another site could send',
    async (type) => {
      expect(await codeOf(readJson(post('{}', type), 100))).toBe('bad_request');
    },
  );
});
