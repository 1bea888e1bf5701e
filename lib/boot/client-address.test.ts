import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, it } from 'vitest';
import { ADDRESS_HEADER, clientAddress, noteAddresses } from './client-address';

it.each<[string, { peer: string; forwarded: string }, number | undefined, string]>([
  ['nobody between', { peer: '203.0.113.9', forwarded: '' }, undefined, '203.0.113.9'],
  ['a client that makes one up', { peer: '203.0.113.9', forwarded: '10.0.0.1' }, undefined, '203.0.113.9'],
  ['a proxy on this machine', { peer: '127.0.0.1', forwarded: '10.0.0.1, 203.0.113.9' }, undefined, '203.0.113.9'],
  ['the same in IPv6', { peer: '::ffff:127.0.0.1', forwarded: '203.0.113.9' }, undefined, '203.0.113.9'],
  ['this machine itself', { peer: '::1', forwarded: '' }, undefined, '::1'],
  ['a proxy that is not to be believed', { peer: '127.0.0.1', forwarded: '203.0.113.9' }, 0, '127.0.0.1'],
  ['two proxies', { peer: '10.0.0.2', forwarded: '1.2.3.4, 203.0.113.9, 10.0.0.1' }, 2, '203.0.113.9'],
  ['more proxies than there are', { peer: '10.0.0.2', forwarded: '203.0.113.9' }, 5, '203.0.113.9'],
  ['empty places', { peer: '10.0.0.2', forwarded: ', ,' }, 1, '10.0.0.2'],
])('%s', (_, given, proxies, expected) => {
  expect(clientAddress(given, proxies)).toBe(expected);
});

it('is known before a request is answered, and no client can set it', async () => {
  noteAddresses(undefined);
  const server = createServer((request, response) => response.end(request.headers[ADDRESS_HEADER]));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const headers = { [ADDRESS_HEADER]: '6.6.6.6', 'x-forwarded-for': '6.6.6.6, 203.0.113.9' };
  const answer = await fetch(`http://127.0.0.1:${port}/`, { headers });
  expect(await answer.text()).toBe('203.0.113.9');
  await new Promise((resolve) => server.close(resolve));
});
