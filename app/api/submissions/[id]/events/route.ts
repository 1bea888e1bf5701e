/** The progress of one submission as server-sent events, until its verdict. A reconnection starts from what is true then. */
import { z } from 'zod';
import { AppError } from '@/lib/base/errors';
import { SubmissionIdSchema } from '@/lib/base/ids';
import { watchSubmission } from '@/lib/features/submissions/watch-submission';
import { TraceparentSchema } from '@/lib/telemetry/origin';
import { tracedEvents } from '@/lib/telemetry/trace';
import { apiRoute } from '../../../../http/api-route';
import { releasing, takeStream } from '../../../../http/stream-limit';
import { eventStream } from '../../../../workbench/event-stream';

export const GET = apiRoute(
  {
    params: z.object({ id: SubmissionIdSchema }),
    // The request that the stream belongs to; what is none is no reason to refuse.
    query: z.object({ trace: TraceparentSchema.optional().catch(undefined) }),
  },
  async ({ deps, actor, params, query, request }) => {
    const release = actor && takeStream(actor.userId);
    if (!release) throw new AppError('too_many_requests', { userMessage: 'You have many pages open that wait.' });
    const stop = new AbortController();
    request.signal.addEventListener('abort', () => stop.abort(), { once: true });
    const watched = releasing(watchSubmission(deps, actor, params, stop.signal), stop.signal, release);
    const events = tracedEvents('submission.push', query.trace, watched);
    // Asked here, so that a stranger gets a status and not an empty stream.
    const first = await events.next();
    return new Response(eventStream(first, events, stop), {
      headers: {
        'Content-Type': 'text/event-stream; charset=utf-8',
        // Neither compressed nor collected on the way: an event is worth nothing later.
        'Cache-Control': 'no-store, no-transform',
        'X-Accel-Buffering': 'no',
      },
    });
  },
);
