/** The kill matrix in words: what a program met at a check, and what its role demands of it. */
import type { KillRow, Proof } from '@/lib/features/exercises/views';

export type KillCell = KillRow['cells'][number];

export const ROLE_WORDS: Record<KillRow['role'], string> = {
  starter: 'starter',
  reference: 'reference solution',
  also: 'also correct',
  wrong: 'wrong solution',
};

const STATUS_WORDS: Record<KillCell['status'], string> = { pass: 'passes', fail: 'fails', error: 'does not run' };

/** Is this the cell that a wrong solution's first line promises to fail? */
export const isPromised = (row: KillRow, check: string): boolean => row.expected?.check === check;

type Demand = 'must fail' | 'must pass' | 'may fail';

/** What the proof asks of this cell: wrong solutions need only fail where they promise to. */
function demandOf(row: KillRow, check: string): Demand {
  if (row.role === 'starter') return 'must fail';
  if (row.role !== 'wrong') return 'must pass';
  return isPromised(row, check) ? 'must fail' : 'may fail';
}

/** A wrong solution that fails where and as it promised is good news; the tones say so. */
export function meets(row: KillRow, cell: KillCell): boolean {
  const demand = demandOf(row, cell.check);
  if (demand === 'may fail') return true;
  if (demand === 'must pass') return cell.status === 'pass';
  const asPromised = row.expected === null || cell.diagnosis === row.expected.diagnosis;
  return cell.status !== 'pass' && (row.role === 'starter' || asPromised);
}

/** `3.2`, `1.4e+7`, `0.02`: two digits are enough to see on which side of the tolerance it lies. */
const digits = (n: number): string =>
  n === 0 ? '0' : n >= 1e-3 && n < 1e4 ? String(Number(n.toPrecision(2))) : n.toExponential(1);

function errorWords(cell: KillCell): string | null {
  if (cell.worstError === null) return null;
  return `worst error ${digits(cell.worstError)} × the tolerance`;
}

/** `no-max-subtraction at Far logits: fails as no-max-subtraction, as promised, worst error 1.4e+7 × the tolerance`. */
export function killWords(row: KillRow, cell: KillCell, checkName: string): string {
  const failed = cell.status !== 'pass' && cell.diagnosis !== null;
  const parts = [`${STATUS_WORDS[cell.status]}${failed ? ` as ${cell.diagnosis}` : ''}`];
  if (isPromised(row, cell.check)) {
    parts.push(meets(row, cell) ? 'as promised' : `but its first line promises ${row.expected?.diagnosis}`);
  } else if (!meets(row, cell)) {
    parts.push(demandOf(row, cell.check) === 'must fail' ? 'but must fail here' : 'but must pass here');
  }
  const error = errorWords(cell);
  if (error !== null) parts.push(error);
  return `${row.program} at ${checkName}: ${parts.join(', ')}`;
}

/** Rules that block first, then the other broken ones, then those that hold. */
export function orderRules(rules: Proof['rules']): Proof['rules'] {
  const rank = (rule: Proof['rules'][number]): number => (rule.ok ? 2 : rule.blocking ? 0 : 1);
  return rules.toSorted((a, b) => rank(a) - rank(b));
}

/** What is right with the exercise, or what keeps it from students, in one sentence. */
export function proofWords(proof: Proof): string {
  const blocking = proof.rules.filter((rule) => !rule.ok && rule.blocking).length;
  const warnings = proof.rules.filter((rule) => !rule.ok && !rule.blocking).length;
  const wrong = proof.rows.filter((row) => row.role === 'wrong');
  const caught = wrong.filter((row) => row.ok).length;
  const killed = `${caught} of ${wrong.length} wrong solutions are caught as they promise`;
  if (blocking > 0)
    return `${blocking === 1 ? 'One rule keeps' : `${blocking} rules keep`} it from being published; ${killed}.`;
  if (warnings > 0) return `Proven, with ${warnings === 1 ? 'one warning' : `${warnings} warnings`}; ${killed}.`;
  return `Proven: every rule holds, ${killed}.`;
}
