/** A log for tests that says nothing. */
import type { Log } from '@/lib/base/log';

export const silentLog: Log = { info: () => undefined, warn: () => undefined, error: () => undefined };
