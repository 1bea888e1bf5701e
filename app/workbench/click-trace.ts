/** A click on Submit as traces know it: an identity made in the browser, which the server takes up where it traces at all. */

let clickedAt = performance.now();
/** The submission that the last answer named, and the request that it answered. */
let latest: { id: string; traceparent: string } | null = null;

export function noteClick(): void {
  clickedAt = performance.now();
}

/** For one request. Tried again, it is another request of the same click. */
export function clickHeaders(): { traceparent: string; 'x-click': string } {
  const traceparent = `00-${randomHex(16)}-${randomHex(8)}-01`;
  // Servers on the way put a traceparent of their own in the place of this one.
  return { traceparent, 'x-click': `${traceparent} ${Math.round(performance.now() - clickedAt)}` };
}

export function rememberTrace(id: string, traceparent: string): void {
  latest = { id, traceparent };
}

/** An event stream can't send headers, so its address says which request it belongs to. */
export function traceQuery(id: string): string {
  return latest?.id === id ? `?trace=${latest.traceparent}` : '';
}

function randomHex(bytes: number): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(bytes)), (byte) => byte.toString(16).padStart(2, '0')).join(
    '',
  );
}
