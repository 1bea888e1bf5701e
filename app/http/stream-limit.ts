/** How many event streams each person has open in this process. A page too many asks now and then instead of listening. */

/** More pages than anybody has open; few enough that one person can't fill the server with them. */
const MOST = 12;
const open = new Map<string, number>();

/** Counts a stream until the returned function is called; null where the person has enough of them. */
export function takeStream(userId: string): (() => void) | null {
  const count = open.get(userId) ?? 0;
  if (count >= MOST) return null;
  open.set(userId, count + 1);
  let taken = true;
  return () => {
    if (!taken) return;
    taken = false;
    const left = (open.get(userId) ?? 1) - 1;
    if (left > 0) open.set(userId, left);
    else open.delete(userId);
  };
}

/** The same events; `release` is called once there are no more, whether they ended, failed or nobody listens any longer. */
export function releasing<T>(
  events: AsyncIterator<T, void>,
  stop: AbortSignal,
  release: () => void,
): AsyncIterator<T, void> {
  stop.addEventListener('abort', release, { once: true });
  return {
    async next() {
      try {
        const step = await events.next();
        if (step.done) release();
        return step;
      } catch (error) {
        release();
        throw error;
      }
    },
  };
}
