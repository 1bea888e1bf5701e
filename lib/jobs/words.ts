/** What an error says, whatever was thrown. */
export function wordsOf(error: unknown): string {
  if (error instanceof Error) return error.message;
  return typeof error === 'object' && error !== null && 'message' in error ? String(error.message) : 'unknown failure';
}
