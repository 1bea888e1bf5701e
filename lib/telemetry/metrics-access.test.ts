import { createServer } from 'node:http';
import { describe, expect, it } from 'vitest';
import { answerMetrics, mayReadMetrics } from './metrics-access';

const TOKEN = 'a token of the tests';
const HERE = { peer: '127.0.0.1', headers: { host: 'localhost:3000' } };

describe('mayReadMetrics', () => {
  it.each<[string, Parameters<typeof mayReadMetrics>[0], string | undefined, boolean]>([
    ['this machine, without a token', HERE, undefined, true],
    ['this machine over IPv6', { ...HERE, peer: '::1' }, undefined, true],
    ['this machine, as IPv6 writes IPv4', { ...HERE, peer: '::ffff:127.0.0.1' }, undefined, true],
    ['another machine', { ...HERE, peer: '10.0.0.7' }, undefined, false],
    ['another machine that looks like this one', { ...HERE, peer: '10.127.0.0' }, undefined, false],
    ['nobody knows who', { ...HERE, peer: undefined }, undefined, false],
    [
      'somebody behind a proxy here',
      { ...HERE, headers: { host: 'localhost', 'x-forwarded-for': '10.0.0.7' } },
      undefined,
      false,
    ],
    ['a page that a name was bent to', { ...HERE, headers: { host: 'evil.example:3000' } }, undefined, false],
    ['this machine where a token is wanted', HERE, TOKEN, false],
    [
      'another machine with the token',
      { peer: '10.0.0.7', headers: { authorization: `Bearer ${TOKEN}` } },
      TOKEN,
      true,
    ],
    [
      'another machine with part of the token',
      { peer: '10.0.0.7', headers: { authorization: 'Bearer a' } },
      TOKEN,
      false,
    ],
    ['no token against an empty one', { peer: '10.0.0.7', headers: {} }, '', false],
  ])('%s', (_, asking, token, allowed) => {
    expect(mayReadMetrics(asking, token)).toBe(allowed);
  });
});

describe('answerMetrics', () => {
  it('answers on a plain server, with the token and without', async () => {
    const server = createServer((request, response) => void answerMetrics(request, response, TOKEN));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    const url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}/metrics`;
    try {
      const refused = await fetch(url);
      expect(refused.status).toBe(403);
      expect(await refused.text()).not.toContain('gradus_');
      const answered = await fetch(url, { headers: { authorization: `Bearer ${TOKEN}` } });
      expect(answered.status).toBe(200);
      expect(answered.headers.get('content-type')).toContain('version=0.0.4');
      expect(await answered.text()).toContain('# TYPE gradus_queue_waiting gauge');
    } finally {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    }
  });
});
