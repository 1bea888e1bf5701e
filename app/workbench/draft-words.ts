/** The status line of the draft, in words. */
import { type DraftState, isUnsaved } from './draft-state';

export function draftWords(state: DraftState, now: number): string {
  switch (state.sync.kind) {
    case 'saving':
      return 'saving';
    case 'offline':
      return 'offline, kept in this browser';
    case 'refused':
      return state.sync.why;
    case 'conflict':
      return 'two versions, choose one';
    case 'rest':
      if (isUnsaved(state)) return 'kept in this browser';
      return state.base.version === 0 ? 'starter, nothing to save' : `saved ${agoWords(now - state.base.savedAt)}`;
  }
}

/** `2 s ago`, `5 min ago`, `3 h ago`, `4 days ago`. */
export function agoWords(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1000));
  if (seconds < 1) return 'just now';
  if (seconds < 60) return `${seconds} s ago`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min ago`;
  const hours = Math.floor(minutes / 60);
  if (hours < 24) return `${hours} h ago`;
  const days = Math.floor(hours / 24);
  return days === 1 ? '1 day ago' : `${days} days ago`;
}
