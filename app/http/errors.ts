/** AppErrors at the edge: recognised, whichever bundle threw them, and turned into answers. */
import { AppError, type ErrorCode } from '@/lib/base/errors';

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

export function errorResponse(error: AppError): Response {
  return Response.json(
    { error: { code: error.code, message: error.userMessage } },
    { status: error.status, headers: { 'Cache-Control': 'no-store' } },
  );
}
