/** Grades a stored submission again, from its row alone, and says whether the verdict is the same to the byte. */
import type { Db } from '../../../db/database';
import type { SubmissionId } from '../../base/ids';
import { canGrade, type GraderId, type JudgeBundle, type Runner } from '../../runner';
import { buildResult } from './build-result';
import { differenceAt, firstDifference, type Difference } from './compare-results';
import { keepLast } from '../keep-last';
import { findBundle, findStoredVerdict, type StoredVerdict } from './replay.store';
import { hashOf } from './seed';

export type Replay =
  | { kind: 'same'; tries: number }
  /** `because` when the row was made by a grader or on a runtime that may well answer otherwise. */
  | { kind: 'differs'; difference: Difference; tries: number; because: string | null }
  | { kind: 'not-replayed'; why: string };

/**
 * Time and memory belong to the machine, not to the row: where one of these ended a script, then or now, a difference is
 * believed only when it comes again.
 */
const BY_LIMITS = /"(code|kind)":"(timeout|memory-limit|crashed|not-run)"/;
const MOST_TRIES = 3;

interface ReplayDeps {
  readonly db: Db;
  readonly runner: Runner;
}

/** The returned function keeps the bundles it has read. */
export function createReplayer({ db, runner }: ReplayDeps): (id: SubmissionId, signal: AbortSignal) => Promise<Replay> {
  const bundleOf = keepLast(async (hash): Promise<JudgeBundle | undefined> => {
    const code = await findBundle(db, hash);
    return code === undefined ? undefined : { hash, code };
  });

  return async (id, signal) => {
    const row = await findStoredVerdict(db, id);
    if (row === 'unknown') return { kind: 'not-replayed', why: 'there is no submission with this id' };
    if (row === 'without-verdict') return { kind: 'not-replayed', why: 'it has no verdict yet' };
    if (row === 'superseded') {
      return { kind: 'not-replayed', why: 'it was replaced by a newer one before it was graded' };
    }
    if (row.columns.status === 'platform-error') {
      return { kind: 'not-replayed', why: 'its verdict is a fault of the platform: nothing was graded' };
    }
    if (!canGrade(row.bundleGrader)) {
      const why = `its exercise version needs grader ${row.bundleGrader} or later, this is ${runner.grader.version}`;
      return { kind: 'not-replayed', why };
    }
    const bundle = await bundleOf(row.bundleHash);
    if (!bundle) return { kind: 'not-replayed', why: `the bundle ${row.bundleHash} that graded it is gone` };
    const wrong = tampered(row, bundle);
    if (wrong) return { kind: 'differs', difference: wrong, tries: 0, because: null };
    return await gradeAgain(runner, { row, bundle }, signal);
  };
}

async function gradeAgain(
  runner: Runner,
  { row, bundle }: { row: StoredVerdict; bundle: JudgeBundle },
  signal: AbortSignal,
): Promise<Replay> {
  const { code: source, exports, seed } = row;
  const storedByLimits = BY_LIMITS.test(JSON.stringify(row.result));
  for (let tries = 1; ; tries++) {
    const outcome = await runner.grade({ bundle, source, exports, seed, only: 'all' }, signal);
    if (outcome.kind === 'platform-error') {
      return { kind: 'not-replayed', why: `the grader had a fault of its own: ${outcome.reason}` };
    }
    const now = buildResult(row, { hash: row.exerciseHash }, { text: outcome.text, ms: 0 });
    const difference = firstDifference(row.result, now) ?? columnDifference(row);
    if (!difference) return { kind: 'same', tries };
    const byLimits = storedByLimits || BY_LIMITS.test(outcome.text);
    if (!byLimits || tries === MOST_TRIES) {
      return { kind: 'differs', difference, tries, because: otherGrader(row.grader, runner.grader) };
    }
  }
}

/** What is hashed must still be what its hash says; otherwise something else was graded, and a replay shows nothing. */
function tampered(row: StoredVerdict, bundle: JudgeBundle): Difference | undefined {
  const codeHash = hashOf(row.code);
  if (codeHash !== row.codeHash) return differenceAt('submission.codeHash', row.codeHash, codeHash);
  const bundleHash = hashOf(bundle.code);
  if (bundleHash !== bundle.hash) return differenceAt('bundle.hash', bundle.hash, bundleHash);
  return undefined;
}

/** Lists and grades read the columns beside the document: they must say what it says. */
function columnDifference({ columns, result }: StoredVerdict): Difference | undefined {
  const document = new Map(Object.entries(Object(result) as Record<string, unknown>));
  for (const [name, value] of Object.entries(columns)) {
    if (document.get(name) !== value) return differenceAt(`verdict.${name}`, value, document.get(name));
  }
  return undefined;
}

function otherGrader(then: GraderId | null, now: GraderId): string | null {
  if (then === null) return 'the row does not say which grader made it';
  if (then.version !== now.version) return `it was graded by grader ${then.version}, this is ${now.version}`;
  if (then.runtime !== now.runtime) return `it was graded on ${then.runtime}; this is ${now.runtime}`;
  if (then.build !== now.build) return `it was graded by build ${then.build}, this is ${now.build}`;
  return null;
}
