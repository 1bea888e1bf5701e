/** The group runner against student workers that answer, hang, die or lie. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { StudentReply, StudentRequest } from '@/lib/script/worker-protocol';
import { runGroup, type StudentPort, WorkerMissing } from './student-group';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const LIMITS = { scriptMs: 1000, groupMs: 5000, startMs: 3000 };

/** A worker whose scripts are told what to do by their own text: `ok`, `hang`, `die`, `lie`. */
function spawner(load: 'loads' | 'throws' | 'hangs' | 'never-starts' = 'loads') {
  const seen = { spawned: 0, terminated: 0 };
  const spawn = (): StudentPort => {
    seen.spawned += 1;
    let say: (reply: StudentReply | null) => void = () => undefined;
    return {
      listen(listener) {
        say = listener;
        if (load !== 'never-starts') queueMicrotask(() => say({ type: 'ready' }));
      },
      post: (request: StudentRequest) =>
        queueMicrotask(() => {
          if (load === 'hangs') return;
          if (load === 'throws') return say({ type: 'loaded', load: { kind: 'threw', name: 'Error', message: 'no' } });
          say({ type: 'loaded', load: { kind: 'loaded', notes: [] } });
          for (const [index, text] of request.scripts.entries()) {
            if (text === 'hang') return;
            if (text === 'die') return say(null);
            if (text === 'lie') say({ type: 'ran', index: index + 1, text: 'forged' });
            say({ type: 'ran', index, text: `did ${text}` });
          }
          say({ type: 'done', logs: 'printed' });
        }),
      terminate() {
        seen.terminated += 1;
      },
    };
  };
  return { spawn, seen };
}

async function run(scripts: string[], load?: Parameters<typeof spawner>[0]) {
  const { spawn, seen } = spawner(load);
  const outcome = runGroup({ code: '', scripts, notes: ['a note'] }, spawn, LIMITS);
  const settled = outcome.catch((error: unknown) => error);
  await vi.advanceTimersByTimeAsync(60_000);
  return { outcome: (await settled) as Awaited<typeof outcome>, seen };
}

const kinds = (outcome: { scripts: readonly { kind: string }[] }) => outcome.scripts.map((script) => script.kind);

describe('runGroup', () => {
  it('collects what ran, with notes and logs', async () => {
    const { outcome, seen } = await run(['a', 'b']);
    expect(outcome).toEqual({
      load: { kind: 'loaded', notes: ['a note'] },
      scripts: [
        { kind: 'ran', text: 'did a' },
        { kind: 'ran', text: 'did b' },
      ],
      logs: 'printed',
    });
    expect(seen).toEqual({ spawned: 1, terminated: 1 });
  });

  it('ends a script that hangs and runs the rest in a fresh worker', async () => {
    const { outcome, seen } = await run(['a', 'hang', 'b']);
    expect(kinds(outcome)).toEqual(['ran', 'timeout', 'ran']);
    expect(seen).toEqual({ spawned: 2, terminated: 2 });
  });

  it('stops when the whole budget is spent', async () => {
    const { outcome } = await run(Array.from({ length: 8 }, () => 'hang'));
    expect(kinds(outcome)).toEqual([...Array.from({ length: 5 }, () => 'timeout'), 'not-run', 'not-run', 'not-run']);
  });

  it('calls a death a crash of that script alone', async () => {
    expect(kinds((await run(['die', 'b'])).outcome)).toEqual(['crashed', 'ran']);
  });

  it('takes no answer for a script whose turn has not come', async () => {
    expect((await run(['lie', 'b'])).outcome.scripts).toEqual([
      { kind: 'ran', text: 'did lie' },
      { kind: 'ran', text: 'did b' },
    ]);
  });

  it.each([
    ['throws', 'threw'],
    ['hangs', 'timeout'],
  ] as const)('a program that %s while loading', async (load, kind) => {
    const { outcome } = await run(['a'], load);
    expect([outcome.load.kind, outcome.scripts]).toEqual([kind, []]);
  });

  it('says that it is our fault when no worker starts', async () => {
    const { outcome, seen } = await run(['a'], 'never-starts');
    expect(outcome).toBeInstanceOf(WorkerMissing);
    expect(seen.terminated).toBe(1);
  });
});
