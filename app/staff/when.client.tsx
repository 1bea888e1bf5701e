'use client';
/** A moment in the reader's zone. The server, which doesn't know that zone, shows it in UTC and says so. */
import { useAlive } from './use-alive.client';

const SERVER_FORMAT = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'short', timeZone: 'UTC' });

/** Made at the first use, in the browser: to make one costs a thousand times what it costs to use it. */
let localFormat: Intl.DateTimeFormat | undefined;

export function localTime(at: number | Date): string {
  localFormat ??= new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' });
  return localFormat.format(at);
}

export function When({ at }: { at: Date | string }) {
  const date = new Date(at);
  const alive = useAlive();
  return (
    <time dateTime={date.toISOString()} className="whitespace-nowrap">
      {alive ? localTime(date) : `${SERVER_FORMAT.format(date)} UTC`}
    </time>
  );
}
