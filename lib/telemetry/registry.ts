/** The register of metrics: made from the table, filled by everybody, written as Prometheus reads it. */
import { monitorEventLoopDelay } from 'node:perf_hooks';
import type * as Prometheus from 'prom-client';
import { METRICS, type MetricName } from './metric-table';
import { setMeters, type Meters } from './metrics';

export interface Registry {
  /** Asked at each scrape, for what is only known by looking. One that fails leaves its metrics out, not the others'. */
  onScrape(look: () => Promise<void> | void): void;
  /** More values that a label may take, such as the routes of this build. */
  allowValues(name: MetricName, label: string, values: readonly string[]): void;
  /** Prometheus' text format. */
  scrape(): Promise<{ contentType: string; text: string }>;
  /** The names of all metrics, those of the process included. */
  names(): string[];
}

type Labels = Readonly<Record<string, string>>;

const KEY = Symbol.for('gradus.registry');
const globals = globalThis as typeof globalThis & { [KEY]?: Promise<Registry> | undefined };

/** The register of this process; from the first call on everybody's counts reach it. */
export function openRegistry(): Promise<Registry> {
  return (globals[KEY] ??= build());
}

async function build(): Promise<Registry> {
  const prometheus = await import('prom-client');
  const register = new prometheus.Registry();
  const allowed = new Map<string, ReadonlySet<string>>();
  const looks: (() => Promise<void> | void)[] = [];
  for (const [name, { labels }] of Object.entries(METRICS))
    for (const [label, values] of Object.entries(labels)) allowed.set(`${name} ${label}`, new Set<string>(values));

  const bounded = (name: string, labels: Labels): Record<string, string> =>
    Object.fromEntries(
      Object.entries(labels).map(([label, value]) => [
        label,
        allowed.get(`${name} ${label}`)?.has(value) ? value : 'other',
      ]),
    );
  const { counters, gauges, histograms } = makeAll(prometheus, register);
  const meters: Meters = {
    count: (name, labels, by) => counters.get(name)?.inc(bounded(name, labels), by),
    setGauge: (name, labels, value) => gauges.get(name)?.set(bounded(name, labels), value),
    addGauge: (name, labels, by) => gauges.get(name)?.inc(bounded(name, labels), by),
    observe: (name, labels, seconds) => histograms.get(name)?.observe(bounded(name, labels), seconds),
  };
  setMeters(meters);

  // Watching the process costs timers of its own: only where somebody wants to know.
  let loop: ReturnType<typeof monitorEventLoopDelay> | undefined;
  const watchProcess = () => {
    if (loop) return;
    prometheus.collectDefaultMetrics({ register });
    loop = monitorEventLoopDelay({ resolution: 10 });
    loop.enable();
  };
  const lookAtLoop = () => {
    if (!loop) return;
    for (const quantile of ['0.5', '0.99', '1'] as const) {
      const nanoseconds = loop.count === 0 ? 0 : loop.percentile(Number(quantile) * 100);
      meters.setGauge('gradus_event_loop_delay_seconds', { quantile }, Math.max(0, nanoseconds / 1e9 - RESOLUTION));
    }
    loop.reset();
  };

  return {
    onScrape: (look) => void looks.push(look),
    allowValues(name, label, values) {
      const key = `${name} ${label}`;
      allowed.set(key, new Set([...(allowed.get(key) ?? []), ...values]));
    },
    async scrape() {
      watchProcess();
      lookAtLoop();
      await Promise.allSettled(looks.map(async (look) => await look()));
      return { contentType: register.contentType, text: await register.metrics() };
    },
    names: () => register.getMetricsAsArray().map(({ name }) => name),
  };
}

/** The histogram of the event loop's delay holds its own sampling interval. */
const RESOLUTION = 0.01;

function makeAll(prometheus: typeof Prometheus, register: Prometheus.Registry) {
  const counters = new Map<string, Prometheus.Counter>();
  const gauges = new Map<string, Prometheus.Gauge>();
  const histograms = new Map<string, Prometheus.Histogram>();
  for (const [name, metric] of Object.entries(METRICS)) {
    const settings = { name, help: metric.help, labelNames: Object.keys(metric.labels), registers: [register] };
    switch (metric.kind) {
      case 'counter':
        counters.set(name, new prometheus.Counter(settings));
        break;
      case 'gauge':
        gauges.set(name, new prometheus.Gauge(settings));
        break;
      case 'histogram':
        histograms.set(name, new prometheus.Histogram({ ...settings, buckets: [...metric.buckets] }));
        break;
    }
  }
  return { counters, gauges, histograms };
}
