/** Tests of the loader over folders written here: what is broken is reported, what is sound is loaded. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { hashFiles } from './folder';
import { loadCatalog, type Catalog } from './load';
import { toPublicExercise } from './public-view';

const roots: string[] = [];
afterEach(async () => {
  await Promise.all(roots.splice(0).map((root) => rm(root, { recursive: true, force: true })));
});

const COURSE = `slug: demo
title: Demo
description: A course to test with.
grading: { policy: best, pass: 80 }
modules:
  - { slug: 01-first, title: First }
  - { slug: 02-second, title: Second }
`;
const LESSON = `---
title: One
number: "1.1"
minutes: 10
goals: [count to one]
module: 01-first
---

## Begin

Text.

::exercise{slug=double}
`;
const EXERCISE = `---
title: Double
number: "1.2"
minutes: 5
lesson: one
exports: [double]
---

Statement.

## Task: Twice {#worked}

:::hint
Add it to itself.
:::
`;
const SOLUTION = `export function double(x: number): number {
  // BEGIN SOLUTION: return twice x
  const ANSWER_MARKER = 2;
  return ANSWER_MARKER * x;
  // END SOLUTION
}
`;
const WRONG = `// expect: worked fails as triple
// says: Three is one too many.
export function double(x: number): number { const WRONG_MARKER = 3; return WRONG_MARKER * x; }
`;
const SOUND: Record<string, string> = {
  'course.yaml': COURSE,
  '01-first/one.lesson.md': LESSON,
  '01-first/double/exercise.md': EXERCISE,
  '01-first/double/solution.ts': SOLUTION,
  '01-first/double/checks.ts': 'export default "HIDDEN_MARKER";\n',
  '01-first/double/wrong/triple.ts': WRONG,
};

async function load(changes: Record<string, string | null> = {}): Promise<Catalog> {
  const root = await mkdtemp(path.join(tmpdir(), 'content-'));
  roots.push(root);
  for (const [name, text] of Object.entries({ ...SOUND, ...changes })) {
    if (text === null) continue;
    await mkdir(path.dirname(path.join(root, name)), { recursive: true });
    await writeFile(path.join(root, name), text);
  }
  return loadCatalog(root);
}

describe('loadCatalog', () => {
  it('loads what is sound', async () => {
    const catalog = await load();
    expect(catalog.problems).toEqual([]);
    expect(catalog.modules).toEqual([{ slug: '01-first', number: 1, title: 'First' }]);
    const [lesson] = catalog.lessons;
    expect(lesson).toMatchObject({ slug: 'one', number: '1.1', exercises: ['double'], goals: ['count to one'] });
    expect(lesson?.blocks.map((block) => block.kind)).toEqual(['html', 'exercise']);
    const [exercise] = catalog.exercises;
    expect(exercise).toMatchObject({
      slug: 'double',
      lesson: { slug: 'one', number: '1.1', title: 'One' },
      tasks: [{ id: 'twice', title: 'Twice', checks: ['worked'] }],
      typings: 'export declare function double(x: number): number;\n',
      wrong: [{ name: 'triple', expect: { check: 'worked', diagnosis: 'triple' }, says: 'Three is one too many.' }],
    });
    expect(exercise?.starter).toContain("throw new Error('Not written yet: return twice x');");
  });

  it.each([
    {
      name: 'front matter that is no YAML',
      file: '01-first/double/exercise.md',
      text: EXERCISE.replace('minutes: 5', 'minutes: [5'),
      rule: 'yaml',
      line: 5,
    },
    {
      name: 'a field of the wrong type',
      file: '01-first/double/exercise.md',
      text: EXERCISE.replace('minutes: 5', 'minutes: soon'),
      rule: 'schema',
      line: 4,
    },
    {
      name: 'an unknown field',
      file: '01-first/double/exercise.md',
      text: EXERCISE.replace('minutes: 5', 'minutes: 5\nmaxpoints: 5'),
      rule: 'schema',
      line: 2,
    },
    {
      name: 'a broken formula',
      file: '01-first/double/exercise.md',
      text: EXERCISE.replace('Statement.', 'Broken $\\frac{$.'),
      rule: 'formula',
      line: 9,
    },
    {
      name: 'no export',
      file: '01-first/double/solution.ts',
      text: SOLUTION.replace('export ', ''),
      rule: 'exports',
      line: null,
    },
    {
      name: 'an import',
      file: '01-first/double/solution.ts',
      text: `import 'node:fs';\n${SOLUTION}`,
      rule: 'imports',
      line: 1,
    },
    {
      name: 'a syntax error',
      file: '01-first/double/solution.ts',
      text: SOLUTION.replace('= 2', '= = 2'),
      rule: 'syntax',
      line: 3,
    },
    {
      name: 'a wrong solution without a promise',
      file: '01-first/double/wrong/triple.ts',
      text: WRONG.replace('// expect', '// expects'),
      rule: 'wrong-header',
      line: 1,
    },
    { name: 'no checks', file: '01-first/double/checks.ts', text: null, rule: 'missing-file', line: null },
  ])('leaves out an exercise with $name, says where, and keeps the lesson', async ({ file, text, rule, line }) => {
    const catalog = await load({ [file]: text });
    expect(catalog.exercises).toEqual([]);
    expect(catalog.lessons.map((lesson) => lesson.slug)).toEqual(['one']);
    expect(catalog.problems).toContainEqual(expect.objectContaining({ file, rule, line }));
  });

  it('collects the problems of all files rather than the first', async () => {
    const catalog = await load({
      '01-first/double/exercise.md': EXERCISE.replace('minutes: 5', 'minutes: 0').replace('Double', ''),
      '01-first/double/solution.ts': 'export const double: number = 1;\n',
      '01-first/one.lesson.md': LESSON.replace('Text.', '$\\oops$'),
    });
    const rules = catalog.problems.map((problem) => `${problem.file} ${problem.rule}`);
    expect(rules.filter((rule) => rule.endsWith('exercise.md schema'))).toHaveLength(2);
    expect(rules).toContain('01-first/double/solution.ts starter');
    expect(rules).toContain('01-first/one.lesson.md formula');
  });

  it('keeps the exercise when only its lesson is broken', async () => {
    const catalog = await load({ '01-first/one.lesson.md': LESSON.replace('minutes: 10', 'minutes: ten') });
    expect(catalog.exercises.map((exercise) => exercise.lesson)).toEqual([null]);
    expect(catalog.problems.map((problem) => problem.rule)).toEqual(['schema', 'link']);
  });

  it('reports folders that the course does not list, and slugs used twice', async () => {
    const catalog = await load({
      '09-lost/x.lesson.md': LESSON,
      '02-second/one.lesson.md': LESSON.replace('01-first', '02-second').replace('::exercise{slug=double}', ''),
    });
    expect(catalog.problems.map((problem) => problem.rule).toSorted()).toEqual(['module', 'name']);
  });

  it.each([
    { name: 'missing', text: null },
    { name: 'broken', text: 'slug: [' },
  ])('answers with a problem when course.yaml is $name', async ({ text }) => {
    const catalog = await load({ 'course.yaml': text });
    expect(catalog.course).toBeNull();
    expect(catalog.problems).toHaveLength(1);
  });
});

describe('hashes', () => {
  const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

  it('depend on names and bytes, not on order', () => {
    const one = hashFiles(
      new Map([
        ['a', bytes('1')],
        ['b', bytes('2')],
      ]),
    );
    expect(
      hashFiles(
        new Map([
          ['b', bytes('2')],
          ['a', bytes('1')],
        ]),
      ),
    ).toBe(one);
    expect(
      hashFiles(
        new Map([
          ['a', bytes('2')],
          ['b', bytes('1')],
        ]),
      ),
    ).not.toBe(one);
    expect(
      hashFiles(
        new Map([
          ['a', bytes('1')],
          ['c', bytes('2')],
        ]),
      ),
    ).not.toBe(one);
    expect(
      hashFiles(
        new Map([
          ['a', bytes('12')],
          ['b', bytes('')],
        ]),
      ),
    ).not.toBe(one);
  });

  it('change with any file of the exercise, and not with colleagues’ notes', async () => {
    const hash = async (changes: Record<string, string>): Promise<string | undefined> =>
      (await load(changes)).exercises[0]?.hash;
    const before = await hash({});
    expect(before).toMatch(/^[0-9a-f]{64}$/);
    expect(await hash({})).toBe(before);
    expect(await hash({ '01-first/double/wrong/triple.ts': `${WRONG}\n` })).not.toBe(before);
    expect(await hash({ '01-first/double/NOTES.md': 'x' })).toBe(before);
  });
});

describe('toPublicExercise', () => {
  it('holds no solution, no wrong solution and no check source', async () => {
    const [exercise] = (await load()).exercises;
    if (!exercise) throw new Error('expected the exercise');
    const checks = [{ id: 'worked', name: 'Worked example', points: 100, open: false, cases: 'HIDDEN_MARKER' }];
    const view = toPublicExercise(exercise, checks, { exercise: 'double', hash: exercise.hash, text: '[]' });
    const text = JSON.stringify(view);
    for (const marker of ['ANSWER_MARKER', 'WRONG_MARKER', 'HIDDEN_MARKER', 'Three is one too many', exercise.folder]) {
      expect(text).not.toContain(marker);
    }
    expect(view).toMatchObject({ slug: 'double', number: '1.2', tasks: [{ title: 'Twice' }], exports: ['double'] });
    expect(view.hints).toEqual(['Add it to itself.']);
    expect(view.statementHtml).not.toContain('Add it to itself.');
  });
});
