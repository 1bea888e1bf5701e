/** Tells time by the processor: how long something may compute, whatever others leave it of the machine. */

const TICK_MS = 50;
/** A process that is woken on time and has done nothing for so long waits for something that does not come. */
const STILL_MS = 500;
/** What a tick itself may cost. */
const TICK_COST_MS = 1;

/** Calls `end` once this process has computed for `ms`, or computes no more. The returned function stops watching. */
export function watchProcessor(ms: number, end: () => void): () => void {
  const began = process.cpuUsage();
  const enough = Math.min(STILL_MS, ms);
  let used = 0;
  let last = performance.now();
  let stillMs = 0;
  const timer = setInterval(() => {
    const { user, system } = process.cpuUsage(began);
    const now = performance.now();
    const computed = (user + system) / 1000 - used;
    used += computed;
    const isPunctual = now - last < 2 * TICK_MS;
    stillMs = isPunctual && computed < TICK_COST_MS ? stillMs + (now - last) : 0;
    last = now;
    if (used < ms && stillMs < enough) return;
    clearInterval(timer);
    end();
  }, TICK_MS);
  return () => clearInterval(timer);
}
