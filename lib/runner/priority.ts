/** Puts children behind everybody else: on a machine that serves pages, too, they and the database come before student code. */
import { readFileSync, writeFileSync } from 'node:fs';
import os from 'node:os';

/** A tenth of the weight of others, when there is not enough for all: never nothing. */
const NICENESS = 10;
/** Linux lets a user do this ten times a second, whichever processes it is about. */
const AGAIN_MS = 120;
const MOST_TRIES = 50;

/** Wrappers hand it on to what they start. */
export function lowerProcess(pid: number | undefined): void {
  try {
    if (pid !== undefined) os.setPriority(pid, NICENESS);
  } catch {
    // It has ended already, or the system knows no priorities.
  }
}

/**
 * Where Linux gives each session the same share of the processor, niceness counts within a session only; but sessions have
 * a niceness, too. The jail gives each child a session of its own.
 * @param pid the child itself, inside its wrappers
 * @param isWanted false when it has ended, and its number may be another's
 */
export function lowerSession(pid: number, isWanted: () => boolean, tries = MOST_TRIES): void {
  if (!isWanted()) return;
  try {
    const sessionOf = (which: number | 'self'): string | undefined =>
      readFileSync(`/proc/${which}/autogroup`, 'utf8').split(' ')[0];
    // Ours would go last as a whole.
    if (sessionOf(pid) !== sessionOf('self')) writeFileSync(`/proc/${pid}/autogroup`, String(NICENESS));
  } catch (error) {
    const isTooEarly = error instanceof Error && 'code' in error && error.code === 'EAGAIN';
    // Others are tried for at the same time: all of them have their turn.
    const ms = AGAIN_MS * (1 + Math.random());
    if (isTooEarly && tries > 1) setTimeout(() => lowerSession(pid, isWanted, tries - 1), ms).unref();
  }
}
