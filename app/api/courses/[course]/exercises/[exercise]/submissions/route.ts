/** Hands in code. The key makes a repeated request the same submission. */
import { z } from 'zod';
import { SlugSchema } from '@/lib/base/ids';
import type { SubmitResult } from '@/lib/features/submissions/views';
import { submit } from '@/lib/features/submissions/submit';
import { count } from '@/lib/telemetry/metrics';
import { traced, tracedClick } from '@/lib/telemetry/trace';
import { apiRoute } from '../../../../../../http/api-route';

const spec = {
  params: z.object({ course: SlugSchema, exercise: SlugSchema }),
  body: z.strictObject({ code: z.string(), idempotencyKey: z.uuid() }),
  // 100 kB of code, each character at worst written as \u0000.
  maxBytes: 620_000,
};

export const POST = apiRoute(spec, async ({ deps, actor, params, body, request }) => {
  const handIn = () =>
    traced('submission.submit', async (note) => {
      const handedIn = await submit(deps, actor, { ...params, ...body });
      note.add({ 'gradus.outcome': handedIn.kind, ...('id' in handedIn ? { 'gradus.submission': handedIn.id } : {}) });
      return handedIn;
    });
  const result = await tracedClick(request.headers, handIn);
  count('gradus_submit_requests_total', { result: result.kind });
  const submission = 'id' in result ? { submission: result.id } : {};
  deps.log.info({ ...submission, outcome: result.kind }, 'submitted');
  return Response.json(result, { status: STATUS[result.kind], headers: retryAfter(result) });
});

const STATUS = {
  queued: 202,
  repeated: 200,
  'too-large': 413,
  'too-many': 429,
  busy: 503,
} as const satisfies Record<SubmitResult['kind'], number>;

function retryAfter(result: SubmitResult): Record<string, string> {
  return 'retryAfterMs' in result ? { 'Retry-After': String(Math.ceil(result.retryAfterMs / 1000)) } : {};
}
