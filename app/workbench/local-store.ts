/** What this browser remembers of an exercise: the draft, and how many hints were opened. Keyed by user and exercise. */
import { z } from 'zod';
import type { LocalDraft } from './draft-state';

const LocalDraftSchema = z.object({
  code: z.string(),
  baseVersion: z.number().int().nonnegative(),
  unsaved: z.boolean(),
  savedAt: z.number(),
});

export interface StoreKey {
  userId: string;
  course: string;
  exercise: string;
}

/** Two people may share a machine: neither finds the other's draft. */
export function draftKey(key: StoreKey): string {
  return `gradus:draft:${key.userId}:${key.course}/${key.exercise}`;
}

export function parseLocalDraft(text: string | null): LocalDraft | null {
  if (text === null) return null;
  try {
    return LocalDraftSchema.safeParse(JSON.parse(text)).data ?? null;
  } catch {
    return null;
  }
}

export function readLocalDraft(key: StoreKey): LocalDraft | null {
  return parseLocalDraft(readItem(draftKey(key)));
}

/** False where the browser keeps nothing: no room, or storage is forbidden. */
export function writeLocalDraft(key: StoreKey, draft: LocalDraft): boolean {
  return writeItem(draftKey(key), JSON.stringify(draft));
}

const hintsKey = (key: StoreKey): string => `gradus:hints:${key.userId}:${key.course}/${key.exercise}`;

export function readOpenedHints(key: StoreKey): number {
  const count = Number(readItem(hintsKey(key)) ?? 0);
  return Number.isInteger(count) && count > 0 ? count : 0;
}

export function writeOpenedHints(key: StoreKey, count: number): void {
  writeItem(hintsKey(key), String(count));
}

function readItem(key: string): string | null {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}

function writeItem(key: string, value: string): boolean {
  try {
    localStorage.setItem(key, value);
    return true;
  } catch {
    return false;
  }
}
