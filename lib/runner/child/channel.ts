/** The child's end of the pipes: requests on descriptor 3, replies on descriptor 4. */
import { writeSync } from 'node:fs';
import { Socket } from 'node:net';
import { createFrameReader, encodeFrame } from '../framing';
import { FRAME_BYTES } from '../limits';

const IN = 3;
const OUT = 4;

/** Synchronous, so that a report stands before the process ends. */
export function send(message: unknown): void {
  const frame = encodeFrame(message);
  let offset = 0;
  while (offset < frame.length) {
    try {
      offset += writeSync(OUT, frame, offset);
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'EAGAIN')) process.exit(90);
    }
  }
}

/** Requests are handled one after the other; when the host goes, so does this process. */
export function serve(handle: (message: unknown) => Promise<void> | void): void {
  let last = Promise.resolve();
  const read = createFrameReader(FRAME_BYTES, (body) => {
    last = last.then(() => handle(JSON.parse(body) as unknown));
  });
  const input = new Socket({ fd: IN, readable: true, writable: false });
  input.on('data', read);
  input.on('end', () => process.exit(0));
  input.on('error', () => process.exit(0));
}
