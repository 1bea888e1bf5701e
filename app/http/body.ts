/** Reads a request's JSON, no more of it than allowed. */
import { AppError } from '@/lib/base/errors';

/**
 * What is too large is read nevertheless and thrown away, up to here: who is still sending would wait in vain for an answer
 * that came before.
 */
const DISCARDED_BYTES = 64 * 2 ** 20;

/** @throws AppError `bad_request` (not JSON) or `too_large`, before more than `maxBytes` were kept. */
export async function readJson(request: Request, maxBytes: number): Promise<unknown> {
  if (!/^application\/json\s*(;|$)/i.test(request.headers.get('content-type') ?? '')) throw new AppError('bad_request');
  const parts: Uint8Array[] = [];
  let bytes = 0;
  for await (const part of (request.body ?? []) as AsyncIterable<Uint8Array>) {
    bytes += part.byteLength;
    if (bytes <= maxBytes) parts.push(part);
    if (bytes > DISCARDED_BYTES) break;
  }
  if (bytes > maxBytes) throw new AppError('too_large');
  try {
    return JSON.parse(Buffer.concat(parts).toString('utf8'));
  } catch {
    throw new AppError('bad_request', { message: 'the body is not JSON' });
  }
}
