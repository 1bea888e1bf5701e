/** Who may read the metrics: whoever knows the token; without a token, this machine alone. Denied otherwise. */
import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import { openRegistry } from './registry';

interface Asking {
  /** See `isFromHere`. */
  readonly fromHere: boolean;
  readonly authorization: string | undefined;
}

export interface MetricsRule {
  readonly token: string | undefined;
  /** Others reach this process: then a proxy here that says nothing of whom it asks for would look like this machine itself. */
  readonly isPublic: boolean;
}

const LOOPBACK = /^(127\.\d+\.\d+\.\d+|::1|::ffff:127\.\d+\.\d+\.\d+)$/;
const LOCAL_NAME = /^(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/;
/** Somebody else asks through a proxy on this machine. */
const FORWARDED = ['forwarded', 'x-forwarded-for', 'x-forwarded-host', 'x-real-ip', 'via'] as const;

export function mayReadMetrics({ fromHere, authorization }: Asking, { token, isPublic }: MetricsRule): boolean {
  return token ? sameToken(authorization ?? '', `Bearer ${token}`) : fromHere && !isPublic;
}

/** @param peer the address at the other end of the connection itself, not what a header says */
export function isFromHere(peer: string | undefined, headers: IncomingHttpHeaders): boolean {
  return (
    LOOPBACK.test(peer ?? '') &&
    LOCAL_NAME.test(headers.host ?? '') &&
    FORWARDED.every((name) => headers[name] === undefined)
  );
}

/** Answers on a plain HTTP server, such as the worker's health port. */
export async function answerMetrics(
  request: IncomingMessage,
  response: ServerResponse,
  rule: MetricsRule,
): Promise<void> {
  const { socket, headers } = request;
  const fromHere = isFromHere(socket.remoteAddress, headers);
  if (!mayReadMetrics({ fromHere, authorization: headers.authorization }, rule)) {
    response.writeHead(403, { 'content-type': 'text/plain; charset=utf-8' }).end(REFUSAL);
    return;
  }
  const { contentType, text } = await (await openRegistry()).scrape();
  response.writeHead(200, { 'content-type': contentType, 'cache-control': 'no-store' }).end(text);
}

export const REFUSAL =
  'Metrics are for whoever runs the server: set METRICS_TOKEN and send it as a bearer token. Without one, a server that has ' +
  'no public address (NEXTAUTH_URL) gives them to its own machine.\n';

/** By hashes, so that neither length nor common beginning shows in the time it takes. */
function sameToken(given: string, wanted: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(given), digest(wanted));
}
