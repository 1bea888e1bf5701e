/** The judge of the browser: compiles the code, has it run in student workers, and compares with the open checks' data. */
import { z } from 'zod';
import { judgePack, packScripts } from '@/lib/grading/judge-pack';
import { compileSubmission } from '@/lib/script/compile';
import type { RawGroupOutcome } from '@/lib/script/raw-group';
import type { StudentReply } from '@/lib/script/worker-protocol';
import type { RunReply, RunRequest } from './run-messages';
import { runGroup, type StudentPort } from './student-group';

// This worker's policy forbids evaluation, with which zod would otherwise try to make its parsers faster.
z.config({ jitless: true });

/** A student worker under its own policy: it may evaluate code, and connect to nothing. */
function spawnStudent(): StudentPort {
  const worker = new Worker('/workers/student.js');
  return {
    post: (request) => worker.postMessage(request),
    listen(listener) {
      worker.addEventListener('message', (event: MessageEvent<StudentReply>) => listener(event.data));
      worker.addEventListener('error', () => listener(null));
      worker.addEventListener('messageerror', () => listener(null));
    },
    terminate: () => worker.terminate(),
  };
}

async function observe({ source, exports, pack }: RunRequest): Promise<RawGroupOutcome> {
  const compiled = compileSubmission(source, exports);
  if (compiled.kind === 'syntax-error') {
    const { message, line, column } = compiled;
    return { load: { kind: 'syntax-error', message, line, column }, scripts: [], logs: '' };
  }
  return await runGroup({ code: compiled.code, scripts: packScripts(pack), notes: compiled.notes }, spawnStudent);
}

async function answer(request: RunRequest): Promise<RunReply> {
  const { id } = request;
  try {
    const outcome = await observe(request);
    const { status, summary, score, max, checks, fault } = judgePack(request.pack, outcome, request.source);
    const notes = outcome.load.kind === 'loaded' ? outcome.load.notes : [];
    return {
      kind: 'judged',
      id,
      status,
      summary,
      score,
      max,
      checks,
      ...(fault ? { fault } : {}),
      logs: outcome.logs,
      notes,
    };
  } catch (error) {
    return { kind: 'failed', id, reason: error instanceof Error ? error.message : String(error) };
  }
}

self.addEventListener('message', (event: MessageEvent<RunRequest>) => {
  void answer(event.data).then((reply) => self.postMessage(reply));
});
const hello: RunReply = { kind: 'ready' };
self.postMessage(hello);
