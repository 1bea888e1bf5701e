/** What leaves the process of a span: the frame of Next.js writes addresses and error texts into its own, which are dropped. */
import type { Attributes } from '@opentelemetry/api';
import type { ReadableSpan } from '@opentelemetry/sdk-trace';

/** Route patterns, methods and statuses. Addresses hold ids, names of people's files, and what was searched for. */
const KEPT: ReadonlySet<string> = new Set([
  'http.method',
  'http.request.method',
  'http.status_code',
  'http.response.status_code',
  'http.route',
  'next.route',
  'next.span_type',
  'next.rsc',
  'error.type',
  'exception.type',
]);

function cleanAttributes(attributes: Attributes): Attributes {
  return Object.fromEntries(Object.entries(attributes).filter(([key]) => KEPT.has(key) || key.startsWith('gradus.')));
}

/** Names are words or a method with a route pattern; one that could be an address gives way to its kind. */
function cleanName({ name, attributes }: ReadableSpan): string {
  if (!/[?@%]|:\/\//.test(name)) return name;
  const kind = attributes['next.span_type'];
  return typeof kind === 'string' ? kind : 'unnamed';
}

export function cleanSpan(span: ReadableSpan): ReadableSpan {
  const { status, events, links } = span;
  return Object.create(span, {
    name: { value: cleanName(span) },
    attributes: { value: cleanAttributes(span.attributes) },
    status: { value: { code: status.code } },
    events: { value: events.map((event) => ({ ...event, attributes: cleanAttributes(event.attributes ?? {}) })) },
    links: { value: links.map((link) => ({ ...link, attributes: cleanAttributes(link.attributes ?? {}) })) },
  }) as ReadableSpan;
}
