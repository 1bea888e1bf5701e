/** Tests of front matter and of how tasks bind to checks. */
import { describe, expect, it } from 'vitest';
import { checkTasks, ExerciseManifestSchema, parseWrongHeader, type Task } from './manifest';

const task = (title: string, ...checks: string[]): Task => ({ id: title, title, checks, line: 7 });

describe('checkTasks', () => {
  it('is content when every check stands in one task', () => {
    expect(checkTasks({ tasks: [task('one', 'a', 'b'), task('two', 'c')] }, ['a', 'b', 'c'])).toEqual([]);
  });

  it('finds unknown, doubly bound and forgotten checks, all of them', () => {
    const problems = checkTasks({ tasks: [task('one', 'a', 'x'), task('two', 'a')] }, ['a', 'b']);
    expect(problems.map(({ rule, line }) => ({ rule, line }))).toEqual([
      { rule: 'task-unknown-check', line: 7 },
      { rule: 'task-check-twice', line: 7 },
      { rule: 'check-without-task', line: null },
    ]);
  });
});

describe('ExerciseManifestSchema', () => {
  const sound = { title: 'Softmax', number: '5.4', minutes: 25, exports: ['softmax'] };

  it('fills in what may be left out', () => {
    expect(ExerciseManifestSchema.parse(sound)).toMatchObject({ points: 100, budgetMs: 500 });
  });

  it.each([
    { number: 5.4 },
    { number: '5' },
    { exports: [] },
    { exports: ['a b'] },
    { minutes: 0 },
    { lesson: 'Not A Slug' },
    { point: 100 },
  ])('refuses %j', (change) => {
    expect(ExerciseManifestSchema.safeParse({ ...sound, ...change }).success).toBe(false);
  });
});

describe('parseWrongHeader', () => {
  it('reads both lines', () => {
    expect(parseWrongHeader('// expect: worked fails as no-max\n// says: Big logits overflow.\nexport {};')).toEqual({
      check: 'worked',
      diagnosis: 'no-max',
      says: 'Big logits overflow.',
    });
  });

  it.each([
    { text: 'export {};', line: 1 },
    { text: '// expect: worked\n// says: x', line: 1 },
    { text: '// expect: a fails as b\nexport {};', line: 2 },
  ])('points at line $line of $text', ({ text, line }) => {
    expect(parseWrongHeader(text)).toMatchObject({ line });
  });
});
