/** A verdict arranged for reading: checks under their tasks, what fails first. */
import type { CheckResult, Result } from '@/lib/exercise/result';

/** What is shown of a run or of a graded submission. */
export interface Verdict {
  kind: 'run' | 'submission';
  status: Result['status'];
  summary: string;
  score: number;
  max: number;
  checks: readonly CheckResult[];
  fault?: Result['fault'];
  logs?: string;
  /** Remarks on how the code was read: a forgotten `export`, say. */
  notes?: readonly string[];
}

export interface Task {
  id: string;
  title: string;
  checks: readonly string[];
}

export interface TaskGroup {
  id: string;
  /** `Task 2 · Gradient`, or `Checks` where an exercise has no tasks. */
  title: string;
  checks: CheckResult[];
  points: number;
  max: number;
  passed: boolean;
}

export function groupByTask(tasks: readonly Task[], checks: readonly CheckResult[]): TaskGroup[] {
  const byId = new Map(checks.map((check) => [check.id, check]));
  const groups = tasks.map((task, index) => {
    const own = task.checks.flatMap((id) => byId.get(id) ?? []);
    for (const check of own) byId.delete(check.id);
    return makeGroup(task.id, tasks.length > 1 ? `Task ${index + 1} · ${task.title}` : task.title, own);
  });
  if (byId.size > 0) groups.push(makeGroup('rest', tasks.length > 0 ? 'More checks' : 'Checks', [...byId.values()]));
  const filled = groups.filter((group) => group.checks.length > 0);
  return [...filled.filter((group) => !group.passed), ...filled.filter((group) => group.passed)];
}

function makeGroup(id: string, title: string, checks: CheckResult[]): TaskGroup {
  return {
    id,
    title,
    checks: [
      ...checks.filter((check) => check.status !== 'pass'),
      ...checks.filter((check) => check.status === 'pass'),
    ],
    points: sum(checks.map((check) => check.points)),
    max: sum(checks.map((check) => check.max)),
    passed: checks.every((check) => check.status === 'pass'),
  };
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

/** Points with at most one decimal: `20`, `6.7`. */
export function points(value: number): string {
  return String(Math.round(value * 10) / 10);
}

/** One sentence for a screen reader when a verdict arrives. */
export function announce(verdict: Verdict): string {
  const what = verdict.kind === 'run' ? 'Run, open checks only' : 'Verdict';
  const passed = verdict.checks.filter((check) => check.status === 'pass').length;
  const score =
    verdict.kind === 'run'
      ? `${passed} of ${verdict.checks.length} open checks pass`
      : `${points(verdict.score)} of ${points(verdict.max)} points`;
  return verdict.checks.length > 0 ? `${what}: ${score}. ${verdict.summary}` : `${what}: ${verdict.summary}`;
}
