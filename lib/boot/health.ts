/** Addresses that tell whatever watches over a worker how it is: `/live`, `/ready` and, for those who may, `/metrics`. */
import { createServer } from 'node:http';
import type { Standing } from '../jobs/worker-identity';
import { METRICS_PATH } from '../telemetry/http';
import { answerMetrics, type MetricsRule } from '../telemetry/metrics-access';

interface HealthOptions {
  port: number;
  standing: () => Standing | null;
  metrics: MetricsRule;
}

/** Rejects when the port can't be had. */
export async function serveHealth({ port, standing, metrics }: HealthOptions): Promise<() => Promise<void>> {
  const server = createServer((request, response) => {
    if (request.url === METRICS_PATH) return void answerMetrics(request, response, metrics);
    const answer = answerTo(request.url ?? '/', standing());
    response.writeHead(answer.status, { 'content-type': 'application/json', 'cache-control': 'no-store' });
    response.end(JSON.stringify(answer.body));
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, resolve);
  });
  return async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
}

/** Ready: takes jobs, and the database has heard from it within the last moments. */
function answerTo(url: string, standing: Standing | null): { status: number; body: object } {
  if (url === '/live') return { status: 200, body: { status: 'live' } };
  if (url !== '/ready') return { status: 404, body: { status: 'unknown address; there are /live and /ready' } };
  if (standing === null) return { status: 503, body: { status: 'starting' } };
  const { alive, draining, inHand } = standing;
  const status = draining ? 'draining' : alive ? 'ready' : 'database does not answer';
  return { status: alive && !draining ? 200 : 503, body: { status, inHand } };
}
