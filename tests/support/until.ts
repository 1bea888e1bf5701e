/** Waits for a condition, not for a time. */
import { setTimeout as pause } from 'node:timers/promises';

/** The first value of `look` that is neither null, undefined nor false; throws with `what` when it takes too long. */
export async function until<T>(
  what: string,
  look: () => Promise<T | null | undefined | false> | T | null | undefined | false,
  deadlineMs = 60_000,
): Promise<T> {
  const deadline = performance.now() + deadlineMs;
  for (;;) {
    const value = await look();
    if (value !== null && value !== undefined && value !== false) return value;
    if (performance.now() > deadline) throw new Error(`still waiting for ${what} after ${deadlineMs} ms`);
    await pause(10);
  }
}
