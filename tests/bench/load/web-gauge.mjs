// Loaded into the web process before Next.js (NODE_OPTIONS=--import): writes once a second how long its event loop kept
// others waiting. A line of JSON each, to the file that GRADUS_LOAD_GAUGE names.
import { appendFileSync } from 'node:fs';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { isMainThread } from 'node:worker_threads';

const file = process.env.GRADUS_LOAD_GAUGE;
const RESOLUTION_MS = 10;

if (file !== undefined && isMainThread && process.argv.includes('start')) {
  // Everything since the last mark, so that the reader can leave out the ramp.
  const histogram = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  histogram.enable();
  // What is sampled is the time between two ticks of a timer, its own interval included.
  const delay = (nanoseconds) => Math.max(0, nanoseconds / 1e6 - RESOLUTION_MS);
  let marked = false;
  process.on('SIGUSR2', () => {
    histogram.reset();
    marked = true;
  });
  let cpu = process.cpuUsage();
  let at = performance.now();
  setInterval(() => {
    const used = process.cpuUsage(cpu);
    const now = performance.now();
    const line = {
      marked,
      p50: delay(histogram.percentile(50)),
      p99: delay(histogram.percentile(99)),
      max: delay(histogram.max),
      cpu: (used.user + used.system) / 1000 / (now - at),
      rssMiB: process.memoryUsage.rss() / 2 ** 20,
    };
    cpu = process.cpuUsage();
    at = now;
    appendFileSync(file, `${JSON.stringify(line)}\n`);
  }, 1000).unref();
}
