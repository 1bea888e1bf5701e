/** Turns judged cases into the result of a check: points, sentence, diagnosis, the smallest failing case. */
import type { CheckResult, Diagnosis } from '../exercise/result';
import type { Failure } from '../diagnosis/failure';
import type { Explanation } from '../diagnosis/explanation';
import { explain } from '../diagnosis/general';
import { count, toCents } from './feedback/format';
import { answersOf, detailsOf, specifics } from './feedback/shown';
import type { CaseVerdict } from './judge-case';

/** What is public about a check. */
export interface CheckHead {
  id: string;
  name: string;
  points: number;
  open: boolean;
  hint: string | null;
}

export interface JudgedCase {
  verdict: CaseVerdict;
  /** Made for the one case that is shown. */
  input: () => string;
  /** Shorter inputs are shown rather than longer ones. */
  size: number;
}

export interface Judged {
  cases: readonly JudgedCase[];
  /** Named wrong solution that explains every failing case. */
  named?: Explanation | undefined;
  /** Instead of counting cases: all or nothing, or an author's own counting. */
  counted?: { pass: number; of: number } | undefined;
  /** A sentence of the check itself, free of inputs. */
  says?: string | undefined;
}

const FAULTS = new Set<Failure['kind']>([
  'threw',
  'invalid',
  'missing',
  'timeout',
  'memory-limit',
  'crashed',
  'not-run',
]);

export function toCheckResult(head: CheckHead, judged: Judged): CheckResult {
  const failing = judged.cases.filter(({ verdict }) => verdict.failure);
  const of = judged.counted?.of ?? judged.cases.length;
  const passed = judged.counted?.pass ?? of - failing.length;
  const base = { id: head.id, name: head.name, max: head.points, open: head.open };
  const errors = judged.cases.map(({ verdict }) => (verdict.error === null ? null : round(verdict.error)));
  if (failing.length === 0 && passed === of) {
    return { ...base, status: 'pass', points: head.points, message: passMessage(judged, of), errors };
  }

  const smallest = smallestOf(failing);
  const failures = failing.flatMap(({ verdict }) => (verdict.failure ? [verdict.failure] : []));
  const explanation = judged.named ?? explain(failures, { failing: failing.length, cases: judged.cases.length });
  const share = of === 0 ? 0 : passed / of;
  const points = head.points * (judged.named ? Math.min(share, 0.5) : share);
  const law = failures.find((failure) => failure.kind === 'law' || failure.kind === 'goal');
  const says = judged.says ?? (law && 'says' in law ? law.says : null);
  const diagnosis = diagnose(explanation, says === null || says === '' ? fallback(passed, of) : says, smallest);
  return {
    ...base,
    status: failures.length > 0 && failures.every((failure) => FAULTS.has(failure.kind)) ? 'error' : 'fail',
    points: toCents(points),
    message: failMessage(head, { passed, of, explained: explanation !== undefined, smallest }),
    ...(diagnosis ? { diagnosis: judged.named ? { ...diagnosis, named: true } : diagnosis } : {}),
    ...(smallest ? { shown: shownOf(smallest) } : {}),
    errors,
  };
}

/** Of those that were run, if any was: the others have nothing to show. */
function smallestOf(failing: readonly JudgedCase[]): JudgedCase | undefined {
  const run = failing.filter(({ verdict }) => verdict.failure?.kind !== 'not-run');
  return (run.length > 0 ? run : failing).reduce<JudgedCase | undefined>(
    (best, one) => (best === undefined || one.size < best.size ? one : best),
    undefined,
  );
}

function round(ratio: number): number {
  return Number(ratio.toPrecision(4));
}

function passMessage(judged: Judged, of: number): string {
  const note = judged.cases.some(({ verdict }) => verdict.float32)
    ? ' Your numbers are float32; they were compared with the tolerance for float32.'
    : '';
  if (judged.says !== undefined && judged.says !== '') return `${judged.says}${note}`;
  return `${of <= 1 ? 'As expected.' : `All ${of} cases are as expected.`}${note}`;
}

function fallback(passed: number, of: number): string {
  if (of <= 1) return 'Your answer differs from the expected one.';
  return passed === 0
    ? `Your answer differs in all ${of} cases.`
    : `Your answer differs in ${of - passed} of ${of} cases.`;
}

function diagnose(
  explanation: Explanation | undefined,
  says: string,
  smallest: JudgedCase | undefined,
): Diagnosis | undefined {
  const details = smallest?.verdict.failure ? detailsOf(smallest.verdict.failure) : {};
  if (explanation) return { ...explanation, ...details };
  return { code: 'differs', text: says, ...details };
}

function failMessage(
  head: CheckHead,
  {
    passed,
    of,
    explained,
    smallest,
  }: { passed: number; of: number; explained: boolean; smallest: JudgedCase | undefined },
): string {
  const counts =
    of > 1 ? `${passed} of ${count(of, 'case')} ${passed === 1 ? 'is' : 'are'} right.` : 'Not as expected yet.';
  const detail = head.open && smallest?.verdict.failure ? specifics(smallest.verdict.failure) : '';
  const hint = !explained && head.hint !== null ? head.hint : '';
  return [counts, detail, hint].filter((part) => part !== '').join(' ');
}

function shownOf(one: JudgedCase): { input: string; got: string; want: string } {
  const failure = one.verdict.failure;
  return { input: one.input(), ...(failure ? answersOf(failure) : { got: '', want: '' }) };
}

/** One sentence: what is right, what to look at. */
export function summarise(checks: readonly CheckResult[]): string {
  const passing = checks.filter((check) => check.status === 'pass');
  if (passing.length === checks.length) {
    return checks.length === 1 ? 'The check passes.' : `All ${checks.length} checks pass.`;
  }
  const failing = checks.filter((check) => check.status !== 'pass');
  const unwritten = failing.every(
    ({ diagnosis }) => diagnosis?.text === 'This part is not written yet.' || diagnosis?.code === 'not-run',
  );
  if (unwritten && passing.length === 0)
    return 'Nothing is written yet: the starter throws. Fill in the marked part, then run again.';
  // The most telling check: explained rather than merely different, and early rather than late.
  const telling =
    failing.find((check) => check.diagnosis !== undefined && check.diagnosis.code !== 'differs') ?? failing[0];
  const right =
    passing.length === 0
      ? ''
      : `${passing.length} of ${count(checks.length, 'check')} ${passing.length === 1 ? 'passes' : 'pass'}. `;
  return `${right}Look at “${telling?.name ?? ''}”: ${lowerFirst(telling?.diagnosis?.text ?? telling?.message ?? '')}`;
}

function lowerFirst(text: string): string {
  return /^(I|NaN|Infinity|[A-Z]\b|[A-Z]{2})/.test(text) ? text : text.charAt(0).toLowerCase() + text.slice(1);
}
