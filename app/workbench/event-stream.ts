/** Turns a run of events into the bytes of server-sent events, with a heartbeat so that nobody on the way hangs up. */
import { addGauge } from '@/lib/telemetry/metrics';

const HEARTBEAT_MS = 15_000;
const RECONNECT_MS = 1000;

/** `stop` is aborted when the reader goes away. */
export function eventStream<T>(
  first: IteratorResult<T, void>,
  rest: AsyncIterator<T, void>,
  stop: AbortController,
): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  let beat: ReturnType<typeof setInterval>;
  return new ReadableStream({
    async start(controller) {
      let open = true;
      const write = (text: string): void => {
        if (open) controller.enqueue(encoder.encode(text));
      };
      const onStop = (): void => {
        open = false;
      };
      stop.signal.addEventListener('abort', onStop, { once: true });
      addGauge('gradus_http_streams_open', {}, 1);
      beat = setInterval(() => write(': still here\n\n'), HEARTBEAT_MS);
      try {
        write(`retry: ${RECONNECT_MS}\n\n`);
        let number = 0;
        for (let event = first; !event.done && open; event = await rest.next()) {
          write(`id: ${++number}\ndata: ${JSON.stringify(event.value)}\n\n`);
        }
      } catch {
        // The stream ends without a verdict; the reader asks again and is told why.
      } finally {
        addGauge('gradus_http_streams_open', {}, -1);
        clearInterval(beat);
        stop.signal.removeEventListener('abort', onStop);
        if (open) controller.close();
        open = false;
      }
    },
    cancel() {
      clearInterval(beat);
      stop.abort();
    },
  });
}
