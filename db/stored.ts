/** Wraps what stores export, so that no error of the driver (which prints parameters: code, addresses) gets further. */
import { DrizzleQueryError } from 'drizzle-orm/errors';
import { AppError } from '../lib/base/errors';

/** SQLSTATE classes and driver codes that mean: the server is not there now, try again. */
const UNAVAILABLE = /^(08...|53...|57P0[1-4]|58000|ECONNREFUSED|ECONNRESET|EPIPE|ETIMEDOUT|ENOTFOUND|EAI_AGAIN)$/;
/** The driver's own words for a connection that broke or never came about; such errors carry no code. */
const LOST =
  /^(Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection error)/;

/** Names an operation of a store; errors that come out say only that name, the SQLSTATE and the server's first line. */
export function stored<A extends readonly unknown[], R>(
  what: string,
  operation: (...args: A) => Promise<R>,
): (...args: A) => Promise<R> {
  return async (...args) => {
    try {
      return await operation(...args);
    } catch (error) {
      throw plainError(what, error);
    }
  };
}

/** An error that may be logged: AppErrors as they are, anything of the driver without its parameters. */
export function plainError(what: string, error: unknown): AppError {
  if (error instanceof AppError) return error;
  const source = error instanceof DrizzleQueryError ? error.cause : error;
  const code = sqlState(source);
  const text = source instanceof Error ? (source.message.split('\n', 1)[0] ?? '') : 'unknown failure';
  const lost = LOST.test(text);
  const unavailable = lost || (code !== null && UNAVAILABLE.test(code));
  const ofDriver = lost || code !== null || error instanceof DrizzleQueryError;
  return new AppError(unavailable ? 'database_unavailable' : 'internal', {
    message: `${what}: ${text}${code ? ` (${code})` : ''}`,
    ...(ofDriver ? {} : { cause: error }),
  });
}

/** The SQLSTATE or the driver's code, if the error carries one. */
function sqlState(error: unknown): string | null {
  const source = error instanceof DrizzleQueryError ? error.cause : error;
  return source instanceof Error && 'code' in source && typeof source.code === 'string' ? source.code : null;
}
