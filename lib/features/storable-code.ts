/** What code can be stored at all. */
import { AppError } from '../base/errors';

/** @throws AppError `bad_request` for NUL, which PostgreSQL's texts can't hold; it is never part of a program on purpose */
export function requireStorable(code: string): void {
  if (!code.includes('\0')) return;
  throw new AppError('bad_request', {
    userMessage: "Your code holds a NUL character, which can't be stored. Remove it, or write \\0 in its place.",
  });
}
