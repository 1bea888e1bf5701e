/** The standard OTEL_* variables that Gradus understands; those of the exporter and the resource their packages read. */
import type * as Sdk from '@opentelemetry/sdk-trace';
import { z } from 'zod';

const empty = <T extends z.ZodType>(schema: T) =>
  z.preprocess((value) => (value === '' ? undefined : value), schema.optional());
const whole = empty(z.coerce.number('expected a whole number').int().positive());

const SAMPLERS = [
  'always_on',
  'always_off',
  'traceidratio',
  'parentbased_always_on',
  'parentbased_always_off',
  'parentbased_traceidratio',
] as const;

const OtelEnvSchema = z.object({
  OTEL_EXPORTER_OTLP_ENDPOINT: empty(z.url('expected an address like http://collector:4318')),
  OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: empty(z.url('expected an address like http://collector:4318/v1/traces')),
  OTEL_EXPORTER_OTLP_PROTOCOL: empty(z.enum(['http/json'], 'expected http/json')),
  OTEL_EXPORTER_OTLP_TRACES_PROTOCOL: empty(z.enum(['http/json'], 'expected http/json')),
  OTEL_SDK_DISABLED: empty(z.enum(['true', 'false'], 'expected true or false')),
  OTEL_TRACES_EXPORTER: empty(z.enum(['otlp', 'none'], 'expected otlp or none')),
  OTEL_TRACES_SAMPLER: empty(z.enum(SAMPLERS, `expected one of ${SAMPLERS.join(', ')}`)),
  OTEL_TRACES_SAMPLER_ARG: empty(z.coerce.number('expected a number from 0 to 1').min(0).max(1)),
  OTEL_BSP_SCHEDULE_DELAY: whole,
  OTEL_BSP_EXPORT_TIMEOUT: whole,
  OTEL_BSP_MAX_QUEUE_SIZE: whole,
  OTEL_BSP_MAX_EXPORT_BATCH_SIZE: whole,
});

export interface OtelSettings {
  sampler: (typeof SAMPLERS)[number];
  ratio: number;
  batch: Partial<
    Record<'scheduledDelayMillis' | 'exportTimeoutMillis' | 'maxQueueSize' | 'maxExportBatchSize', number>
  >;
}

/** Null where tracing is off, which it is unless a collector is named. @throws with words that name the variable */
export function parseOtelEnv(source: Readonly<Record<string, string | undefined>>): OtelSettings | null {
  if (!source['OTEL_EXPORTER_OTLP_ENDPOINT'] && !source['OTEL_EXPORTER_OTLP_TRACES_ENDPOINT']) return null;
  const parsed = OtelEnvSchema.safeParse(source);
  if (!parsed.success) {
    const lines = parsed.error.issues.map((issue) => `  ${issue.path.join('.')}: ${issue.message}`);
    throw new Error(`These environment variables stop Gradus from starting:\n${lines.join('\n')}`);
  }
  const env = parsed.data;
  if (env.OTEL_SDK_DISABLED === 'true' || env.OTEL_TRACES_EXPORTER === 'none') return null;
  const batch = {
    scheduledDelayMillis: env.OTEL_BSP_SCHEDULE_DELAY,
    exportTimeoutMillis: env.OTEL_BSP_EXPORT_TIMEOUT,
    maxQueueSize: env.OTEL_BSP_MAX_QUEUE_SIZE,
    maxExportBatchSize: env.OTEL_BSP_MAX_EXPORT_BATCH_SIZE,
  };
  return {
    sampler: env.OTEL_TRACES_SAMPLER ?? 'parentbased_always_on',
    ratio: env.OTEL_TRACES_SAMPLER_ARG ?? 1,
    batch: Object.fromEntries(Object.entries(batch).filter(([, value]) => value !== undefined)),
  };
}

/**
 * At the edge the browser's wish to be sampled counts for nothing: anybody could send it with each request. The root
 * sampler decides there; it takes the trace's own number, so that all processes decide alike.
 */
export function samplerOf(settings: OtelSettings, sdk: typeof Sdk, { edge }: { edge: boolean }): Sdk.Sampler {
  const root = rootOf(settings, sdk);
  if (!settings.sampler.startsWith('parentbased_')) return root;
  return new sdk.ParentBasedSampler(
    edge ? { root, remoteParentSampled: root, remoteParentNotSampled: root } : { root },
  );
}

function rootOf({ sampler, ratio }: OtelSettings, sdk: typeof Sdk): Sdk.Sampler {
  switch (sampler) {
    case 'always_on':
    case 'parentbased_always_on':
      return new sdk.AlwaysOnSampler();
    case 'always_off':
    case 'parentbased_always_off':
      return new sdk.AlwaysOffSampler();
    case 'traceidratio':
    case 'parentbased_traceidratio':
      return new sdk.TraceIdRatioBasedSampler(ratio);
  }
}
