/** One submission as JSON: its owner's, or staff's. */
import { z } from 'zod';
import { SubmissionIdSchema } from '@/lib/base/ids';
import { readSubmission } from '@/lib/features/submissions/read-submission';
import { apiRoute } from '../../../http/api-route';

export const GET = apiRoute({ params: z.object({ id: SubmissionIdSchema }) }, async ({ deps, actor, params }) =>
  Response.json(await readSubmission(deps, actor, params)),
);
