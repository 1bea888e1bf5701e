/** Grades one hostile program through the real path and names what became of it. */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { bundleExercise } from '@/lib/content/bundle';
import { ResultSchema } from '@/lib/exercise/result';
import type { Result } from '@/lib/exercise/result';
import { publicResult } from '@/lib/grading/public-view';
import type { JudgeBundle, Runner } from '@/lib/runner';

const VERDICTS = [
  'pass',
  'wrong-answer',
  'invalid-output',
  'runtime-error',
  'timeout',
  'memory-limit',
  'crash',
  'grader-error',
] as const;
type VerdictKind = (typeof VERDICTS)[number];

export interface Attack {
  readonly file: string;
  readonly source: string;
  /** The exercise that it is handed in for: `predict`, or the name of a folder of `kinds`. */
  readonly on: string;
  /** The verdicts that are right; from the first line. */
  readonly must: readonly VerdictKind[];
}

export interface AttackOutcome {
  readonly file: string;
  readonly must: readonly VerdictKind[];
  /** `leak` when the verdict tells what hidden checks were given; `misleading` when its text isn't what it looks like. */
  readonly got: VerdictKind | 'leak' | 'misleading';
  readonly ms: number;
  /** Whether an honest program, graded next, gets full marks. */
  readonly honestAfter: boolean;
}

export function holds({ must, got, honestAfter }: AttackOutcome): boolean {
  return must.some((kind) => kind === got) && honestAfter;
}

/**
 * Reads `// MUST: timeout|memory-limit — why` off the first line; `// MUST: wrong-answer ON: slope — why` names an exercise.
 * Where the first line is part of the attack (a hashbang, a byte order mark), it is the second.
 */
export function readAttack(file: string): Attack {
  const source = readFileSync(file, 'utf8');
  const [, list, on = 'predict'] = /^(?:\uFEFF|#!.*\n)?\/\/ MUST: ([a-z|-]+)(?: ON: (\w+))?/.exec(source) ?? [];
  const must = z
    .array(z.enum(VERDICTS))
    .min(1, `${file}: no “// MUST: …” in the first line`)
    .parse(list?.split('|') ?? []);
  return { file: path.basename(file), source, on, must };
}

const DEADLINE_MS = 60_000;

interface Target {
  readonly bundle: JudgeBundle;
  readonly exports: string[];
  readonly honest: string;
}

export interface Arena {
  readonly runner: Runner;
  readonly targets: ReadonlyMap<string, Target>;
}

/** The exercises that attacks are made on. */
export async function openTargets(): Promise<Arena['targets']> {
  const folder = path.resolve('tests/hostile');
  const kinds = readdirSync(path.join(folder, 'kinds'));
  const folders = [['predict', 'fixture'], ...kinds.map((name) => [name, `kinds/${name}`])] as const;
  const targets = folders.map(async ([name = '', at = '']): Promise<[string, Target]> => {
    const read = (file: string): string => readFileSync(path.join(folder, at, file), 'utf8');
    const exports = /^exports: \[(.*)\]$/m.exec(read('exercise.md'))?.[1]?.split(', ') ?? [];
    return [name, { bundle: await bundleExercise(path.join(folder, at)), exports, honest: read('solution.ts') }];
  });
  return new Map(await Promise.all(targets));
}

export async function tryAttack(arena: Arena, attack: Attack): Promise<AttackOutcome> {
  const start = performance.now();
  const target = arena.targets.get(attack.on);
  if (!target) throw new Error(`${attack.file}: no exercise ${attack.on}`);
  const got = await gradeSource(arena.runner, { target, source: attack.source, seed: attack.file });
  const ms = Math.round(performance.now() - start);
  const after = await gradeSource(arena.runner, { target, source: target.honest, seed: `after ${attack.file}` });
  return { file: attack.file, must: attack.must, got, ms, honestAfter: after === 'pass' };
}

async function gradeSource(
  runner: Runner,
  { target, source, seed }: { target: Target; source: string; seed: string },
): Promise<AttackOutcome['got']> {
  const { bundle, exports } = target;
  const job = { bundle, source, exports, seed, only: 'all' as const };
  const outcome = await runner.grade(job, AbortSignal.timeout(DEADLINE_MS));
  if (outcome.kind === 'platform-error') return 'grader-error';
  const verdict = JSON.parse(outcome.text) as object;
  const result = ResultSchema.parse({ v: 1, exercise: 'x', exerciseHash: '', codeHash: '', seed, ms: 0, ...verdict });
  return verdictOf(result);
}

export function verdictOf(result: Result): AttackOutcome['got'] {
  if (leaks(publicResult(result))) return 'leak';
  return misleads(result) ? 'misleading' : nameVerdict(result);
}

/** The attacks that disclose mark what they disclose by these words. Open checks may show theirs. */
function leaks({ checks }: Result): boolean {
  const hidden = checks.filter((check) => !check.open);
  return /LEAK|STACK/.test(JSON.stringify(hidden)) || hidden.some((check) => check.shown !== undefined);
}

const MOST_TEXT = 100_000;

/** Whether it would steer a reader's terminal or eye, or fill a page: in any of its texts, and in the names of its parts. */
function misleads(result: Result): boolean {
  let found = JSON.stringify(result).length > MOST_TEXT;
  JSON.stringify(result, (key, value: unknown) => {
    const texts = [key, ...(typeof value === 'string' ? [value] : [])];
    found ||= texts.some((text) => /(?![\n\t])\p{Cc}|\p{Bidi_Control}/u.test(text));
    return value;
  });
  return found;
}

const OF_FAULT: Record<NonNullable<Result['fault']>['kind'], VerdictKind> = {
  'syntax-error': 'runtime-error',
  threw: 'runtime-error',
  'too-large': 'runtime-error',
  missing: 'runtime-error',
  timeout: 'timeout',
  'memory-limit': 'memory-limit',
  crashed: 'crash',
};

/** By the code of a failed check's diagnosis, the gravest first; any other code is a wrong answer. */
const OF_CODE: readonly (readonly [string, VerdictKind])[] = [
  ['timeout', 'timeout'],
  ['memory-limit', 'memory-limit'],
  ['crashed', 'crash'],
  ['threw', 'runtime-error'],
  ['missing-export', 'runtime-error'],
  ['invalid-output', 'invalid-output'],
  ['returned-nothing', 'invalid-output'],
];

function nameVerdict({ checks, fault, score, max }: Result): VerdictKind {
  if (fault) return OF_FAULT[fault.kind];
  if (score === max && checks.every(({ status }) => status === 'pass')) return 'pass';
  const failed = checks.flatMap(({ diagnosis }) => (diagnosis ? [diagnosis] : []));
  const gravest = OF_CODE.find(([code]) => failed.some((diagnosis) => diagnosis.code === code));
  if (gravest) return gravest[1];
  // Numbers given as text have the right nesting and the wrong kind.
  const isText = failed.some(({ code, got }) => code === 'wrong-shape' && /^(a string|text|['"])/.test(got ?? ''));
  return isText ? 'invalid-output' : 'wrong-answer';
}
