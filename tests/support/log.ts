/** Logs for tests: one that says nothing, one that remembers. */
import type { Log } from '@/lib/base/log';

export const silentLog: Log = { info: () => undefined, warn: () => undefined, error: () => undefined };

export function rememberingLog(): Log & { lines: string[] } {
  const lines: string[] = [];
  const write = (fields: object, message: string) => {
    lines.push(JSON.stringify({ ...fields, message }));
  };
  return { lines, info: write, warn: write, error: write };
}
