/** How long ago something was, in as few characters as a narrow column leaves. */
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** `now`, `12 min`, `5 h`, `3 d`, `7 wk`. */
export function ago(then: Date, now: Date): string {
  const ms = now.getTime() - then.getTime();
  if (ms < MINUTE) return 'now';
  if (ms < HOUR) return `${Math.floor(ms / MINUTE)} min`;
  if (ms < DAY) return `${Math.floor(ms / HOUR)} h`;
  if (ms < 21 * DAY) return `${Math.floor(ms / DAY)} d`;
  return `${Math.floor(ms / (7 * DAY))} wk`;
}
