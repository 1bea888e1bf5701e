/** Reads a request's JSON, no more of it than allowed. */
import { AppError } from '@/lib/base/errors';

/** @throws AppError `bad_request` (not JSON) or `too_large`, before more than `maxBytes` were kept. */
export async function readJson(request: Request, maxBytes: number): Promise<unknown> {
  if (!/^application\/json\s*(;|$)/i.test(request.headers.get('content-type') ?? '')) throw new AppError('bad_request');
  // Unread: who is still sending would get no answer once reading has begun and been given up.
  if (Number(request.headers.get('content-length') ?? 0) > maxBytes) throw new AppError('too_large');
  const parts: Uint8Array[] = [];
  let bytes = 0;
  for await (const part of (request.body ?? []) as AsyncIterable<Uint8Array>) {
    bytes += part.byteLength;
    if (bytes > maxBytes) throw new AppError('too_large');
    parts.push(part);
  }
  try {
    return JSON.parse(Buffer.concat(parts).toString('utf8'));
  } catch {
    throw new AppError('bad_request', { message: 'the body is not JSON' });
  }
}
