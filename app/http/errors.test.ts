import { describe, expect, it } from 'vitest';
import { AppError } from '@/lib/base/errors';
import { withDigest, wordsOf } from './error-digest';
import { asAppError, errorResponse } from './errors';

describe('asAppError', () => {
  it('recognises an AppError of another bundle, whose class is another one', () => {
    const foreign = Object.assign(new Error('forbidden'), {
      name: 'AppError',
      code: 'forbidden',
      userMessage: 'Not for you.',
    });
    const error = asAppError(foreign);
    expect(error).toBeInstanceOf(AppError);
    expect(error?.status).toBe(403);
    expect(error?.userMessage).toBe('Not for you.');
  });

  it('leaves other errors alone', () => {
    expect(asAppError(new Error('x'))).toBeNull();
    expect(asAppError({ name: 'AppError', code: 'forbidden', userMessage: '' })).toBeNull();
  });
});

describe('errorResponse', () => {
  it('says the words for the reader and nothing for us', async () => {
    const response = errorResponse(new AppError('internal', { message: 'select * from users failed' }));
    expect(response.status).toBe(500);
    expect(response.headers.get('cache-control')).toBe('no-store');
    expect(await response.text()).toBe(
      '{"error":{"code":"internal","message":"Something went wrong on our side. Nothing you typed is lost."}}',
    );
  });
});

describe('the digest', () => {
  it('carries the code to the error page', () => {
    const { digest } = withDigest(new AppError('database_unavailable')) as Error & { digest?: string };
    expect(wordsOf(digest)).toEqual({
      code: 'database_unavailable',
      message: new AppError('database_unavailable').userMessage,
    });
  });

  it.each([undefined, '3141592', 'gradus:nonsense'])('says the general words for %s', (digest) => {
    expect(wordsOf(digest)).toEqual({ code: null, message: new AppError('internal').userMessage });
  });
});
