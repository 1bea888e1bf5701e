/** Times and states as an operator reads them. */
import type { Lane, WorkerView } from '@/lib/features/operations/views';

/** `0.4 s`, `12 s`, `3 min`, `2 h 5 min`, `3 d`. */
export function duration(seconds: number): string {
  if (seconds < 9.95) return `${seconds.toFixed(1)} s`;
  if (seconds < 90) return `${Math.round(seconds)} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 90) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  if (hours < 48) return minutes % 60 === 0 ? `${hours} h` : `${hours} h ${minutes % 60} min`;
  return `${Math.round(hours / 24)} d`;
}

/** `87 ms`, `1.2 s`; a dash when there is none. */
export function latency(ms: number | null): string {
  if (ms === null) return '–';
  return ms < 999.5 ? `${Math.round(ms)} ms` : duration(ms / 1000);
}

export const LANE_WORDS: Record<Lane, string> = {
  interactive: 'Students wait for it',
  behind: 'Sent again',
};

export const WORKER_STATES: Record<WorkerView['state'], { sign: string; word: string; tone: string }> = {
  working: { sign: '●', word: 'working', tone: 'text-pass' },
  draining: { sign: '◐', word: 'stopping', tone: 'text-ink-2' },
  silent: { sign: '!', word: 'silent', tone: 'text-warn' },
  stopped: { sign: '○', word: 'stopped', tone: 'text-ink-3' },
  lost: { sign: '✗', word: 'lost', tone: 'text-fail' },
};

/** What sets workers apart that should be equal; null when all that live compute the same. */
export function differingGraders(workers: readonly WorkerView[]): string | null {
  const living = workers.filter(({ state }) => state !== 'stopped' && state !== 'lost');
  const kinds = new Map<string, { words: string; number: number }>();
  for (const { grader } of living) {
    const key = `${grader.version} ${grader.build} ${grader.runtime}`;
    const words = `version ${grader.version}, build ${grader.build.slice(0, 8)}, ${grader.runtime}`;
    kinds.set(key, { words, number: (kinds.get(key)?.number ?? 0) + 1 });
  }
  if (kinds.size < 2) return null;
  return [...kinds.values()].map(({ words, number }) => `${number} with ${words}`).join('; ');
}

export function resultWords(action: 'retry' | 'cancel', { done, skipped }: { done: number; skipped: number }): string {
  const one = (number: number) => `${number} ${number === 1 ? 'submission' : 'submissions'}`;
  const did = action === 'retry' ? `${one(done)} sent to the graders again` : `${one(done)} taken out of the queue`;
  if (skipped === 0) return `${did}.`;
  return `${did}; ${skipped} left alone, because ${skipped === 1 ? 'it is' : 'they are'} not as shown any more.`;
}
