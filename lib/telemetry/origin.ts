/** Where a piece of work came from: the request that asked for it and when, kept across awaits and carried in jobs. */
import { AsyncLocalStorage } from 'node:async_hooks';
import { z } from 'zod';

/** `00-<trace>-<span>-<flags>`, as in the W3C recommendation. */
export const TraceparentSchema = z.string().regex(/^00-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}$/);
const REQUEST_ID = /^[\w-]{8,64}$/;

/** Travels in a job's payload. Nothing in it is about a person, and nothing depends on it: what is malformed is dropped. */
export const CarriedSchema = z
  .object({
    /** When it was handed in, by the clock of the machine that took it. */
    at: z.number(),
    request: z.string().regex(REQUEST_ID).optional(),
    traceparent: TraceparentSchema.optional(),
  })
  .optional()
  .catch(undefined);
export type Carried = z.infer<typeof CarriedSchema>;

interface Origin {
  readonly request: string | undefined;
  /** Milliseconds since 1970. */
  readonly at: number | undefined;
}

// Next.js has a bundle for each route, and each has its own copy of this file.
const KEY = Symbol.for('gradus.origin');
const globals = globalThis as typeof globalThis & { [KEY]?: AsyncLocalStorage<Origin> };
const storage = (globals[KEY] ??= new AsyncLocalStorage<Origin>());

/** Runs `work` as what a request asked for. An id from outside is kept if it looks like one. */
export function asRequest<T>(id: string | null, work: (id: string) => T): T {
  const request = id !== null && REQUEST_ID.test(id) ? id : crypto.randomUUID();
  return storage.run({ request, at: undefined }, () => work(request));
}

export function asCarried<T>(carried: Carried, work: () => T): T {
  return storage.run({ request: carried?.request, at: carried?.at }, work);
}

export function origin(): Origin | undefined {
  return storage.getStore();
}
