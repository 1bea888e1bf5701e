/** The judge child: holds one bundle of author code in an isolate of its own and calls its functions. */
import { JudgeRequestSchema } from '../protocol';
import type { JudgeReply, JudgeRequest } from '../protocol';
import { send, serve } from './channel';
import { Ended } from './isolate';
import { createJudgeIsolate } from './judge-isolate';
import type { JudgeIsolate } from './judge-isolate';

const reply = (message: JudgeReply): void => send(message);
let judge: JudgeIsolate | undefined;

async function handle(request: JudgeRequest): Promise<void> {
  switch (request.type) {
    case 'load':
      judge?.dispose();
      judge = createJudgeIsolate(request.code);
      return;
    case 'end':
      judge?.end(request.session);
      return;
    case 'call':
      reply(await call(request));
  }
}

async function call({ id, session, steady, fn, input }: JudgeRequest & { type: 'call' }): Promise<JudgeReply> {
  if (judge === undefined) return { type: 'failed', id, reason: 'no bundle is loaded', fatal: true };
  try {
    const said = await judge.call({ id: session, steady }, fn, input);
    if (said.startsWith('V')) return { type: 'answer', id, text: said.slice(1) };
    return { type: 'failed', id, reason: said.slice(1), fatal: false };
  } catch (error) {
    const why = error instanceof Ended ? `${error.kind}: ${error.message}` : 'the judge gave no text';
    return { type: 'failed', id, reason: why, fatal: true };
  }
}

process.on('unhandledRejection', () => undefined);
serve((message) => handle(JudgeRequestSchema.parse(message)));
send({ type: 'ready' } satisfies JudgeReply);
