/** A collector of traces: takes OTLP over HTTP as JSON and keeps the spans, each process's with its own name. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { z } from 'zod';

const ValueSchema = z.looseObject({
  stringValue: z.string().optional(),
  intValue: z.union([z.number(), z.string()]).optional(),
  doubleValue: z.number().optional(),
  boolValue: z.boolean().optional(),
});
const AttributesSchema = z
  .array(z.object({ key: z.string(), value: ValueSchema }))
  .default([])
  .transform((list) =>
    Object.fromEntries(
      list.map(({ key, value: { stringValue, intValue, doubleValue, boolValue } }) => [
        key,
        stringValue ?? boolValue ?? doubleValue ?? (intValue === undefined ? undefined : Number(intValue)),
      ]),
    ),
  );
const SpanSchema = z.looseObject({
  traceId: z.string(),
  spanId: z.string(),
  parentSpanId: z.string().default(''),
  name: z.string(),
  startTimeUnixNano: z.string(),
  endTimeUnixNano: z.string(),
  attributes: AttributesSchema,
});
const RequestSchema = z.object({
  resourceSpans: z.array(
    z.object({
      resource: z.object({ attributes: AttributesSchema }),
      scopeSpans: z.array(z.object({ spans: z.array(SpanSchema) })),
    }),
  ),
});

export type CollectedSpan = z.infer<typeof SpanSchema> & { service: string };

export interface Collector {
  /** For OTEL_EXPORTER_OTLP_ENDPOINT. */
  url: string;
  readonly spans: readonly CollectedSpan[];
  /** Every request's body as it came. */
  readonly bodies: readonly string[];
  close(): Promise<void>;
}

export async function startCollector(): Promise<Collector> {
  const spans: CollectedSpan[] = [];
  const bodies: string[] = [];
  const take = async (request: IncomingMessage, response: ServerResponse) => {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part as Buffer);
    const body = Buffer.concat(parts).toString('utf8');
    bodies.push(body);
    if (request.url === '/v1/traces' && request.headers['content-type'] === 'application/json') {
      for (const { resource, scopeSpans } of RequestSchema.parse(JSON.parse(body)).resourceSpans) {
        const service = String(resource.attributes['service.name']);
        for (const scope of scopeSpans) spans.push(...scope.spans.map((span) => ({ ...span, service })));
      }
      response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
    } else {
      response.writeHead(404).end();
    }
  };
  const server = createServer((request, response) => void take(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the collector has no port');
  return {
    url: `http://127.0.0.1:${address.port}`,
    spans,
    bodies,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** The spans of one trace by the way from its root, as `root > child > grandchild`; throws where the tree is not whole. */
export function pathsOf(spans: readonly CollectedSpan[], traceId: string): string[] {
  const own = spans.filter((span) => span.traceId === traceId);
  const byId = new Map(own.map((span) => [span.spanId, span]));
  if (byId.size !== own.length) {
    const twice = own.filter(({ spanId }) => own.filter((other) => other.spanId === spanId).length > 1);
    throw new Error(`an identity is given twice: ${twice.map(({ name }) => name).join(', ')}`);
  }
  const pathOf = (span: CollectedSpan): string => {
    if (span.parentSpanId === '') return span.name;
    const parent = byId.get(span.parentSpanId);
    if (!parent) throw new Error(`${span.name} hangs on a span that nobody sent`);
    return `${pathOf(parent)} > ${span.name}`;
  };
  return own.toSorted((a, b) => (BigInt(a.startTimeUnixNano) < BigInt(b.startTimeUnixNano) ? -1 : 1)).map(pathOf);
}
