import { describe, expect, it } from 'vitest';
import { defineChecks } from '../exercise/define-checks';
import { compileSubmission } from '../script/compile';
import { createInterpreter } from '../script/interpreter';
import { isInVain, type RawGroup, type RawGroupOutcome, type RawScriptOutcome } from '../script/raw-group';
import { judgePack, packScripts } from './judge-pack';
import { createJudge, type NextOutput, type Verdict } from './kernel';
import type { LoadProgram } from './program';

interface Solution {
  meanLoss: (X: number[][]) => { loss: number; grad: number[][] };
  scale: (x: number[], c: number) => number[];
  Counter: new (start: number) => { add(x: number): number };
}

const SOLUTION = `
export function meanLoss(X) {
  const m = X.length;
  let loss = 0;
  const grad = X.map((row) => row.map((x) => { loss += x * x / m; return 2 * x / m; }));
  return { loss, grad };
}
export function scale(x, c) {
  if (typeof c !== 'number') throw new TypeError('c is no number');
  return x.map((xi) => c * xi);
}
export class Counter {
  constructor(start) { this.sum = start; }
  add(x) { this.sum += x; return this.sum; }
}
`;

const NAMES = ['meanLoss', 'scale', 'Counter'];

/** The exports of a program, as a student's realm would have them. */
function load(source: string): Record<string, unknown> {
  const compiled = compileSubmission(source, NAMES);
  if (compiled.kind !== 'ok') throw new Error(compiled.message);
  return (0, eval)(compiled.code) as Record<string, unknown>;
}

const program =
  (source: string): LoadProgram =>
  () =>
    load(source);

const NO_MEAN = SOLUTION.replace('x * x / m', 'x * x').replace('2 * x / m', '2 * x');

const checks = defineChecks<Solution>(
  { tier: 'T2' },
  ({ close, shape, grad, property, pure, throws, session, source, custom, trains }) => [
    close('one row', { points: 10, open: true, call: ['meanLoss', [[1, 2]]], want: { loss: 5, grad: [[2, 4]] } }),
    close('random losses', { points: 20, cases: 8, call: (d, i) => ['meanLoss', d.matrix(2 + (i % 4), 3)] }),
    shape('shapes', { points: 5, cases: 2, call: (d) => ['meanLoss', d.matrix(2, 5)] }),
    grad('gradient', {
      points: 20,
      cases: 3,
      call: (d) => ['meanLoss', d.matrix(3, 2)],
      wrt: [{ at: '[0]', claimed: 'grad' }],
      loss: 'loss',
    }),
    property('homogeneous', {
      points: 10,
      cases: 3,
      calls: (d) => {
        const x = d.vector(3);
        return [
          ['scale', x, 2],
          ['scale', x, 6],
        ];
      },
      holds: ([a, b]: readonly number[][], _calls, near) =>
        near(
          (a ?? []).map((v) => 3 * v),
          b ?? [],
        ) || 'Three times the factor is not three times the answer.',
    }),
    pure('clean', { points: 5, cases: 2, call: (d) => ['scale', d.vector(3), 2] }),
    throws('bad factor', { points: 5, call: ['scale', [1], undefined as unknown as number] }),
    session('counting', {
      points: 10,
      cases: 2,
      script: (s, d) => {
        const counter = s.new('Counter', d.int(1, 9));
        for (const x of d.vector(4)) s.call(counter, 'add', x);
        s.call(counter, 'add', s.last() ?? 0);
      },
    }),
    source('no eval', { points: 5, mustNot: [{ pattern: /\beval\b/, says: 'Write it without eval.' }] }),
    custom('in two rounds', {
      points: 5,
      *run() {
        const [first] = yield [[{ op: 'call', name: 'scale', args: [[1], 3] }]];
        const seen = first?.kind === 'ran' && first.steps[0]?.kind === 'value' ? first.steps[0].value : undefined;
        const [second] = yield [[{ op: 'call', name: 'scale', args: [seen, 3] }]];
        const value = second?.kind === 'ran' && second.steps[0]?.kind === 'value' ? second.steps[0].value : undefined;
        return {
          pass: JSON.stringify(value) === '[9]' ? 1 : 0,
          of: 1,
          message: 'Applying it twice is not nine times.',
        };
      },
    }),
    trains('descends', {
      points: 5,
      seeds: 3,
      data: (d) => [d.matrix(3, 2)],
      driver: (exports, X: number[][]) => {
        for (let i = 0; i < 50; i++) {
          const { grad: g } = exports.meanLoss(X);
          X = X.map((row, r) => row.map((x, c) => x - 0.5 * (g[r]?.[c] ?? NaN)));
        }
        return X;
      },
      metric: (X: number[][]) => ({ name: 'loss', value: X.flat().reduce((sum, x) => sum + x * x, 0) }),
      goal: { atMost: 1e-6 },
    }),
  ],
);

const parts = {
  checks,
  reference: program(SOLUTION),
  wrong: [
    { name: 'no-mean', says: 'This is the sum over the batch. Divide by the number of rows.', load: program(NO_MEAN) },
  ],
};

type Fate = (text: string, run: () => string) => RawScriptOutcome;

/** A student child: a fresh realm's worth of exports per group; `fate` may end scripts otherwise. */
function runGroup(source: string, scripts: readonly string[], fate?: Fate): RawGroupOutcome {
  const compiled = compileSubmission(source, NAMES);
  if (compiled.kind === 'syntax-error') {
    const { message, line, column } = compiled;
    return { load: { kind: 'syntax-error', message, line, column }, scripts: [], logs: '' };
  }
  const interpreter = createInterpreter();
  let exports: Record<string, unknown>;
  try {
    exports = (0, eval)(compiled.code) as Record<string, unknown>;
  } catch (error) {
    return {
      load: { kind: 'threw', name: 'Error', message: error instanceof Error ? error.message : '', line: 2 },
      scripts: [],
      logs: '',
    };
  }
  let over = false;
  const outcomes = scripts.map((text): RawScriptOutcome => {
    if (over) return { kind: 'not-run' };
    const outcome = (fate ?? ((_, run) => ({ kind: 'ran', text: run() })))(text, () => interpreter.run(exports, text));
    over = outcome.kind !== 'ran';
    return outcome;
  });
  return { load: { kind: 'loaded', notes: compiled.notes }, scripts: outcomes, logs: '' };
}

function grade(
  source: string,
  options: { seed?: string; only?: 'open' | 'all'; fate?: Fate; of?: typeof parts } = {},
): Verdict & { rounds: number } {
  const judge = createJudge(options.of ?? parts);
  const input = { source, seed: options.seed ?? 'seed', only: options.only ?? ('all' as const) };
  let { groups } = JSON.parse(judge.begin(JSON.stringify(input))) as { groups: RawGroup[] };
  for (let rounds = 1; ; rounds++) {
    const outcomes: RawGroupOutcome[] = [];
    for (const group of groups) {
      const fate: Fate | undefined = isInVain(group, outcomes) ? () => ({ kind: 'not-run' }) : options.fate;
      outcomes.push(runGroup(source, group.scripts, fate));
    }
    const step = JSON.parse(judge.next(JSON.stringify({ outcomes }))) as NextOutput;
    if (step.kind === 'done') return { ...step.verdict, rounds };
    groups = step.groups;
  }
}

const codes = (verdict: Verdict): Record<string, string> =>
  Object.fromEntries(
    verdict.checks
      .filter((check) => check.status !== 'pass')
      .map((check) => [check.id, check.diagnosis?.code ?? 'none']),
  );

describe('the kernel', () => {
  it('gives a right solution all points, the same under the same seed', () => {
    const verdict = grade(SOLUTION);
    expect(codes(verdict)).toEqual({});
    expect(verdict).toMatchObject({ status: 'graded', score: 100, max: 100, summary: 'All 11 checks pass.' });
    expect(grade(SOLUTION)).toEqual(verdict);
  });

  it('names the slip that explains all failing cases, and gives at most half of the points for it', () => {
    const verdict = grade(NO_MEAN);
    const losses = verdict.checks.find((check) => check.id === 'random-losses');
    expect(losses).toMatchObject({
      status: 'fail',
      points: 0,
      diagnosis: { code: 'no-mean', text: parts.wrong[0]?.says },
    });
    expect(verdict.checks.find((check) => check.id === 'one-row')).toMatchObject({ status: 'pass' });
    expect(verdict.summary).toContain('this is the sum over the batch');
  });

  it('explains in general what no named slip explains', () => {
    const half = grade(SOLUTION.replace('2 * x / m', 'x / m'));
    expect(codes(half)).toMatchObject({ 'random-losses': 'scaled', gradient: 'scaled' });
    expect(half.checks.find((check) => check.id === 'random-losses')?.diagnosis?.text).toBe(
      'Your `grad` is half of what was expected in all 8 cases. The `loss` is right.',
    );
    const other = grade(
      SOLUTION.replace('loss += x * x / m', 'loss += x ** 4 / m').replace('2 * x / m', '4 * x ** 3 / m'),
    );
    expect(codes(other).gradient).toBe('loss-is-another-function');
    const apart = grade(SOLUTION.replace('2 * x / m', '(2 * x + 1) / m'));
    expect(codes(apart).gradient).toBe('gradient-not-of-own-loss');
  });

  it('shows the smallest failing case with both answers', () => {
    const verdict = grade(SOLUTION.replace('2 * x / m', '3 * x / m'));
    expect(verdict.checks.find((check) => check.id === 'one-row')).toMatchObject({
      shown: { input: 'X = [[1, 2]]', got: '{ loss: 5, grad: [[3, 6]] }', want: '{ loss: 5, grad: [[2, 4]] }' },
      diagnosis: { at: 'grad[0][0]', got: '3', want: '2' },
      message: 'Not as expected yet. First difference at `grad[0][0]`: 3, expected 2.',
    });
  });

  it('passes float32 answers with a note', () => {
    const verdict = grade(
      SOLUTION.replace(
        'return { loss, grad }',
        'return { loss: Math.fround(loss), grad: grad.map((row) => Float32Array.from(row)) }',
      ),
    );
    expect(codes(verdict)).toEqual({});
    expect(verdict.checks.find((check) => check.id === 'random-losses')?.message).toContain('float32');
  });

  it.each([
    {
      what: 'mutated input',
      from: 'return x.map((xi) => c * xi)',
      to: 'x.forEach((xi, i) => (x[i] = c * xi)); return [...x]',
      code: 'input-mutated',
    },
    {
      what: 'kept state',
      from: 'return x.map((xi) => c * xi)',
      to: 'globalThis.kept = (globalThis.kept ?? 0) + 1; return x.map((xi) => c * xi + globalThis.kept)',
      code: 'state-kept',
    },
    {
      what: 'nothing returned',
      from: 'return x.map((xi) => c * xi)',
      to: 'x.map((xi) => c * xi)',
      code: 'returned-nothing',
    },
    {
      what: 'a promise',
      from: 'return x.map((xi) => c * xi)',
      to: 'return Promise.resolve(x.map((xi) => c * xi))',
      code: 'invalid-output',
    },
  ])('tells $what', ({ from, to, code }) => {
    expect(codes(grade(SOLUTION.replace(from, to))).clean).toBe(code);
  });

  it('finds answers that depend on earlier calls by replaying cases', () => {
    const verdict = grade(`let n = 0;${SOLUTION.replace('loss += x * x / m', 'loss += x * x / m + (n++) * 1e-13')}`);
    expect(Object.values(codes(verdict))).toContain('depends-on-earlier-calls');
  });

  it.each(['s51', 's114'])('finds them, too, when it replays the first cases of the group (%s)', (seed) => {
    const shared = SOLUTION.replace('x * x / m;', 'x * x / m + n++ * 1e-13;').replace(
      'c * xi)',
      'c * xi + n++ * 1e-13)',
    );
    expect(Object.values(codes(grade(`let n = 0;${shared}`, { seed })))).toContain('depends-on-earlier-calls');
  });

  it('finds them though an open check is cut short, so that what is replayed is run only later', () => {
    const source = `let n = 0;${SOLUTION.replace('c * xi)', 'c * xi + n++ * 1e-13)')}`;
    let isFirst = true;
    const fate: Fate = (_, run) => {
      if (!isFirst) return { kind: 'ran', text: run() };
      isFirst = false;
      return { kind: 'timeout' };
    };
    const two = defineChecks<Solution>({ tier: 'T2' }, ({ close }) => [
      close('open', { points: 40, open: true, call: ['scale', [1, 2], 3] }),
      close('hidden', { points: 60, cases: 6, call: (d) => ['scale', d.vector(3), 2] }),
    ]);
    expect(codes(grade(source, { fate, of: { ...parts, checks: two } }))).toEqual({
      open: 'timeout',
      hidden: 'depends-on-earlier-calls',
    });
  });

  it('asks first for hidden scripts that an open one kept from being begun, then for the rest of the open ones', () => {
    const order: string[] = [];
    const fate: Fate = (text, run) => {
      order.push(text);
      return order.length === 1 ? { kind: 'timeout' } : { kind: 'ran', text: run() };
    };
    const call = (x: number): ['scale', number[], number] => ['scale', [x], 1];
    const three = defineChecks<Solution>({ tier: 'T2' }, ({ close }) => [
      close('open', { points: 40, open: true, each: [1, 2], call }),
      close('hidden', { points: 60, each: [3, 4], call }),
    ]);
    const verdict = grade(SOLUTION, { fate, of: { ...parts, checks: three } });
    expect(verdict).toMatchObject({ score: 80, rounds: 2 });
    const asked = order.map((text) => Number(/\[(\d)\]/.exec(text)?.[1]));
    // The loop; the hidden scripts, and their replay from the last one on; the rest of the open ones.
    expect(asked).toEqual([1, 3, 4, 4, 3, 2]);
  });

  it('shows the case that did not come to an end, not a shorter one that was not run after it', () => {
    const two = defineChecks<Solution>({ tier: 'T2' }, ({ close }) => [
      close('loops', { points: 100, open: true, each: [123, 4], call: (x) => ['scale', [x], 1] }),
    ]);
    const fate: Fate = (text) => ({ kind: text.includes('123') ? 'timeout' : 'not-run' });
    const { checks } = grade(SOLUTION, { fate, of: { ...parts, checks: two } });
    expect(checks[0]?.shown).toMatchObject({
      input: expect.stringContaining('[123]') as string,
      got: 'no end within the time limit',
    });
  });

  it('names a slip though one of its cases is nearly right', () => {
    const near = defineChecks<Solution>({ tier: 'T1' }, ({ close }) => [
      close('scaled', { points: 100, cases: 2, call: (_, i) => ['scale', [i === 0 ? 3 : 100], 1] }),
    ]);
    // Wrong by three times the tolerance in the one case, by a hundred times in the other.
    const bent = SOLUTION.replace('c * xi)', 'c * xi * (1 + 1e-9 * xi))');
    const of = { ...parts, checks: near, wrong: [{ name: 'bent', says: 'It is not linear.', load: program(bent) }] };
    expect(codes(grade(bent, { of }))).toEqual({ scaled: 'bent' });
    const inexact = SOLUTION.replace('c * xi)', 'c * xi * (1 + 4e-9))');
    expect(codes(grade(inexact, { of }))).not.toEqual({ scaled: 'bent' });
  });

  it('asks again for what an endless loop kept from running', () => {
    let first = true;
    const verdict = grade(SOLUTION, {
      fate: (text, run) => {
        if (first && text.includes('Counter')) {
          first = false;
          return { kind: 'timeout' };
        }
        return { kind: 'ran', text: run() };
      },
    });
    expect(codes(verdict)).toEqual({ counting: 'timeout' });
    expect(verdict.checks.find((check) => check.id === 'counting')).toMatchObject({ status: 'error', points: 5 });
    expect(verdict.rounds).toBeGreaterThan(1);
  });

  it('ends when every script runs into its limit', () => {
    const verdict = grade(SOLUTION, { fate: () => ({ kind: 'timeout' }) });
    expect(verdict.score).toBe(0);
    expect(new Set(Object.values(codes(verdict)))).toEqual(new Set(['timeout', 'not-run']));
    expect(verdict.rounds).toBeLessThan(10);
  });

  it('says where a submission that does not run stops', () => {
    expect(grade('export function scale( {')).toMatchObject({
      status: 'student-error',
      score: 0,
      max: 100,
      fault: { kind: 'syntax-error', line: 1 },
    });
    expect(grade('throw new Error("early")')).toMatchObject({
      status: 'student-error',
      fault: { kind: 'threw', message: 'Error: early', line: 2 },
    });
    expect(grade('const nothing = 1;')).toMatchObject({ status: 'student-error', fault: { kind: 'missing' } });
    expect(grade('export const scale = (x, c) => x.map((v) => c * v);')).toMatchObject({ status: 'graded' });
  });

  it('remarks on a forgotten export', () => {
    expect(grade(SOLUTION)).not.toHaveProperty('notes');
    expect(grade(SOLUTION.replace('export function scale', 'function scale'))).toMatchObject({
      score: 100,
      notes: ['scale has no export in front of it; it was used all the same.'],
    });
  });

  it('gives nothing for rules that an empty program keeps', () => {
    const starter = NAMES.map(
      (name) => `export function ${name}() { throw new Error('Not written yet: ${name}'); }`,
    ).join('\n');
    const verdict = grade(starter);
    expect(verdict.score).toBe(0);
    expect(verdict.checks.every((check) => check.status === 'error')).toBe(true);
    expect(verdict.summary).toContain('Nothing is written yet');
  });

  it('gives nothing for a constant, though it is pure', () => {
    const constant = 'export const meanLoss = () => 0; export const scale = () => 0; export class Counter { add() {} }';
    const verdict = grade(constant);
    expect(verdict.score).toBe(0);
    expect(verdict.checks.find(({ id }) => id === 'clean')?.message).toBe('Counts as soon as another check passes.');
  });

  it('names no export as missing that the exercise does not have, whatever an observation says', () => {
    const told = '{"k":"m","n":"what the hidden input was","f":"nothing"}';
    const verdict = grade(SOLUTION, { fate: () => ({ kind: 'ran', text: `[${told}]` }) });
    expect(verdict.score).toBe(0);
    expect(JSON.stringify([verdict.summary, verdict.fault ?? null])).not.toContain('hidden input');
    for (const { message, diagnosis } of verdict.checks)
      expect(`${message} ${diagnosis?.text ?? ''}`).not.toContain('hidden input');
  });

  it('tells nothing of hidden cases by the keys of what is returned', () => {
    const verdict = grade(SOLUTION.replace('return { loss, grad }', 'return { "the hidden input": () => 0 }'));
    const losses = verdict.checks.find(({ id }) => id === 'random-losses');
    expect(losses?.diagnosis).toMatchObject({
      code: 'invalid-output',
      text: expect.stringMatching(/^Your function returned an answer with a function in it in all 8 cases/) as unknown,
    });
    for (const { message, diagnosis } of verdict.checks.filter(({ open }) => !open))
      expect(`${message} ${diagnosis?.text ?? ''}`).not.toContain('hidden input');
  });

  it.each(['[]', '[{"k":"i"}]', '[{"k":"v","v":1},{"k":"i"},{"k":"s"}]', 'no JSON'])(
    'fails every check on observations that no interpreter makes: %s',
    (text) => {
      const verdict = grade(SOLUTION, { fate: () => ({ kind: 'ran', text }) });
      expect(verdict.checks.filter(({ status }) => status === 'pass')).toEqual([]);
      expect(verdict).toMatchObject({ status: 'graded', score: 0 });
    },
  );

  it('tells the values of hidden cases only where they are dropped from the public view', () => {
    const verdict = grade(
      SOLUTION.replace('2 * x / m', '3 * x / m').replace(
        'return x.map',
        'throw new Error(JSON.stringify(x)); return x.map',
      ),
    );
    const hidden = verdict.checks.filter((check) => !check.open && check.status !== 'pass');
    expect(hidden.length).toBeGreaterThan(3);
    for (const { message, diagnosis, shown } of hidden) {
      const told = `${message} ${diagnosis?.text ?? ''} ${verdict.summary}`;
      const values = JSON.stringify(shown).match(/\d+\.\d{3,}/g) ?? [];
      for (const value of values) expect(told).not.toContain(value);
    }
  });

  it('judges open checks from the pack as the server does', () => {
    const judge = createJudge(parts);
    const pack = { exercise: 'test', hash: '', text: judge.openPack('{}') };
    for (const source of [
      SOLUTION,
      SOLUTION.replace('2 * x / m', '3 * x / m'),
      'const nothing = 1;',
      'export function scale( {',
    ]) {
      const browser = judgePack(pack, runGroup(source, packScripts(pack)), source);
      const { rounds: _, ...server } = grade(source, { only: 'open' });
      expect(browser).toEqual(server);
    }
  });
});
