/** Rows of drafts. */
import { and, eq } from 'drizzle-orm';
import { drafts } from '../../../db/schema';
import type { Db } from '../../../db/database';
import { stored } from '../../../db/stored';
import type { UserId } from '../../base/ids';
import type { Draft } from './views';

export interface DraftKey {
  userId: UserId;
  exerciseId: string;
}

const isOf = (key: DraftKey) => and(eq(drafts.userId, key.userId), eq(drafts.exerciseId, key.exerciseId));
const COLUMNS = { code: drafts.code, version: drafts.version, savedAt: drafts.savedAt };

export const findDraft = stored('find draft', async (db: Db, key: DraftKey): Promise<Draft | null> => {
  const [row] = await db.select(COLUMNS).from(drafts).where(isOf(key)).limit(1);
  return row ?? null;
});

/** Writes only if the stored version still is `baseVersion` (0: nothing stored); null when it isn't. */
export const writeDraft = stored(
  'write draft',
  async (db: Db, key: DraftKey, draft: { code: string; baseVersion: number; savedAt: Date }): Promise<Draft | null> => {
    const { code, baseVersion, savedAt } = draft;
    const [row] =
      baseVersion === 0
        ? await db
            .insert(drafts)
            .values({ ...key, code, version: 1, savedAt })
            .onConflictDoNothing()
            .returning(COLUMNS)
        : await db
            .update(drafts)
            .set({ code, version: baseVersion + 1, savedAt })
            .where(and(isOf(key), eq(drafts.version, baseVersion)))
            .returning(COLUMNS);
    return row ?? null;
  },
);
