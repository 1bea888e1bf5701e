/** AppErrors at the edge: recognised, whichever bundle threw them, and turned into answers. */
import { AppError, type ErrorCode } from '@/lib/base/errors';

const DIGEST = 'gradus:';

/**
 * The error as one of ours. Services start in a bundle of their own (instrumentation), so that an AppError
 * thrown there is of another class with the same name.
 */
export function asAppError(error: unknown): AppError | null {
  if (error instanceof AppError) return error;
  const foreign = error instanceof Error && error.name === 'AppError' && 'code' in error && 'userMessage' in error;
  if (!foreign) return null;
  return new AppError(error.code as ErrorCode, {
    message: error.message,
    userMessage: String(error.userMessage),
    cause: error.cause,
  });
}

/** Marks an error with its code. Next.js sends the digest, and only that, to the error page in production. */
export function withDigest(error: AppError): AppError {
  return Object.assign(error, { digest: `${DIGEST}${error.code}` });
}

/** The words for a digest made by `withDigest`, or those for an unknown failure. */
export function wordsOf(digest: string | undefined): { message: string; retry: boolean } {
  const code = digest?.startsWith(DIGEST) ? digest.slice(DIGEST.length) : 'internal';
  const { userMessage, retry } = new AppError(isErrorCode(code) ? code : 'internal');
  return { message: userMessage, retry };
}

const SHOWN: readonly string[] = ['database_unavailable', 'runner_failed', 'content_invalid', 'too_many_requests'] satisfies ErrorCode[];

function isErrorCode(code: string): code is ErrorCode {
  return SHOWN.includes(code);
}

export function errorResponse(error: AppError): Response {
  return Response.json(
    { error: { code: error.code, message: error.userMessage } },
    { status: error.status, headers: { 'Cache-Control': 'no-store' } },
  );
}
