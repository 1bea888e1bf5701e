/** A worker that computes with nothing in particular: for tests of the queue alone. */
import type { WorkerIdentity } from '@/lib/jobs/worker-identity';

export function workerIdentity(differing: Partial<WorkerIdentity> = {}): WorkerIdentity {
  return {
    kind: 'worker',
    host: 'test',
    pid: process.pid,
    grader: { version: 2, build: 'test', runtime: 'test' },
    walls: { mode: 'weak', missing: ['bubblewrap'] },
    alone: false,
    ...differing,
  };
}
