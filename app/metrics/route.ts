/** What Prometheus reads: for whoever knows the token, or, where there is none and nobody else comes here, this machine itself. */
import { isPublic } from '@/lib/boot/production';
import { services } from '@/lib/boot/services';
import { LOCAL_HEADER, localMark } from '@/lib/telemetry/http';
import { mayReadMetrics, REFUSAL } from '@/lib/telemetry/metrics-access';
import { openRegistry } from '@/lib/telemetry/registry';

export async function GET(request: Request): Promise<Response> {
  const { env } = await services();
  const { headers } = request;
  const asking = {
    fromHere: headers.get(LOCAL_HEADER) === localMark(),
    authorization: headers.get('authorization') ?? undefined,
  };
  const allowed = mayReadMetrics(asking, { token: env.metricsToken, isPublic: isPublic(env) });
  if (!allowed) return new Response(REFUSAL, { status: 403, headers: { 'Cache-Control': 'no-store' } });
  const { contentType, text } = await (await openRegistry()).scrape();
  return new Response(text, { headers: { 'Content-Type': contentType, 'Cache-Control': 'no-store' } });
}
