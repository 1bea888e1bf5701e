/** The rules that an exercise must keep, each from what its programs did. */
import type { LoadedExercise } from '../content/exercise';
import type { CheckResult } from '../exercise/result';
import { checkTasks } from '../exercise/manifest';
import type { JudgeMeta } from '../grading/kernel';
import { bareSource } from '../grading/source-text';
import type { GradedProgram } from './grading';
import type { HostileProgram } from './programs';
import { type KillCell, type KillRow, rule, type RuleMessage, type RuleResult, says } from './proof-document';
import { STEADY_RULE } from '../exercise/steady';

/** A program and what became of it under each seed. */
export interface Tried {
  name: string;
  file: string | null;
  seeds: readonly string[];
  runs: readonly GradedProgram[];
}

export function isFull({ verdict }: GradedProgram): boolean {
  return verdict.status === 'graded' && verdict.score === verdict.max;
}

/** R1: front matter, tasks and points fit the checks. */
export function schemaRule(loaded: LoadedExercise, meta: JudgeMeta): RuleResult {
  const messages: RuleMessage[] = checkTasks(
    { tasks: loaded.tasks },
    meta.checks.map(({ id }) => id),
  ).map((problem) => says(problem.message, 'exercise.md', problem.line));
  const total = meta.checks.reduce((sum, { points }) => sum + points, 0);
  if (Math.abs(total - loaded.manifest.points) > 1e-9) {
    messages.push(
      says(`the checks have ${total} points together, exercise.md says ${loaded.manifest.points}`, 'checks.ts'),
    );
  }
  const missing = loaded.manifest.exports.filter((name) => !meta.exports.includes(name));
  if (missing.length > 0) messages.push(says(`solution.ts does not export ${missing.join(', ')}`, 'solution.ts'));
  const ids = new Set(meta.checks.map(({ id }) => id));
  for (const { file, expect } of loaded.wrong) {
    if (!ids.has(expect.check))
      messages.push(says(`its first line names the check ${expect.check}, which checks.ts does not have`, file, 1));
  }
  if (loaded.wrong.length < 2)
    messages.push(says(`there are ${loaded.wrong.length} wrong solutions; write at least two`, 'wrong/'));
  return rule({ rule: 'R1', title: 'Front matter, tasks and points fit the checks' }, messages);
}

/** R2: the starter parses, earns nothing, and says on each scored check that the part is not written. */
export function starterRule(starter: GradedProgram): RuleResult {
  const { verdict } = starter;
  const messages: RuleMessage[] = [];
  if (verdict.fault)
    messages.push(
      says(`the starter does not run: ${verdict.fault.message}`, 'solution.ts', verdict.fault.line ?? null),
    );
  for (const check of verdict.checks) {
    if (check.max === 0 || verdict.fault) continue;
    if (check.points > 0) messages.push(says(`the starter earns ${check.points} points at ${check.id}`, 'solution.ts'));
    else if (!isUnwritten(check))
      messages.push(
        says(
          `at ${check.id} the starter fails with “${check.diagnosis?.text ?? check.message}” instead of “not written yet”`,
          'solution.ts',
        ),
      );
  }
  return rule({ rule: 'R2', title: 'The starter earns nothing and says what is not written yet' }, messages);
}

function isUnwritten(check: CheckResult): boolean {
  const text = `${check.diagnosis?.text ?? ''} ${check.diagnosis?.got ?? ''} ${check.shown?.got ?? ''} ${check.message}`;
  return /not written yet/i.test(text) || check.diagnosis?.code === 'not-run';
}

/** R3: the reference gets full marks under every seed, and the browser's judge agrees on the open checks. */
export function referenceRule(reference: Tried, browser: { open: readonly CheckResult[]; source: string }): RuleResult {
  const messages = reference.runs.flatMap((run, i) =>
    isFull(run)
      ? []
      : [
          says(
            `with seed ${reference.seeds[i] ?? ''} the reference gets ${run.verdict.score} of ${run.verdict.max}: ${run.verdict.summary}`,
            'solution.ts',
          ),
        ],
  );
  const server = reference.runs[0]?.verdict.checks.filter((check) => check.open) ?? [];
  for (const check of browser.open) {
    const other = server.find(({ id }) => id === check.id);
    if (JSON.stringify(other) !== JSON.stringify(check))
      messages.push(says(`${check.id}: the browser's judge and the server's disagree`, 'checks.ts'));
  }
  return rule(
    {
      rule: 'R3',
      title: `The reference gets full marks under ${reference.runs.length} seeds, in browser and server alike`,
    },
    messages,
  );
}

const UNSTEADY = /\b(Date|performance)\b|\bMath\s*\.\s*random\b|\bcrypto\b/;

/** R4: the same seed gives the same bytes; no clock and no chance in the checks. */
export function steadyRule(checks: string, twice: readonly [GradedProgram, GradedProgram][]): RuleResult {
  const messages: RuleMessage[] = [];
  bareSource(checks)
    .split('\n')
    .forEach((line, i) => {
      const found = UNSTEADY.exec(line);
      if (found) messages.push(says(`uses ${found[0]}; draw from d instead`, 'checks.ts', i + 1));
    });
  if (twice.some(([first, second]) => first.text !== second.text))
    messages.push(says('the same seed gave two different verdicts', 'checks.ts'));
  return rule({ rule: 'R4', title: 'The same seed gives the same verdict, byte for byte' }, messages);
}

/** R5: every wrong solution fails at the check and with the diagnosis that its first line names, under every seed. */
export function wrongRule(
  wrong: readonly { tried: Tried; expected: { check: string; diagnosis: string } }[],
): RuleResult {
  const messages = wrong.flatMap(({ tried, expected }) =>
    tried.runs.flatMap((run, i) => {
      const why = misses(run, expected);
      return why === null ? [] : [says(`with seed ${tried.seeds[i] ?? ''} ${why}`, tried.file, 1)];
    }),
  );
  return rule({ rule: 'R5', title: 'Every wrong solution is caught where it says, as what it says' }, messages);
}

export function misses({ verdict }: GradedProgram, expected: { check: string; diagnosis: string }): string | null {
  if (verdict.fault) return `it does not run: ${verdict.fault.message}`;
  const check = verdict.checks.find(({ id }) => id === expected.check);
  if (!check) return `there is no check ${expected.check}`;
  if (check.status === 'pass') return `it passes ${expected.check}`;
  if (check.diagnosis?.code !== expected.diagnosis)
    return `it fails at ${expected.check} as ${check.diagnosis?.code ?? 'nothing'}, expected ${expected.diagnosis}`;
  return null;
}

/** R6: other correct solutions, and the float32 version of the reference, get full marks. */
export function alsoRule(also: readonly Tried[]): RuleResult {
  const messages = also.flatMap((tried) =>
    tried.runs.flatMap((run, i) =>
      isFull(run)
        ? []
        : [
            says(
              `${tried.name} with seed ${tried.seeds[i] ?? ''} gets ${run.verdict.score} of ${run.verdict.max}: ${run.verdict.summary}`,
              tried.file,
            ),
          ],
    ),
  );
  return rule({ rule: 'R6', title: 'Other correct solutions get full marks' }, messages);
}

const GAP = 10;

/** R8: errors of right solutions stay ten times below the tolerance, those of wrong ones ten times above. */
export function gapRule(rows: readonly KillRow[]): RuleResult {
  const messages: RuleMessage[] = [];
  for (const row of rows) {
    for (const cell of row.cells) {
      if (cell.worstError === null) continue;
      if (
        (row.role === 'reference' || row.role === 'also') &&
        !row.program.includes('float32') &&
        cell.status === 'pass' &&
        cell.worstError > 1 / GAP
      ) {
        messages.push(
          says(
            `${row.program} comes to ${cell.worstError.toPrecision(2)} of the tolerance at ${cell.check}`,
            'checks.ts',
          ),
        );
      }
      if (
        row.role === 'wrong' &&
        row.expected?.check === cell.check &&
        cell.status === 'fail' &&
        cell.worstError > 0 &&
        cell.worstError < GAP
      ) {
        messages.push(
          says(
            `${row.program} is only ${cell.worstError.toPrecision(2)} times outside of the tolerance at ${cell.check}`,
            'checks.ts',
          ),
        );
      }
    }
  }
  return rule(
    { rule: 'R8', title: 'Tolerances lie well between right and wrong solutions', blocking: false },
    messages,
  );
}

/** R9: the reference is fast enough. The fastest run counts: the others also measure what else the machine had to do. */
export function timeRule(reference: Tried, budgetMs: number): RuleResult {
  const fastest = Math.min(...reference.runs.map(({ ms }) => ms));
  const messages =
    fastest > budgetMs
      ? [says(`the reference takes ${fastest.toFixed(0)} ms, the budget is ${budgetMs} ms`, 'exercise.md')]
      : [];
  const title = `The reference stays inside its budget of ${budgetMs} ms (${fastest.toFixed(0)} ms)`;
  return rule({ rule: 'R9', title }, messages);
}

interface Leaks {
  /** Everything students are sent. */
  material: string;
  packScripts: readonly string[];
  hidden: readonly { id: string; scripts: readonly string[] }[];
  starter: string;
  solution: string;
  wrong: readonly { file: string; source: string }[];
}

/** R10: what students are sent holds no hidden input and no line of the solution or of a wrong one. */
export function leakRule({ material, packScripts, hidden, starter, solution, wrong }: Leaks): RuleResult {
  const messages: RuleMessage[] = [];
  const open = new Set(packScripts);
  for (const { id, scripts } of hidden) {
    const shared = scripts.filter((script) => script.length > 60 && open.has(script));
    if (shared.length > 0)
      messages.push(says(`${shared.length} of the hidden cases of ${id} are also in an open check`, 'checks.ts'));
  }
  const lines = (text: string): string[] => text.split('\n').map((line) => line.trim());
  const known = new Set(lines(starter));
  // Statements quote short formulas; a long line that is not in the starter comes from a program.
  const telling = (text: string): string[] =>
    lines(text).filter((line) => line.length >= 40 && !known.has(line) && !line.startsWith('//'));
  const programs = [{ file: 'solution.ts', source: solution }, ...wrong];
  for (const { file, source } of programs) {
    const line = telling(source).find((one) => material.includes(JSON.stringify(one).slice(1, -1)));
    if (line !== undefined) messages.push(says(`students are sent this line of it: ${line}`, file));
  }
  return rule({ rule: 'R10', title: 'Students are sent no hidden input, no solution and no wrong solution' }, messages);
}

/** R11: hostile code ends in the right status, without points. */
export function hostileRule(tried: readonly { program: HostileProgram; graded: GradedProgram | Error }[]): RuleResult {
  const messages = tried.flatMap(({ program, graded }) => {
    if (graded instanceof Error) return [says(`${program.name}: the grader failed: ${graded.message}`)];
    const { verdict } = graded;
    if (verdict.score > 0) return [says(`${program.name}: earns ${verdict.score} points`)];
    if (verdict.fault)
      return program.accepted.includes(verdict.fault.kind)
        ? []
        : [says(`${program.name}: ended as ${verdict.fault.kind}`)];
    const codes = verdict.checks.map((check) => check.diagnosis?.code ?? 'nothing');
    return codes.some((code) => program.accepted.includes(code))
      ? []
      : [says(`${program.name}: ended as ${[...new Set(codes)].join(', ')}`)];
  });
  return rule({ rule: 'R11', title: 'Hostile code ends in the right status' }, messages);
}

/**
 * R13: a judge that has given other verdicts gives the same ones as a fresh judge. Where that holds, judges are kept warm;
 * where it doesn't, every submission gets a fresh one, which takes longer.
 */
export function steadilyRule(
  cases: number,
  differing: readonly { name: string; file: string | null; seed: string }[],
): RuleResult {
  const messages = differing.map(({ name, file, seed }) =>
    says(
      `${name} with seed ${seed}: the verdict depends on what was judged before; keep nothing outside of checks`,
      file,
    ),
  );
  const title = `A judge that has judged others gives the same verdicts, byte for byte (${cases})`;
  return rule({ rule: STEADY_RULE, title, blocking: false }, messages);
}

export function toCells({ verdict }: GradedProgram): KillCell[] {
  return verdict.checks.map((check) => ({
    check: check.id,
    status: check.status,
    diagnosis: check.diagnosis?.code ?? null,
    worstError: worstOf(check.errors ?? []),
  }));
}

function worstOf(errors: readonly (number | null)[]): number | null {
  let worst = 0;
  for (const error of errors) {
    if (error === null) return null;
    worst = Math.max(worst, error);
  }
  return worst;
}
