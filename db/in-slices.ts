/** Work of this thread that comes in many short pieces, one after the other, without shutting everybody else out. */
import { setImmediate as turn } from 'node:timers/promises';

/** As long as nobody notices. */
const SLICE_MS = 8;

/**
 * The same function. Calls that follow each other without a turn of the event loop in between (the embedded database
 * computes in this thread, and each query's end begins the next) make one now and then: requests and streams get in.
 */
export function inSlices<A extends unknown[], R>(run: (...args: A) => Promise<R>): (...args: A) => Promise<R> {
  let turned = performance.now();
  return async (...args) => {
    if (performance.now() - turned > SLICE_MS) {
      await turn();
      turned = performance.now();
    }
    return await run(...args);
  };
}
