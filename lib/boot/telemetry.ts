/** Puts observation in place: traces if a collector is named, metrics of what only this process's services know. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { readWaiting } from '../features/submissions/waiting.store';
import { watchHttp, type RoutePattern } from '../telemetry/http';
import { setGauge } from '../telemetry/metrics';
import { openRegistry, type Registry } from '../telemetry/registry';
import { startTracing } from '../telemetry/start-tracing';
import type { Services } from './services';

export interface Telemetry {
  /** Once the services stand: what they know is asked for at each scrape. */
  watch(services: Pick<Services, 'database' | 'db'>): void;
  /** Sends what has not been sent. */
  stop(): Promise<void>;
}

/** Before everything else, so that the start is seen, too. @throws when an OTEL_* variable is not understood */
export async function startTelemetry(service: 'gradus-web' | 'gradus-worker'): Promise<Telemetry> {
  const [tracing, registry] = await Promise.all([startTracing(process.env, { service }), openRegistry()]);
  const unwatch = service === 'gradus-web' ? watchPages(registry) : () => undefined;
  return {
    watch: (services) => watchDatabase(registry, services),
    async stop() {
      unwatch();
      await tracing?.stop();
    },
  };
}

function watchPages(registry: Registry): () => void {
  const routes = readRoutes();
  const pages = routes.map(({ page }) => page);
  registry.allowValues('gradus_http_request_seconds', 'route', pages);
  return watchHttp(routes);
}

const RouteSchema = z.object({ page: z.string(), regex: z.string() });
const ManifestSchema = z.object({ staticRoutes: z.array(RouteSchema), dynamicRoutes: z.array(RouteSchema) });

/** The addresses of this build, as Next.js has written them down; none on the development server. */
function readRoutes(): RoutePattern[] {
  let manifest: unknown;
  try {
    manifest = JSON.parse(readFileSync(path.join(process.cwd(), '.next', 'routes-manifest.json'), 'utf8'));
  } catch {
    return [];
  }
  const { staticRoutes, dynamicRoutes } = ManifestSchema.parse(manifest);
  return [...staticRoutes, ...dynamicRoutes].map(({ page, regex }) => ({ page, regex: new RegExp(regex) }));
}

function watchDatabase(registry: Registry, { database, db }: Pick<Services, 'database' | 'db'>): void {
  registry.onScrape(async () => {
    const rows = await readWaiting(db);
    for (const lane of ['interactive', 'again'] as const) {
      const queued = rows.find((row) => row.state === 'queued' && row.lane === lane);
      const ageMs = queued?.oldest ? Date.now() - queued.oldest.getTime() : 0;
      setGauge('gradus_queue_waiting', { lane }, queued?.number ?? 0);
      setGauge('gradus_queue_oldest_seconds', { lane }, Math.max(0, ageMs / 1000));
    }
    const grading = rows.filter(({ state }) => state === 'grading');
    setGauge(
      'gradus_queue_grading',
      {},
      grading.reduce((sum, { number }) => sum + number, 0),
    );
  });
  registry.onScrape(() => {
    const pool = database.pool?.();
    if (!pool) return;
    for (const [state, value] of Object.entries(pool)) setGauge('gradus_database_connections', { state }, value);
  });
}
