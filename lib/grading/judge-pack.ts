/** Judges open checks from their data alone: in the browser after Run, and in proofs against the server's verdict. */
import type { CheckResult } from '../exercise/result';
import type { RawGroupOutcome } from '../script/raw-group';
import { type Judged, summarise, toCheckResult } from './check-result';
import { toCents } from './feedback/format';
import { type Fault, faultOfLoad, faultOfMissing, summaryOfFault, unjudged } from './fault';
import { judgeCase } from './judge-case';
import { legible } from './legible';
import { missingEverywhere, readLoad, readOutcome } from './observe';
import { decodePack } from './pack';
import type { OpenPack, PlannedCheck } from './plan';
import { brokenRules } from './source-text';
import type { ScriptOutcome } from '../script/script';

export interface PackVerdict {
  status: 'graded' | 'student-error';
  summary: string;
  score: number;
  max: number;
  checks: CheckResult[];
  fault?: Fault;
}

/** The scripts to run, in order, in one fresh realm. */
export function packScripts(pack: OpenPack): string[] {
  return decodePack(pack.text).flatMap((check) => check.cases.map((one) => one.script));
}

/** `source` is needed for rules on the source text; without it such checks are left out. */
export function judgePack(pack: OpenPack, outcome: RawGroupOutcome, source?: string): PackVerdict {
  const checks = decodePack(pack.text).filter((check) => check.source === null || source !== undefined);
  const max = toCents(checks.reduce((sum, check) => sum + check.points, 0));
  const scripts = checks.flatMap((check) => check.cases.map((one) => one.script));
  const outcomes = outcome.scripts.map((raw, index) => readOutcome(raw, scripts[index] ?? ''));
  const missing = missingEverywhere(outcomes);
  const fault = faultOfLoad(readLoad(outcome.load)) ?? (missing && faultOfMissing(missing));
  if (fault) {
    const results = checks.map((check) => unjudged(check, fault));
    return legible({ status: 'student-error', summary: summaryOfFault(fault), score: 0, max, checks: results, fault });
  }
  let next = 0;
  const results = checks.map((check) => {
    const own = outcomes.slice(next, next + check.cases.length);
    next += check.cases.length;
    return toCheckResult(check, judgePlanned(check, own, source ?? ''));
  });
  const counted = withoutFreePoints(results, new Set(checks.filter(isFree).map(({ id }) => id)));
  const score = toCents(counted.reduce((sum, check) => sum + check.points, 0));
  return legible({ status: 'graded', summary: summarise(counted), score, max, checks: counted });
}

export function judgePlanned(
  check: PlannedCheck,
  outcomes: readonly (ScriptOutcome | undefined)[],
  source: string,
): Judged {
  if (check.source) {
    const failures = brokenRules(source, check.source);
    const [failure] = failures;
    const verdict = { failure, error: failure ? null : 0, float32: false };
    return { cases: [{ verdict, input: () => '', size: 0 }] };
  }
  return {
    cases: check.cases.map((one, i) => ({
      verdict: judgeCase(one, outcomes[i]),
      input: () => one.input,
      size: one.script.length,
    })),
  };
}

/**
 * Rules on the source, errors that are asked for, and purity: an empty file keeps the first, a broken one throws the second,
 * and any constant is pure.
 */
function isFree(check: PlannedCheck): boolean {
  if (check.source) return true;
  const isFreeKind = (kind: string): boolean => kind === 'throws' || kind === 'pure';
  return check.cases.length > 0 && check.cases.every(({ expect }) => expect.every(({ kind }) => isFreeKind(kind)));
}

/** Such checks count once something else does. */
export function withoutFreePoints(results: readonly CheckResult[], free: ReadonlySet<string>): CheckResult[] {
  const earned = results.some((check) => !free.has(check.id) && check.points > 0);
  if (earned || results.every((check) => free.has(check.id))) return [...results];
  const message = 'Counts as soon as another check passes.';
  return results.map((check): CheckResult => {
    if (!free.has(check.id) || check.points === 0) return check;
    return { ...check, status: 'error', points: 0, message, diagnosis: { code: 'not-run', text: message } };
  });
}
