/** A process for one workload: told which, measures everybody in turn, tells the results, ends. */
import { measureInNode } from './node-side';
import type { Pace } from './rounds';
import type { Workload } from './workloads';

interface Order {
  workload: Workload;
  pace: Pace;
  only: string[];
}

process.once('message', ({ workload, pace, only }: Order) => {
  void measureInNode(workload, pace, only)
    .then((results) => process.send?.(results))
    .finally(() => process.disconnect());
});
// jax-js keeps the process alive.
process.once('disconnect', () => process.exit(0));
