/** What this browser remembers of an exercise, by user: the draft, the hints opened, and a click that waits to be sent. */
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
  return parseItem(LocalDraftSchema, text);
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

const HeldClickSchema = z.object({ key: z.uuid(), code: z.string(), at: z.number() });
/** A click of long ago is not sent any more: who comes back then looks at the code first. */
const HELD_MS = 30 * 60_000;

const heldKey = (key: StoreKey): string => `gradus:held:${key.userId}:${key.course}/${key.exercise}`;

/** A click on Submit that the server had no room for, with the key that makes it one submission. */
export function readHeldClick(key: StoreKey): { key: string; code: string } | null {
  const held = parseItem(HeldClickSchema, readItem(heldKey(key)));
  return held && Date.now() - held.at < HELD_MS ? { key: held.key, code: held.code } : null;
}

export function keepHeldClick(key: StoreKey, click: { key: string; code: string } | null): void {
  if (click) writeItem(heldKey(key), JSON.stringify({ ...click, at: Date.now() }));
  else removeItem(heldKey(key));
}

function parseItem<S extends z.ZodType>(schema: S, text: string | null): z.infer<S> | null {
  if (text === null) return null;
  try {
    return schema.safeParse(JSON.parse(text)).data ?? null;
  } catch {
    return null;
  }
}

function removeItem(key: string): void {
  try {
    localStorage.removeItem(key);
  } catch {
    // Nothing is kept there anyway.
  }
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
