/** Starts OpenTelemetry when the environment names a collector. Nothing of it is loaded otherwise. */
import type { Span } from '@opentelemetry/api';
import { cleanSpan } from './clean-span';
import { parseOtelEnv, samplerOf, type OtelSettings } from './otel-env';
import { TraceparentSchema } from './origin';
import { setTracing, tracing, type Tracing } from './trace';

interface TracingOptions {
  /** What this process is, unless OTEL_SERVICE_NAME says it. */
  service: 'gradus-web' | 'gradus-worker';
}

/**
 * Once per process; null where tracing is off.
 * @throws when an OTEL_* variable has a value that is not understood
 */
export async function startTracing(
  source: Readonly<Record<string, string | undefined>>,
  { service }: TracingOptions,
): Promise<Tracing | null> {
  const settings = parseOtelEnv(source);
  if (settings === null) return null;
  const running = tracing();
  if (running) return running;
  const started = await start(settings, service);
  setTracing(started);
  return started;
}

async function start(settings: OtelSettings, service: string): Promise<Tracing> {
  const [
    api,
    sdk,
    { AsyncLocalStorageContextManager },
    { OTLPTraceExporter },
    resources,
    { W3CTraceContextPropagator },
  ] = await Promise.all([
    import('@opentelemetry/api'),
    import('@opentelemetry/sdk-trace'),
    import('@opentelemetry/context-async-hooks'),
    import('@opentelemetry/exporter-trace-otlp-http'),
    import('@opentelemetry/resources'),
    import('@opentelemetry/core'),
  ]);

  /** Takes the identity of a browser's span over, for one span. */
  class Identities extends sdk.RandomIdGenerator {
    next: { traceId: string; spanId: string } | undefined;
    override generateTraceId = () => this.next?.traceId ?? random.generateTraceId();
    override generateSpanId = () => this.next?.spanId ?? random.generateSpanId();
  }
  const random = new sdk.RandomIdGenerator();
  const ids = new Identities();

  const exporter = new OTLPTraceExporter();
  const { batch } = settings;
  const provider = new sdk.TracerProvider({
    resource: resources
      .resourceFromAttributes({ 'service.name': service })
      .merge(resources.detectResources({ detectors: [resources.envDetector] })),
    sampler: samplerOf(settings, sdk, { edge: service === 'gradus-web' }),
    idGenerator: ids,
    spanLimits: { attributeValueLengthLimit: 256 },
    spanProcessors: [
      new sdk.BatchSpanProcessor({
        exporter: {
          export: (spans, done) => exporter.export(spans.map(cleanSpan), done),
          shutdown: () => exporter.shutdown(),
          forceFlush: () => exporter.forceFlush(),
        },
        ...batch,
      }),
    ],
  });
  const contexts = new AsyncLocalStorageContextManager().enable();
  // Next.js has spans of its own, and takes a request's traceparent up, once these three are in place.
  api.context.setGlobalContextManager(contexts);
  api.propagation.setGlobalPropagator(new W3CTraceContextPropagator());
  api.trace.setGlobalTracerProvider(provider);
  const tracer = provider.getTracer('gradus');

  return {
    tracer,
    active: () => contexts.active(),
    with: (context, work) => contexts.with(context, work),
    withSpan: (context, span) => api.trace.setSpan(context, span),
    spanOf: (context) => api.trace.getSpan(context),
    remote(traceparent) {
      const parent = partsOf(traceparent ?? '');
      return parent ? api.trace.setSpanContext(api.ROOT_CONTEXT, { ...parent, isRemote: true }) : api.ROOT_CONTEXT;
    },
    startAs(traceparent, name, startTime): Span | undefined {
      const parts = partsOf(traceparent);
      if (!parts) return undefined;
      ids.next = parts;
      try {
        return tracer.startSpan(name, { root: true, startTime }, api.ROOT_CONTEXT);
      } finally {
        ids.next = undefined;
      }
    },
    fail: (span) => void span.setStatus({ code: api.SpanStatusCode.ERROR }),
    async stop() {
      setTracing(undefined);
      await provider.shutdown();
      api.trace.disable();
      api.propagation.disable();
      api.context.disable();
    },
  };
}

function partsOf(traceparent: string): { traceId: string; spanId: string; traceFlags: number } | undefined {
  if (!TraceparentSchema.safeParse(traceparent).success) return undefined;
  const [, traceId = '', spanId = '', flags = ''] = traceparent.split('-');
  return { traceId, spanId, traceFlags: Number.parseInt(flags, 16) & 1 };
}
