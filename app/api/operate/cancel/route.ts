/** Operators take submissions out of the queue. */
import { SubmissionIdsSchema } from '@/app/operate/operation-shapes';
import { apiRoute } from '@/app/http/api-route';
import { cancelSubmissions } from '@/lib/features/submissions/cancel-submissions';
import { z } from 'zod';

export const POST = apiRoute(
  { params: z.unknown(), body: z.object({ ids: SubmissionIdsSchema }) },
  async ({ deps, actor, body }) => Response.json(await cancelSubmissions(deps, actor, body)),
);
