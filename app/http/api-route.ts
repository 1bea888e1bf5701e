/** What every route handler does first and last: parse with zod, refuse foreign writes, know who asks, answer errors as JSON. */
import type { NextRequest } from 'next/server';
import type { z } from 'zod';
import type { Actor } from '@/lib/access/policy';
import { AppError } from '@/lib/base/errors';
import { currentActor } from '@/lib/boot/auth';
import { services } from '@/lib/boot/services';
import type { Deps } from '@/lib/features/deps';
import { asRequest } from '@/lib/telemetry/origin';
import { readJson } from './body';
import { asAppError, errorResponse } from './errors';
import { isSameOrigin } from './same-site';

interface RouteSpec<P, Q, B> {
  params: z.ZodType<P>;
  query?: z.ZodType<Q>;
  body?: z.ZodType<B>;
  /** Of the body, in bytes; more is refused before it is read to the end. */
  maxBytes?: number;
}

interface RouteInput<P, Q, B> {
  deps: Deps;
  actor: Actor | null;
  request: NextRequest;
  params: P;
  query: Q;
  body: B;
}

type Handler = (request: NextRequest, context: { params: Promise<unknown> }) => Promise<Response>;

/**
 * `export const GET = apiRoute({ params: z.object({ id: SubmissionIdSchema }) }, async ({ deps, actor, params }) =>
 *   Response.json(await readSubmission(deps, actor, params)));`
 */
export function apiRoute<P, Q = undefined, B = undefined>(
  spec: RouteSpec<P, Q, B>,
  answer: (input: RouteInput<P, Q, B>) => Promise<Response>,
): Handler {
  const handle: Handler = async (request, context) => {
    try {
      if (request.method !== 'GET' && request.method !== 'HEAD' && !isSameOrigin(request)) {
        throw new AppError('forbidden', { userMessage: 'This came from another site; nothing was changed.' });
      }
      const params = spec.params.safeParse(await context.params);
      if (!params.success) throw new AppError('not_found');
      const [deps, actor] = [await services(), await currentActor()];
      // Strangers learn nothing about what a body or query would have to look like.
      if (actor === null) throw new AppError('sign_in_required');
      const query = parseOr(spec.query, Object.fromEntries(request.nextUrl.searchParams));
      const body = spec.body ? parseOr(spec.body, await readJson(request, spec.maxBytes ?? 16_384)) : (undefined as B);
      const response = await answer({ deps, actor, request, params: params.data, query, body });
      if (!response.headers.has('Cache-Control')) response.headers.set('Cache-Control', 'no-store');
      return response;
    } catch (thrown) {
      return await failed(thrown);
    }
  };
  return async (request, context) =>
    await asRequest(request.headers.get('x-request-id'), async (id) => {
      const response = await handle(request, context);
      // Whoever reports a fault can name the lines of the log that belong to it.
      response.headers.set('X-Request-Id', id);
      return response;
    });
}

function parseOr<T>(schema: z.ZodType<T> | undefined, value: unknown): T {
  if (!schema) return undefined as T;
  const parsed = schema.safeParse(value);
  if (!parsed.success) throw new AppError('bad_request', { message: parsed.error.message });
  return parsed.data;
}

async function failed(thrown: unknown): Promise<Response> {
  const error = asAppError(thrown);
  if (error === null || error.status >= 500) {
    // Services may be what failed: then there is no log to write to, and Next.js reports the error itself.
    const log = await services().then(
      ({ log }) => log,
      () => null,
    );
    log?.error({ err: thrown }, 'a route failed');
  }
  return errorResponse(error ?? new AppError('internal', { cause: thrown }));
}
