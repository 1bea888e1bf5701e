/** A process that grades and serves, as far as signals are concerned: started by tests, listens as Next.js does. */
import { drainOnSignal } from '@/lib/boot/drain-on-signal';

const say = (what: string) => process.stdout.write(`${what}\n`);
const ENDS_BY_ITSELF = process.argv[2] !== 'hangs';
let finish: () => void = () => undefined;
const inHand = new Promise<void>((resolve) => (finish = resolve));

process.on('SIGTERM', () => {
  say('no more requests');
  if (ENDS_BY_ITSELF) process.exit(143);
});
drainOnSignal({
  drainMs: 60_000,
  async stopGrading(withinMs) {
    say(`stop within ${withinMs}`);
    if (withinMs === 0) finish();
    await inHand;
    say('nothing in hand');
  },
  async close() {
    say('closed');
    return await Promise.resolve();
  },
  log: { info: () => undefined, warn: () => undefined, error: () => undefined },
});
// The parent says when the grading is done; while it listens, the process lives.
process.stdin.on('data', () => finish());
say('ready');
