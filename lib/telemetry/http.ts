/** Watches the web server from below: how long each answer takes, and whether whoever asks for metrics sits at this machine. */
import { randomUUID } from 'node:crypto';
import { channel, subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { observe } from './metrics';
import { isFromHere } from './metrics-access';
import { ARRIVED_HEADER, CLICK_HEADER } from './trace';

/** A pattern such as `/courses/[course]`, and what it matches. */
export interface RoutePattern {
  readonly page: string;
  readonly regex: RegExp;
}

const STARTED = 'http.server.request.start';
/** Nobody outside can send it: its value is made at the start of the process. */
export const LOCAL_HEADER = 'x-asked-locally';
export const METRICS_PATH = '/metrics';

const KEY = Symbol.for('gradus.local-mark');
const globals = globalThis as typeof globalThis & { [KEY]?: string };

/** The value that a request for metrics bears when it came from this machine itself. */
export function localMark(): string {
  return (globals[KEY] ??= randomUUID());
}

/** Until the returned function is called. All servers of this process are watched. */
export function watchHttp(routes: readonly RoutePattern[]): () => void {
  const onStart = (message: unknown) => {
    const { request, response } = message as { request: IncomingMessage; response: ServerResponse };
    const path = pathOf(request);
    if (path === METRICS_PATH) markLocal(request);
    if (request.headers[CLICK_HEADER] !== undefined) request.headers[ARRIVED_HEADER] = String(Date.now());
    const start = performance.now();
    // `close` comes for answers that nobody waited for, too.
    response.once('close', () => {
      if (String(response.getHeader('content-type')).startsWith('text/event-stream')) return;
      const labels = {
        route: routeOf(path, routes),
        method: request.method ?? '',
        status: `${Math.floor(response.statusCode / 100)}xx`,
      };
      observe('gradus_http_request_seconds', labels, (performance.now() - start) / 1000);
    });
  };
  // A channel that nobody holds is forgotten together with its subscribers.
  const held = channel(STARTED);
  subscribe(held.name, onStart);
  return () => void unsubscribe(held.name, onStart);
}

function markLocal(request: IncomingMessage): void {
  const { headers, socket } = request;
  if (isFromHere(socket.remoteAddress, headers)) headers[LOCAL_HEADER] = localMark();
  else delete headers[LOCAL_HEADER];
}

function pathOf(request: IncomingMessage): string {
  const [path = '/'] = (request.url ?? '/').split('?', 1);
  return path;
}

function routeOf(path: string, routes: readonly RoutePattern[]): string {
  if (path.startsWith('/_next/') || path.startsWith('/workers/') || path === '/icon.svg') return 'static';
  return routes.find(({ regex }) => regex.test(path))?.page ?? 'other';
}
