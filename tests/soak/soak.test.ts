/** The parts of a soak that decide what a finding is: each must find what it is there for. */
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Result } from '@/lib/exercise/result';
import { makeContent } from './content';
import { openLog } from './log';
import { complainOfMemory, summarizeMemory } from './memory';
import { FAULTS, makePlan } from './plan';
import { loadPrograms, type Program } from './programs';
import type { Life } from './processes';
import { trendOf } from './trend';

let folder: string;
let programs: Program[];
beforeAll(async () => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'gradus-soak-'));
  ({ programs } = await loadPrograms(makeContent(folder)));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const options = { seed: 'a', count: 10_000, students: 625, faults: FAULTS };
const check = (status: 'pass' | 'fail', id = 'random-neurons', code?: string) => ({
  id,
  name: id,
  status,
  points: status === 'pass' ? 10 : 0,
  max: 10,
  message: '',
  open: false,
  ...(code ? { diagnosis: { code, text: '' } } : {}),
});
const result = (more: Partial<Result>): Result => ({
  v: 1,
  exercise: 'perceptron',
  exerciseHash: '',
  codeHash: '',
  seed: '',
  status: 'graded',
  summary: '',
  score: 10,
  max: 10,
  checks: [check('pass')],
  ms: 1,
  ...more,
});
const program = (name: string): Program => {
  const found = programs.find((one) => one.name === name);
  if (!found) throw new Error(`there is no ${name}`);
  return found;
};

describe('a plan', () => {
  it('is the same for the same seed, and another for another', () => {
    const names = (seed: string) => makePlan(programs, { ...options, seed }).tasks.map((task) => task.program.name);
    expect(names('a')).toEqual(names('a'));
    expect(names('a')).not.toEqual(names('b'));
    expect(makePlan(programs, options).faults).toEqual(makePlan(programs, options).faults);
  });

  it('hands in every program, each attack three times at least, and shuffles them', () => {
    const { tasks } = makePlan(programs, options);
    const times = new Map<string, number>();
    for (const task of tasks) times.set(task.program.name, (times.get(task.program.name) ?? 0) + 1);
    expect(tasks).toHaveLength(10_000);
    expect(programs.filter(({ name }) => !times.has(name))).toEqual([]);
    expect(programs.filter(({ kind, name }) => kind === 'hostile' && (times.get(name) ?? 0) < 3)).toEqual([]);
    const share = (from: number) =>
      tasks.slice(from, from + 2000).filter((task) => task.program.kind === 'hostile').length / 2000;
    expect(share(0)).toBeGreaterThan(0.1);
    expect(share(8000)).toBeGreaterThan(0.1);
  });

  it('lets nobody have two submissions of one exercise under way', () => {
    const { tasks } = makePlan(programs, options);
    const last = new Map<string, number>();
    const gaps = tasks.flatMap(({ n, student, program: { exercise } }) => {
      const key = `${student} ${exercise}`;
      const earlier = last.get(key);
      last.set(key, n);
      return earlier === undefined ? [] : [n - earlier];
    });
    expect(gaps.length).toBeGreaterThan(100);
    expect(Math.min(...gaps)).toBeGreaterThan(500);
  });

  it('holds every fault, within the run', () => {
    const { faults } = makePlan(programs, { ...options, count: 300 });
    expect(new Set(faults.map(({ kind }) => kind))).toEqual(new Set(FAULTS));
    expect(faults.every(({ after }) => after < 300)).toBe(true);
  });
});

describe('a verdict', () => {
  it('of an attack is one of those that its first line demands', () => {
    const loop = program('attacks/011-time-loop-call.js');
    expect(loop.complain(result({ status: 'student-error', fault: { kind: 'timeout', message: '' } }))).toBeNull();
    expect(loop.complain(result({}))).toMatch(/^pass, must be timeout/);
    expect(loop.complain(result({ status: 'platform-error' }))).toMatch(/^grader-error/);
  });

  it('of an honest solution has full marks', () => {
    const solution = program('perceptron/solution.ts');
    expect(solution.complain(result({}))).toBeNull();
    expect(solution.complain(result({ checks: [check('fail')] }))).toMatch(/full marks/);
    expect(solution.complain(result({ score: 9 }))).toMatch(/full marks/);
    expect(solution.complain(result({ status: 'platform-error' }))).toMatch(/full marks/);
  });

  it('of a wrong solution fails as its header says', () => {
    const wrong = program('perceptron/wrong/no-bias.ts');
    const failed = (code: string) => result({ score: 0, checks: [check('fail', 'random-neurons', code)] });
    expect(wrong.complain(failed('no-bias'))).toBeNull();
    expect(wrong.complain(failed('differs'))).toMatch(/should fail as no-bias/);
    expect(wrong.complain(result({}))).toMatch(/should fail as no-bias/);
    expect(wrong.complain(result({ ...failed('no-bias'), status: 'student-error' }))).toMatch(/should fail/);
  });
});

describe('memory', () => {
  const noise = (i: number) => 8 * Math.sin(7 * i) + (i % 50 === 0 ? 120 : 0);
  const life = (slope: number): Life => ({
    role: 'worker',
    pid: 1,
    samples: Array.from({ length: 600 }, (_, i) => ({ seconds: i, value: 200 + (slope * i) / 60 + noise(i) })),
  });
  const judge = (slope: number) => {
    const watch = { lives: new Map([['1/1', life(slope)]]) };
    return summarizeMemory(watch).flatMap((one) => complainOfMemory(one) ?? []);
  };

  it('that is flat but for peaks is fine, and a leak below its noise is found', () => {
    expect(judge(0)).toEqual([]);
    expect(judge(12)).toEqual([expect.stringMatching(/^a worker process grew by 11\d MiB in 9/)]);
  });

  it('has no trend from a few samples', () => {
    expect(trendOf(life(12).samples.slice(0, 10))).toBeNull();
    expect(trendOf(life(12).samples)?.slope).toBeCloseTo(12, 0);
  });
});

describe('a log', () => {
  it('tells the next run what is done, whole lines only, and refuses another plan', () => {
    const file = path.join(folder, 'soak.jsonl');
    const first = openLog(file, { seed: 'a', count: 5, resume: false });
    first.write({ n: 3, program: 'x', ms: 1, ok: true });
    first.write({ n: 4, program: 'x', ms: 1, ok: false });
    first.write({ fault: 'kill-web', after: 2, what: 'web', seconds: 1, backMs: null });
    const again = openLog(file, { seed: 'a', count: 5, resume: true });
    expect([...again.done]).toEqual([3]);
    expect(again.struck).toEqual(['kill-web 2']);
    expect(() => openLog(file, { seed: 'b', count: 5, resume: true })).toThrow(/--seed a/);
    expect([...openLog(file, { seed: 'a', count: 5, resume: false }).done]).toEqual([]);
  });
});
