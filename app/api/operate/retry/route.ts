/** Operators send submissions that failed to the graders again. */
import { SubmissionIdsSchema } from '@/app/operate/operation-shapes';
import { apiRoute } from '@/app/http/api-route';
import { retrySubmissions } from '@/lib/features/submissions/retry-submissions';
import { z } from 'zod';

export const POST = apiRoute(
  { params: z.unknown(), body: z.object({ ids: SubmissionIdsSchema }) },
  async ({ deps, actor, body }) => Response.json(await retrySubmissions(deps, actor, body)),
);
