/** Messages on a pipe: four bytes of length, big-endian, then JSON. Host and children use the same. */

const HEADER_BYTES = 4;

export function encodeFrame(message: unknown): Buffer {
  const body = Buffer.from(JSON.stringify(message));
  const frame = Buffer.allocUnsafe(HEADER_BYTES + body.length);
  frame.writeUInt32BE(body.length);
  body.copy(frame, HEADER_BYTES);
  return frame;
}

/**
 * Returns a function to feed with what arrives; `onFrame` gets each complete body.
 * @throws RangeError from that function when a frame is announced that is larger than `maxBytes`
 */
export function createFrameReader(maxBytes: number, onFrame: (body: string) => void): (chunk: Buffer) => void {
  let parts: Buffer[] = [];
  let length = 0;
  const take = (bytes: number): Buffer => {
    const all = parts.length === 1 && parts[0] ? parts[0] : Buffer.concat(parts);
    const rest = all.subarray(bytes);
    parts = rest.length > 0 ? [rest] : [];
    length = rest.length;
    return all.subarray(0, bytes);
  };
  let wanted: number | undefined;
  return (chunk) => {
    parts.push(chunk);
    length += chunk.length;
    for (;;) {
      if (wanted === undefined) {
        if (length < HEADER_BYTES) return;
        const announced = take(HEADER_BYTES).readUInt32BE();
        if (announced > maxBytes) throw new RangeError(`a frame of ${announced} bytes, more than ${maxBytes}`);
        wanted = announced;
      }
      if (length < wanted) return;
      const body = take(wanted).toString('utf8');
      wanted = undefined;
      onFrame(body);
    }
  };
}
