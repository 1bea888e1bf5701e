import { createServer } from 'node:http';
import { describe, expect, it } from 'vitest';
import { answerMetrics, isFromHere, mayReadMetrics } from './metrics-access';

const TOKEN = 'a token of the tests';
const HERE = { host: 'localhost:3000' };

describe('isFromHere', () => {
  it.each<[string, string | undefined, Parameters<typeof isFromHere>[1], boolean]>([
    ['this machine', '127.0.0.1', HERE, true],
    ['this machine over IPv6', '::1', HERE, true],
    ['this machine, as IPv6 writes IPv4', '::ffff:127.0.0.1', HERE, true],
    ['another machine', '10.0.0.7', HERE, false],
    ['another machine that looks like this one', '10.127.0.0', HERE, false],
    ['nobody knows who', undefined, HERE, false],
    ['somebody behind a proxy here', '127.0.0.1', { host: 'localhost', 'x-forwarded-for': '10.0.0.7' }, false],
    ['a page that a name was bent to', '127.0.0.1', { host: 'evil.example:3000' }, false],
  ])('%s', (_, peer, headers, fromHere) => {
    expect(isFromHere(peer, headers)).toBe(fromHere);
  });
});

describe('mayReadMetrics', () => {
  const here = { fromHere: true, authorization: undefined };
  const elsewhere = (authorization?: string) => ({ fromHere: false, authorization });
  const own = { token: undefined, isPublic: false };
  it.each<[string, Parameters<typeof mayReadMetrics>[0], Parameters<typeof mayReadMetrics>[1], boolean]>([
    ['this machine, without a token', here, own, true],
    ['another machine', elsewhere(), own, false],
    ['this machine, where others come through a proxy here', here, { token: undefined, isPublic: true }, false],
    ['this machine where a token is wanted', here, { ...own, token: TOKEN }, false],
    ['another machine with the token', elsewhere(`Bearer ${TOKEN}`), { token: TOKEN, isPublic: true }, true],
    ['another machine with part of the token', elsewhere('Bearer a'), { ...own, token: TOKEN }, false],
    ['no token against an empty one', elsewhere(), { ...own, token: '' }, false],
  ])('%s', (_, asking, rule, allowed) => {
    expect(mayReadMetrics(asking, rule)).toBe(allowed);
  });
});

describe('answerMetrics', () => {
  it('answers on a plain server, with the token and without', async () => {
    const server = createServer(
      (request, response) => void answerMetrics(request, response, { token: TOKEN, isPublic: false }),
    );
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
