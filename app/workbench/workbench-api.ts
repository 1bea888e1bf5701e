/** The workbench's requests to the server, each answering with a value for whatever a network can do. */
import { z } from 'zod';
import type { SubmissionEvent, SubmitResult } from '@/lib/features/submissions/views';
import { SaveDraftResultSchema, SubmissionEventSchema, SubmissionViewSchema, SubmitResultSchema } from './api-shapes';
import { clickHeaders, rememberTrace, traceQuery } from './click-trace';
import type { SaveAnswer } from './draft-store';

export interface ExerciseAddress {
  course: string;
  exercise: string;
}

const base = ({ course, exercise }: ExerciseAddress): string =>
  `/api/courses/${encodeURIComponent(course)}/exercises/${encodeURIComponent(exercise)}`;

/** Browsers refuse keepalive bodies above 64 KiB; larger drafts are kept here and sent at the next visit. */
const KEEPALIVE_LIMIT = 60_000;
const TIMEOUT_MS = 30_000;

type Answer<T> = { kind: 'ok'; value: T } | { kind: 'declined'; status: number; why: string } | { kind: 'unreachable' };

async function ask<S extends z.ZodType>(schema: S, url: string, init: RequestInit = {}): Promise<Answer<z.infer<S>>> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(TIMEOUT_MS), ...init });
    const body: unknown = await response.json().catch(() => null);
    // What users can cause (too large, too many, conflict) is a value, whatever its status.
    const parsed = schema.safeParse(body);
    if (parsed.success) return { kind: 'ok', value: parsed.data };
    if (response.status >= 500) return { kind: 'unreachable' };
    return { kind: 'declined', status: response.status, why: wordsOf(body, response.status) };
  } catch {
    return { kind: 'unreachable' };
  }
}

const ErrorSchema = z.object({ error: z.object({ message: z.string() }) });

function wordsOf(body: unknown, status: number): string {
  if (status === 401) return 'You are signed out. Sign in again in another tab; your code is kept in this browser.';
  return ErrorSchema.safeParse(body).data?.error.message ?? 'The request was not understood; nothing was changed.';
}

const json = (method: 'POST' | 'PUT', body: unknown) => ({
  method,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(body),
});

export async function putDraft(
  at: ExerciseAddress,
  request: { code: string; baseVersion: number; leaving: boolean },
): Promise<SaveAnswer> {
  const { code, baseVersion, leaving } = request;
  const keepalive = leaving && code.length < KEEPALIVE_LIMIT;
  const answer = await ask(SaveDraftResultSchema, `${base(at)}/draft`, {
    ...json('PUT', { code, baseVersion }),
    keepalive,
  });
  if (answer.kind === 'unreachable') return { kind: 'unreachable' };
  if (answer.kind === 'declined')
    return { kind: 'refused', why: answer.why, retry: answer.status === 401 || answer.status === 429 };
  const { value } = answer;
  switch (value.kind) {
    case 'saved':
      return { kind: 'saved', version: value.version, savedAt: value.savedAt.getTime() };
    case 'conflict':
      return { kind: 'conflict', theirs: { ...value.theirs, savedAt: value.theirs.savedAt.getTime() } };
    case 'too-large':
      return {
        kind: 'refused',
        why: `larger than ${Math.round(value.limitBytes / 1000)} kB, kept in this browser only`,
        retry: false,
      };
  }
}

export async function postSubmission(
  at: ExerciseAddress,
  code: string,
  idempotencyKey: string,
): Promise<Answer<SubmitResult>> {
  const trace = clickHeaders();
  const request = json('POST', { code, idempotencyKey });
  const answer = await ask(SubmitResultSchema, `${base(at)}/submissions`, {
    ...request,
    headers: { ...request.headers, ...trace },
  });
  if (answer.kind === 'ok' && 'id' in answer.value) rememberTrace(answer.value.id, trace.traceparent);
  return answer;
}

export async function getSubmission(id: string): Promise<Answer<z.infer<typeof SubmissionViewSchema>>> {
  return await ask(SubmissionViewSchema, `/api/submissions/${id}`);
}

const POLL_MS = 2000;
/** A stream that has said nothing for this long is doubted, and asked beside it. */
const SILENCE_MS = 6000;

/** Follows a submission by the event stream, and by asking again where the stream is silent or refused. */
export function watchSubmission(id: string, onEvent: (event: SubmissionEvent) => void): () => void {
  let over = false;
  let timer: ReturnType<typeof setTimeout>;
  const source = new EventSource(`/api/submissions/${id}/events${traceQuery(id)}`);

  const stop = (): void => {
    over = true;
    clearTimeout(timer);
    source.close();
  };
  const hear = (event: SubmissionEvent): void => {
    if (over) return;
    if (event.kind !== 'state') stop();
    onEvent(event);
  };
  const poll = async (): Promise<void> => {
    const answer = await getSubmission(id);
    if (over) return;
    if (answer.kind === 'ok') {
      const { code: _code, result, ...submission } = answer.value;
      const { state } = submission;
      if (result && state === 'done') return hear({ kind: 'done', submission, result });
      if (state === 'superseded') return hear({ kind: 'superseded', submission });
      if (state !== 'done') hear({ kind: 'state', state, ahead: null, waitMs: null });
    }
    pollIn(POLL_MS);
  };
  const pollIn = (ms: number): void => {
    clearTimeout(timer);
    timer = setTimeout(() => void poll(), ms);
  };

  source.addEventListener('message', (message: MessageEvent<string>) => {
    pollIn(SILENCE_MS);
    let data: unknown;
    try {
      data = JSON.parse(message.data);
    } catch {
      return;
    }
    const event = SubmissionEventSchema.safeParse(data);
    if (event.success) hear(event.data);
  });
  // EventSource reconnects by itself after a cut, not after a refusal; asking covers both.
  source.addEventListener('error', () => pollIn(source.readyState === EventSource.CLOSED ? 0 : POLL_MS));
  pollIn(SILENCE_MS);
  return stop;
}
