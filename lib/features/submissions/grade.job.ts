/** The job that grades one submission. Its id is the submission's, so there is never a second one that makes its verdict. */
import { z } from 'zod';
import { SubmissionIdSchema } from '../../base/ids';
import { defineJob } from '../../jobs/define-job';
import { CarriedSchema } from '../../telemetry/origin';

export const gradeJob = defineJob({
  name: 'grade',
  payload: z.object({
    submissionId: SubmissionIdSchema,
    /** The exercise version to grade it against once more, beside its verdict. Such a job has an id of its own. */
    regradeBy: z.uuid().optional(),
    carried: CarriedSchema,
  }),
  retryLimit: 4,
  retryDelaySeconds: 1,
  longestRetryDelaySeconds: 30,
  expireInSeconds: 120,
});
