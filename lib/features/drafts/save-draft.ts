/** Saves a draft, unless another device saved since: then nothing is written and theirs is returned. */
import type { Actor } from '../../access/policy';
import { AppError } from '../../base/errors';
import { findExercise } from '../course.store';
import type { Deps } from '../deps';
import { openCourse, permit } from '../permit';
import { requireStorable } from '../storable-code';
import { findDraft, writeDraft } from './store';
import type { Draft, SaveDraftResult } from './views';

const LIMIT_BYTES = 100_000;
const NOTHING: Draft = { code: '', version: 0, savedAt: new Date(0) };

export async function saveDraft(
  deps: Deps,
  actor: Actor | null,
  input: { course: string; exercise: string; code: string; baseVersion: number },
): Promise<SaveDraftResult> {
  const { actor: owner, course } = await openCourse(deps, actor, input.course, 'exercise.view');
  permit(owner, { action: 'draft.write', courseId: course.id, ownerId: owner.userId });
  requireStorable(input.code);
  const bytes = Buffer.byteLength(input.code, 'utf8');
  if (bytes > LIMIT_BYTES) return { kind: 'too-large', bytes, limitBytes: LIMIT_BYTES };
  const exercise = await findExercise(deps.db, course.id, input.exercise);
  if (!exercise) throw new AppError('not_found');

  const key = { userId: owner.userId, exerciseId: exercise.id };
  const { code, baseVersion } = input;
  const saved = await writeDraft(deps.db, key, { code, baseVersion, savedAt: deps.now() });
  if (saved) return { kind: 'saved', version: saved.version, savedAt: saved.savedAt };

  const theirs = (await findDraft(deps.db, key)) ?? NOTHING;
  // The answer to an earlier save got lost on its way: what we were about to write is already there.
  if (theirs.code === code) return { kind: 'saved', version: theirs.version, savedAt: theirs.savedAt };
  return { kind: 'conflict', theirs };
}
