/** Which network address a request came from, as far as it can be known: the connection's, or what our own proxies wrote. */
import diagnostics from 'node:diagnostics_channel';
import type { IncomingMessage } from 'node:http';

/** Set by us on every request before anything reads it; whatever a client sent under this name is gone. */
export const ADDRESS_HEADER = 'x-gradus-address';

/** @param proxies how many stand in front; undefined: one, where the connection comes from this machine itself */
export function noteAddresses(proxies: number | undefined): void {
  diagnostics.subscribe('http.server.request.start', (message) => {
    const { request } = message as { request: IncomingMessage };
    const { 'x-forwarded-for': forwarded } = request.headers;
    request.headers[ADDRESS_HEADER] = clientAddress(
      { peer: request.socket.remoteAddress ?? 'unknown', forwarded: String(forwarded ?? '') },
      proxies,
    );
  });
}

/** Each proxy adds the address that it was asked from to the end of the list; what stands before those is hearsay. */
export function clientAddress(
  { peer, forwarded }: { peer: string; forwarded: string },
  proxies: number | undefined,
): string {
  const listed = forwarded
    .split(',')
    .map((address) => address.trim())
    .filter((address) => address !== '');
  const trusted = proxies ?? (isOwnMachine(peer) ? 1 : 0);
  return [...listed, peer].at(-1 - Math.min(trusted, listed.length)) ?? peer;
}

function isOwnMachine(peer: string): boolean {
  return peer === '::1' || /^(::ffff:)?127(\.\d+){3}$/.test(peer);
}
