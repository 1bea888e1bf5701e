/** Starts grading in this process: takes jobs, and looks after submissions whose job got lost. */
import os from 'node:os';
import { createGrader, type GraderDeps } from '../features/submissions/grade.handler';
import { gradeJob } from '../features/submissions/grade.job';
import { sweepUnfinished } from '../features/submissions/sweep-unfinished';
import type { WorkerIdentity } from '../jobs/worker-identity';
import { takenUp } from '../telemetry/metrics';
import { resumed } from '../telemetry/trace';

const SWEEP_MS = 30_000;

export interface WorkerOptions {
  /** Submissions graded at once. */
  concurrency: number;
  /** No other process can be grading: what looks as if it were was cut off by the last stop. */
  alone: boolean;
  kind?: WorkerIdentity['kind'];
}

export async function startWorker(
  deps: GraderDeps,
  { concurrency, alone, kind = 'web' }: WorkerOptions,
): Promise<{ stop(): void }> {
  await sweepUnfinished(deps, { alone });
  const grade = createGrader(deps);
  const { grader, walls } = deps.runner;
  await deps.jobs.work(
    gradeJob,
    ({ payload, earlier, lastTry, signal }) =>
      resumed(payload, () =>
        takenUp('submission.grade', (note) => {
          const { submissionId: id, regradeBy } = payload;
          note.add({ 'gradus.submission': id });
          return grade({ id, regradeBy, earlier, lastTry }, signal);
        }),
      ),
    {
      concurrency,
      ability: grader.version,
      identity: {
        kind,
        host: os.hostname(),
        pid: process.pid,
        grader,
        walls: { mode: walls.mode, missing: walls.walls.flatMap(({ name, stands }) => (stands ? [] : [name])) },
        alone,
      },
    },
  );
  const sweeping = setInterval(() => {
    sweepUnfinished(deps, { alone: false }).catch((error: unknown) => {
      deps.log.warn({ error: error instanceof Error ? error.message : 'unknown failure' }, 'sweep failed');
    });
  }, SWEEP_MS);
  sweeping.unref();
  return { stop: () => clearInterval(sweeping) };
}
