/** Can it serve: does the database answer, and do the graders stand? Names no versions and no addresses. */
import { readiness } from '@/lib/boot/readiness';

export async function GET(): Promise<Response> {
  const { ready, checks } = await readiness();
  return Response.json(
    { status: ready ? 'ready' : 'not-ready', checks },
    { status: ready ? 200 : 503, headers: { 'Cache-Control': 'no-store' } },
  );
}
