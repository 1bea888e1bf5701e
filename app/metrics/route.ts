/** What Prometheus reads: for whoever knows the token, or, where there is none, for this machine itself. */
import { isPublic } from '@/lib/boot/production';
import { services } from '@/lib/boot/services';
import { LOCAL_HEADER, localMark } from '@/lib/telemetry/http';
import { mayReadMetrics, REFUSAL } from '@/lib/telemetry/metrics-access';
import { openRegistry } from '@/lib/telemetry/registry';

export async function GET(request: Request): Promise<Response> {
  const { env } = await services();
  const token = env.metricsToken;
  const authorization = request.headers.get('authorization') ?? undefined;
  const allowed = token
    ? mayReadMetrics({ peer: undefined, headers: { authorization } }, token)
    : // A proxy on this machine that says nothing of whom it asks for looks like this machine itself.
      !isPublic(env) && request.headers.get(LOCAL_HEADER) === localMark();
  if (!allowed) return new Response(REFUSAL, { status: 403, headers: { 'Cache-Control': 'no-store' } });
  const { contentType, text } = await (await openRegistry()).scrape();
  return new Response(text, { headers: { 'Content-Type': contentType, 'Cache-Control': 'no-store' } });
}
