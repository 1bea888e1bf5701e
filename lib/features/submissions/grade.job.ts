/** The job that grades one submission. Its id is the submission's, so there is never a second one. */
import { z } from 'zod';
import { SubmissionIdSchema } from '../../base/ids';
import { defineJob } from '../../jobs/define-job';

export const gradeJob = defineJob({
  name: 'grade',
  payload: z.object({ submissionId: SubmissionIdSchema }),
  retryLimit: 4,
  retryDelaySeconds: 1,
  expireInSeconds: 120,
});
