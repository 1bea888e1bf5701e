/** What should not happen, as one table: each code has its HTTP status, whether to retry, and words for the reader. */

interface ErrorKind {
  status: number;
  retry: boolean;
  userMessage: string;
}

const ERRORS = {
  sign_in_required: { status: 401, retry: false, userMessage: 'Please sign in to go on.' },
  forbidden: { status: 403, retry: false, userMessage: 'Your role in this course does not include this page.' },
  not_found: { status: 404, retry: false, userMessage: 'There is nothing at this address.' },
  bad_request: { status: 400, retry: false, userMessage: 'The request was not understood; nothing was changed.' },
  too_large: {
    status: 413,
    retry: false,
    userMessage: 'That is larger than what can be accepted; nothing was changed.',
  },
  too_many_requests: { status: 429, retry: true, userMessage: 'Too many tries. Wait a little, then try again.' },
  database_unavailable: {
    status: 503,
    retry: true,
    userMessage: 'The database does not answer. What you typed is kept in this browser.',
  },
  runner_failed: {
    status: 503,
    retry: true,
    userMessage: 'The grader had a fault of its own. It costs you no attempt.',
  },
  content_invalid: {
    status: 500,
    retry: false,
    userMessage: 'This page has a mistake in its source. Its authors can see which.',
  },
  internal: { status: 500, retry: false, userMessage: 'Something went wrong on our side. Nothing you typed is lost.' },
} satisfies Record<string, ErrorKind>;

export type ErrorCode = keyof typeof ERRORS;

/** An error of ours. `message` is for us; `userMessage` is what the reader sees. */
export class AppError extends Error {
  readonly code: ErrorCode;
  readonly userMessage: string;

  constructor(code: ErrorCode, options: { message?: string; userMessage?: string; cause?: unknown } = {}) {
    super(options.message ?? code, { cause: options.cause });
    this.name = 'AppError';
    this.code = code;
    this.userMessage = options.userMessage ?? ERRORS[code].userMessage;
  }

  get status(): number {
    return ERRORS[this.code].status;
  }

  get retry(): boolean {
    return ERRORS[this.code].retry;
  }
}
