/** A result as its student may see it: of hidden checks name, points, a fixed sentence and the idea of the mistake. */
import type { CheckResult, Result } from '../exercise/result';

/**
 * Drops everything that a hidden input could be read from: the shown case, places, values, and the errors of the cases too,
 * since code that adds its input to a right answer would find it there again. Fields are named one by one, so that a new
 * one stays hidden.
 */
export function publicResult(result: Result): Result {
  return {
    v: result.v,
    exercise: result.exercise,
    exerciseHash: result.exerciseHash,
    codeHash: result.codeHash,
    // With the seed, hidden inputs could be drawn again.
    seed: '',
    status: result.status,
    summary: result.summary,
    score: result.score,
    max: result.max,
    checks: result.checks.map(publicCheck),
    ...(result.fault ? { fault: result.fault } : {}),
    ...(result.logs === undefined ? {} : { logs: result.logs }),
    ...(result.notes ? { notes: result.notes } : {}),
    ms: result.ms,
  };
}

function publicCheck(check: CheckResult): CheckResult {
  if (check.open) return check;
  const { id, name, status, points, max, message, diagnosis } = check;
  const named = diagnosis?.named ? { named: diagnosis.named } : {};
  return {
    id,
    name,
    status,
    points,
    max,
    message,
    open: false,
    ...(diagnosis ? { diagnosis: { code: diagnosis.code, ...named, text: diagnosis.text } } : {}),
  };
}
