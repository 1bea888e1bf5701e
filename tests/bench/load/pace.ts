/** How often students begin to work, over time: as usual, and more often from some moment on, as before a deadline. */

export interface Pace {
  /** Of what a student does on average: 1 is as often. */
  usual: number;
  surge: number;
  /** Milliseconds on the page's clock. */
  surgeFrom: number;
}

export const EVEN: Pace = { usual: 1, surge: 1, surgeFrom: Infinity };

/** In the last fifth of the time twice as often as before. */
export const SURGE = { share: 0.2, times: 2 };

/** Over all of the time as often as `EVEN`. */
export function towardsDeadline(began: number, ms: number): Pace {
  const usual = 1 / (1 - SURGE.share + SURGE.share * SURGE.times);
  return { usual, surge: usual * SURGE.times, surgeFrom: began + ms * (1 - SURGE.share) };
}

/** When it is that somebody who would have waited `ms` at an even pace begins, waiting from `from` on. */
export function laterBy({ usual, surge, surgeFrom }: Pace, from: number, ms: number): number {
  const before = Math.max(0, surgeFrom - from) * usual;
  return ms <= before ? from + ms / usual : Math.max(from, surgeFrom) + (ms - before) / surge;
}
