/** Drafts: nothing is overwritten that somebody has not seen. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { drafts } from '@/db/schema';
import type { Actor } from '@/lib/access/policy';
import { readDraft } from '@/lib/features/drafts/read-draft';
import { saveDraft } from '@/lib/features/drafts/save-draft';
import { noDatabase } from '../support/database';
import { COURSE, EXERCISE, openWorld, type World } from '../support/world';

describe.skipIf(noDatabase)('drafts', () => {
  let world: World;
  beforeAll(async () => {
    world = await openWorld();
  });
  afterAll(() => world.close());
  beforeEach(() => world.deps.db.delete(drafts));

  const at = { course: COURSE, exercise: EXERCISE };
  const save = (actor: Actor | null, code: string, baseVersion: number) =>
    saveDraft(world.deps, actor, { ...at, code, baseVersion });

  it('are saved and read back, each student their own', async () => {
    const { ada, ben } = world.people;
    expect(await readDraft(world.deps, ada, at)).toBeNull();
    expect(await save(ada, 'one', 0)).toMatchObject({ kind: 'saved', version: 1 });
    expect(await save(ada, 'two', 1)).toMatchObject({ kind: 'saved', version: 2 });
    expect(await readDraft(world.deps, ada, at)).toMatchObject({ code: 'two', version: 2 });
    expect(await readDraft(world.deps, ben, at)).toBeNull();
  });

  it('are not overwritten by another device, which is shown what is there', async () => {
    const { ada } = world.people;
    await save(ada, 'laptop', 0);
    expect(await save(ada, 'phone', 0)).toMatchObject({ kind: 'conflict', theirs: { code: 'laptop', version: 1 } });
    expect(await save(ada, 'phone', 7)).toMatchObject({ kind: 'conflict', theirs: { code: 'laptop', version: 1 } });
    expect(await readDraft(world.deps, ada, at)).toMatchObject({ code: 'laptop', version: 1 });
  });

  it('let exactly one of two savers at the same moment win', async () => {
    const { ada } = world.people;
    for (const base of [0, 1]) {
      const results = await Promise.all(['a', 'b', 'c', 'd'].map((code) => save(ada, `${code}${base}`, base)));
      expect(results.map((result) => result.kind).toSorted()).toEqual(['conflict', 'conflict', 'conflict', 'saved']);
    }
  });

  it('count as saved when the answer to the first try got lost', async () => {
    const { ada } = world.people;
    await save(ada, 'same', 0);
    expect(await save(ada, 'same', 0)).toMatchObject({ kind: 'saved', version: 1 });
  });

  it('are refused above 100 kB of UTF-8 and with NUL in them, and whatever was there stays', async () => {
    const { ada } = world.people;
    await save(ada, 'kept', 0);
    expect(await save(ada, 'é'.repeat(50_001), 1)).toEqual({ kind: 'too-large', bytes: 100_002, limitBytes: 100_000 });
    await expect(save(ada, 'a\0b', 1)).rejects.toMatchObject({ code: 'bad_request' });
    expect(await save(ada, 'é'.repeat(50_000), 1)).toMatchObject({ kind: 'saved', version: 2 });
  });

  it('are nobody else’s to write', async () => {
    await expect(save(null, 'x', 0)).rejects.toMatchObject({ code: 'sign_in_required' });
    await expect(save(world.people.stranger, 'x', 0)).rejects.toMatchObject({ code: 'forbidden' });
    const nowhere = { course: COURSE, exercise: 'nothing', code: 'x', baseVersion: 0 };
    await expect(saveDraft(world.deps, world.people.ada, nowhere)).rejects.toMatchObject({ code: 'not_found' });
    const noCourse = { ...nowhere, course: 'nothing' };
    await expect(saveDraft(world.deps, world.people.ada, noCourse)).rejects.toMatchObject({ code: 'not_found' });
  });
});
