/** The first pictures as PNGs, made by the server: the same in light and dark, since certainty is opacity. */
import { crc32, deflateSync } from 'node:zlib';

const PLUS = [62, 140, 206];
const MINUS = [208, 126, 62];
/** Opacity where the net is sure. */
const STRONGEST = 150;

/** A data address of a picture of bytes from −127 to 127; square maps one after the other stand below each other. */
export function surfacePicture(map: Int8Array, width: number): string {
  const height = map.length / width;
  const rows = Buffer.alloc(height * (1 + width * 4));
  for (let row = 0; row < height; row++) {
    // Each row begins with its filter: none.
    let at = row * (1 + width * 4) + 1;
    for (let col = 0; col < width; col++) {
      const value = map[row * width + col] ?? 0;
      rows.set(value < 0 ? MINUS : PLUS, at);
      rows[at + 3] = Math.round((Math.abs(value) / 127) * STRONGEST);
      at += 4;
    }
  }
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  // 8 bits, RGBA.
  head.set([8, 6, 0, 0, 0], 8);
  const png = Buffer.concat([
    Buffer.from([137, 80, 78, 71, 13, 10, 26, 10]),
    chunk('IHDR', head),
    chunk('IDAT', deflateSync(rows, { level: 9 })),
    chunk('IEND', Buffer.alloc(0)),
  ]);
  return `data:image/png;base64,${png.toString('base64')}`;
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const frame = Buffer.alloc(8);
  frame.writeUInt32BE(data.length, 0);
  frame.writeUInt32BE(crc32(body), 4);
  return Buffer.concat([frame.subarray(0, 4), body, frame.subarray(4)]);
}
