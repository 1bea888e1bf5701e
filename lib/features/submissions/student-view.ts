/** A result as its student may see it. Every field of the answer is named here: what is new in a result stays hidden. */
import type { CheckResult, Diagnosis, Result } from '../../exercise/result';

export function studentView(result: Result): Result {
  return {
    v: 1,
    exercise: result.exercise,
    exerciseHash: result.exerciseHash,
    codeHash: result.codeHash,
    // With it, hidden inputs could be drawn again.
    seed: '',
    status: result.status,
    summary: result.summary,
    score: result.score,
    max: result.max,
    checks: result.checks.map((check) => (check.open ? check : hiddenCheck(check))),
    ...(result.fault ? { fault: result.fault } : {}),
    ...(result.logs === undefined ? {} : { logs: result.logs }),
    ms: result.ms,
  };
}

/** A public name, a fixed sentence, the idea of the mistake and how far off it was; no input and no value. */
function hiddenCheck(check: CheckResult): CheckResult {
  return {
    id: check.id,
    name: check.name,
    status: check.status,
    points: check.points,
    max: check.max,
    message: check.message,
    open: false,
    ...(check.diagnosis ? { diagnosis: hiddenDiagnosis(check.diagnosis) } : {}),
    ...(check.errors ? { errors: check.errors } : {}),
  };
}

function hiddenDiagnosis(diagnosis: Diagnosis): Diagnosis {
  return {
    code: diagnosis.code,
    text: diagnosis.text,
    ...(diagnosis.at === undefined ? {} : { at: diagnosis.at }),
    ...(diagnosis.relError === undefined ? {} : { relError: diagnosis.relError }),
    ...(diagnosis.tolerance === undefined ? {} : { tolerance: diagnosis.tolerance }),
  };
}
