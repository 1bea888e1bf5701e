/** Spans, for every home that has something to say: nothing but a look at one variable unless tracing was started. */
import type { Context, Span, Tracer } from '@opentelemetry/api';
import { asCarried, origin, type Carried } from './origin';

/** What is written to a span: identifiers and small numbers, never what a person wrote. */
type SpanFacts = Readonly<Record<`gradus.${string}`, string | number | boolean>>;

export interface SpanNote {
  add(facts: SpanFacts): void;
}

/** What `start-tracing.ts` puts in place. */
export interface Tracing {
  readonly tracer: Tracer;
  active(): Context;
  with<T>(context: Context, work: () => T): T;
  withSpan(context: Context, span: Span): Context;
  spanOf(context: Context): Span | undefined;
  /** The context that a `traceparent` names, and the empty one where there is none. */
  remote(traceparent: string | undefined): Context;
  /** A root span under the identity that a browser has given it. */
  startAs(traceparent: string, name: string, startTime: number): Span | undefined;
  fail(span: Span): void;
  stop(): Promise<void>;
}

const KEY = Symbol.for('gradus.tracing');
const globals = globalThis as typeof globalThis & { [KEY]?: Tracing | undefined };

export function tracing(): Tracing | undefined {
  return globals[KEY];
}

export function setTracing(started: Tracing | undefined): void {
  globals[KEY] = started;
}

export const NO_NOTE: SpanNote = { add: () => undefined };

/** Runs `work` in a span below the current one. What it throws marks the span and is thrown on. */
export async function traced<T>(name: string, work: (note: SpanNote) => Promise<T>): Promise<T> {
  const on = globals[KEY];
  if (on === undefined) return await work(NO_NOTE);
  const span = on.tracer.startSpan(name, {}, on.active());
  try {
    return await on.with(on.withSpan(on.active(), span), () => work(noteOf(span)));
  } catch (error) {
    markFailed(span, error);
    throw error;
  } finally {
    span.end();
  }
}

/** A span over what is already past, below the current one. */
export function tracedSince(name: string, startedAt: number): void {
  const on = globals[KEY];
  on?.tracer.startSpan(name, { startTime: startedAt }, on.active()).end();
}

/** Runs `work` below the span that a `traceparent` names; as it is where there is none. */
export function below<T>(traceparent: string | null | undefined, work: () => T): T {
  const on = globals[KEY];
  return on === undefined || !traceparent ? work() : on.with(on.remote(traceparent), work);
}

/** The current span in the form that travels. */
export function traceparent(): string | undefined {
  const on = globals[KEY];
  const context = on?.spanOf(on.active())?.spanContext();
  if (context === undefined || !/[^0]/.test(context.traceId)) return undefined;
  return `00-${context.traceId}-${context.spanId}-${(context.traceFlags & 1).toString(16).padStart(2, '0')}`;
}

/** The trace that is running, for log lines. */
export function traceId(): string | undefined {
  const on = globals[KEY];
  return on?.spanOf(on.active())?.spanContext().traceId;
}

/** What a job takes along: `send(tx, job, { …, ...carried() })`. */
export function carried(): { carried: Carried } {
  const parent = traceparent();
  const request = origin()?.request;
  return { carried: { at: Date.now(), ...(request ? { request } : {}), ...(parent ? { traceparent: parent } : {}) } };
}

/** The other end of `carried`: the job runs as part of the request and the trace that sent it. */
export function resumed<T>(payload: { carried?: Carried }, work: () => Promise<T>): Promise<T> {
  const on = globals[KEY];
  // A job that brings no trace belongs to none: least of all to that of the job before it.
  const run = () => (on === undefined ? work() : on.with(on.remote(payload.carried?.traceparent), work));
  return asCarried(payload.carried, run);
}

/** A span from the first event to the last one, below the span that a `traceparent` names. */
export function tracedEvents<T>(
  name: string,
  parent: string | undefined,
  events: AsyncIterator<T, void>,
): AsyncIterator<T, void> {
  const on = globals[KEY];
  if (on === undefined || parent === undefined) return events;
  const span = on.tracer.startSpan(name, {}, on.remote(parent));
  let count = 0;
  const end = () => {
    span.setAttribute('gradus.events', count);
    span.end();
  };
  return {
    async next() {
      try {
        const step = await events.next();
        if (step.done) end();
        else count++;
        return step;
      } catch (error) {
        markFailed(span, error);
        end();
        throw error;
      }
    },
    async return() {
      end();
      return (await events.return?.()) ?? { done: true, value: undefined };
    },
  };
}

/**
 * The click that a request began with, as a span that bears the browser's own identity. The browser says how long ago the
 * click was; the rest of its length is what the server sees, so no clock of the browser's is believed.
 */
export async function tracedClick<T>(headers: Headers, work: () => Promise<T>): Promise<T> {
  const on = globals[KEY];
  const [identity = '', since = ''] = headers.get(CLICK_HEADER)?.split(' ') ?? [];
  if (on === undefined || identity === '') return await work();
  const elapsed = /^\d{1,5}$/.test(since) ? Number(since) : 0;
  const arrived = Number(headers.get(ARRIVED_HEADER) ?? Date.now());
  const span = on.startAs(identity, 'browser.click', arrived - elapsed);
  span?.setAttribute('gradus.client_ms', elapsed);
  try {
    return await work();
  } finally {
    span?.end();
  }
}

/** The browser's own `traceparent`, and milliseconds from the click until the request left. */
export const CLICK_HEADER = 'x-click';
/** When a request with a click in it reached this process; written over whatever the browser sent (`http.ts`). */
export const ARRIVED_HEADER = 'x-click-arrived';

function noteOf(span: Span): SpanNote {
  return { add: (facts) => void span.setAttributes(facts) };
}

/** The kind of error only: its words may quote what a person wrote. */
function markFailed(span: Span, error: unknown): void {
  span.setAttribute('error.type', kindOf(error).slice(0, 64));
  globals[KEY]?.fail(span);
}

function kindOf(error: unknown): string {
  if (!(error instanceof Error)) return typeof error;
  return 'code' in error && typeof error.code === 'string' ? error.code : error.name;
}
