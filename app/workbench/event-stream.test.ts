/** The byte form of server-sent events. */
import { describe, expect, it } from 'vitest';
import { eventStream } from './event-stream';

async function* count(to: number): AsyncGenerator<{ n: number }, void> {
  for (let n = 1; n <= to; n++) yield { n };
}

describe('eventStream', () => {
  it('numbers the events and ends with them', async () => {
    const events = count(2);
    const text = await new Response(eventStream(await events.next(), events, new AbortController())).text();
    expect(text).toBe('retry: 1000\n\nid: 1\ndata: {"n":1}\n\nid: 2\ndata: {"n":2}\n\n');
  });

  it('ends quietly when the source fails', async () => {
    async function* failing(): AsyncGenerator<number, void> {
      yield 1;
      throw new Error('signed out');
    }
    const events = failing();
    const text = await new Response(eventStream(await events.next(), events, new AbortController())).text();
    expect(text).toBe('retry: 1000\n\nid: 1\ndata: 1\n\n');
  });

  it('stops the source when the reader leaves', async () => {
    const stop = new AbortController();
    const events = count(1);
    const stream = eventStream(await events.next(), { next: () => new Promise(() => undefined) }, stop);
    const reader = stream.getReader();
    await reader.read();
    await reader.cancel();
    expect(stop.signal.aborted).toBe(true);
  });
});
