/** Rate limits, counted in the database so that several web processes share them. */
import { RateLimiterDrizzle, RateLimiterRes } from 'rate-limiter-flexible';
import { rateLimits } from '../../db/schema';
import type { Db } from '../../db/database';
import { plainError } from '../../db/stored';

export interface RateLimit {
  /** Namespaces the keys: `submit`. */
  readonly name: string;
  readonly points: number;
  readonly seconds: number;
}

/** Takes one point. `wait` says how long until there is one again. */
export async function takePoint(
  db: Db,
  limit: RateLimit,
  key: string,
): Promise<{ kind: 'ok' } | { kind: 'wait'; retryAfterMs: number }> {
  try {
    await limiterOf(db, limit).consume(key);
    return { kind: 'ok' };
  } catch (refusal) {
    if (refusal instanceof RateLimiterRes) return { kind: 'wait', retryAfterMs: refusal.msBeforeNext };
    throw plainError('take a point of a rate limit', refusal);
  }
}

/** Gives one point back, where what it was taken for failed through no fault of who asked. Never rejects. */
export async function givePointBack(db: Db, limit: RateLimit, key: string): Promise<void> {
  // Where the database is gone, the point is, too: until the limit's time is over.
  await limiterOf(db, limit)
    .reward(key)
    .catch(() => undefined);
}

/** Gives all points back: after a right password, say. */
export async function forgiveKey(db: Db, limit: RateLimit, key: string): Promise<void> {
  try {
    await limiterOf(db, limit).delete(key);
  } catch (error) {
    throw plainError('forgive a rate limit', error);
  }
}

const limiters = new WeakMap<Db, Map<string, RateLimiterDrizzle>>();

function limiterOf(db: Db, limit: RateLimit): RateLimiterDrizzle {
  const ofDb = limiters.get(db) ?? new Map<string, RateLimiterDrizzle>();
  limiters.set(db, ofDb);
  // Courses have limits of their own, under one name.
  const key = `${limit.name} ${limit.points}/${limit.seconds}`;
  const known = ofDb.get(key);
  if (known) return known;
  const limiter = new RateLimiterDrizzle({
    storeClient: db,
    schema: rateLimits,
    keyPrefix: limit.name,
    points: limit.points,
    duration: limit.seconds,
    // Refused in memory once the points are used up, so that a flood costs no queries.
    inMemoryBlockOnConsumed: limit.points + 1,
    clearExpiredByTimeout: false,
  });
  ofDb.set(key, limiter);
  return limiter;
}
