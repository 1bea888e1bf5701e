/** Takes chance and the clock out of an isolate, so that a stored verdict replays to the same bytes. */

interface Realm {
  Math: { random: () => number };
  Date: DateConstructor;
  Intl: typeof Intl;
}

/**
 * Call it first in a fresh realm, before anything else holds on to what it replaces. Nothing from outside this function is
 * used in it: the judge's isolate is given its source. With what it returns, chance and clock are kept as they are (`false`)
 * and put back to where they were kept (`true`).
 */
export function makeRepeatable(realm: Realm): (again: boolean) => void {
  // mulberry32: the same numbers in every isolate. V8's own --random-seed would also make its memory's layout predictable.
  let state = 0x9e3779b9;
  let keptState = state;
  const random = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
  Object.defineProperty(realm.Math, 'random', { value: random, writable: true, configurable: true, enumerable: false });

  const Real = realm.Date;
  // The clock goes on by looks. The first two seconds pass in a millisecond a look, so that training for a set time comes to
  // its end; after that time is so slow that a loop that only waits runs into its real limit.
  const start = Real.UTC(2026, 0, 1);
  const quickLooks = 2000;
  const slowLooksPerMs = 10_000;
  let looks = 0;
  let keptLooks = looks;
  const now = (): number => {
    looks += 1;
    if (looks <= quickLooks) return start + looks;
    return start + quickLooks + (((looks - quickLooks) / slowLooksPerMs) | 0);
  };
  // It stays what Date.prototype.constructor says, too: no way leads back to the real one.
  const Repeatable = new Proxy(Real, {
    apply: () => new Real(now()).toString(),
    construct: (_, args, target: DateConstructor) =>
      Reflect.construct(Real, args.length === 0 ? [now()] : args, target) as Date,
  });
  const hidden = { writable: true, configurable: true, enumerable: false };
  Object.defineProperty(Real, 'now', { value: now, ...hidden });
  Object.defineProperty(Real.prototype, 'constructor', { value: Repeatable, ...hidden });
  Object.defineProperty(realm, 'Date', { value: Repeatable, ...hidden });

  // These mean the present when they are given no date.
  const formats = realm.Intl.DateTimeFormat.prototype;
  const format = Object.getOwnPropertyDescriptor(formats, 'format');
  const toParts = Object.getOwnPropertyDescriptor(formats, 'formatToParts');
  Object.defineProperty(formats, 'format', {
    get(this: Intl.DateTimeFormat) {
      const bound = format?.get?.call(this) as (date: number) => string;
      return (date?: number) => bound(date === undefined ? now() : date);
    },
    configurable: true,
  });
  Object.defineProperty(formats, 'formatToParts', {
    value(this: Intl.DateTimeFormat, date?: number) {
      const parts = toParts?.value as (date: number) => Intl.DateTimeFormatPart[];
      return Reflect.apply(parts, this, [date === undefined ? now() : date]);
    },
    ...hidden,
  });

  return (again) => {
    if (again) {
      state = keptState;
      looks = keptLooks;
    } else {
      keptState = state;
      keptLooks = looks;
    }
  };
}
