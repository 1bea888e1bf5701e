/** How an error's code reaches the error page: in its digest, the only thing that Next.js sends there in production. */
import { AppError, type ErrorCode } from '@/lib/base/errors';

const PREFIX = 'gradus:';
/** Codes whose words help a reader of the error page. */
const SHOWN: readonly ErrorCode[] = ['database_unavailable', 'runner_failed', 'content_invalid', 'too_many_requests'];

export function withDigest(error: AppError): AppError {
  return Object.assign(error, { digest: `${PREFIX}${error.code}` });
}

/** The code and words of a digest made by `withDigest`; no code for an unknown failure. */
export function wordsOf(digest: string | undefined): { code: ErrorCode | null; message: string } {
  const code = SHOWN.find((shown) => digest === `${PREFIX}${shown}`) ?? null;
  return { code, message: new AppError(code ?? 'internal').userMessage };
}
