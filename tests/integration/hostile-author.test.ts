/** Checks that run wild: whatever an author's code does, it ends as our fault, in time, and no other exercise notices. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bundleExercise } from '@/lib/content/bundle';
import { createRunner } from '@/lib/runner';
import type { GradeOutcome, JudgeBundle, Runner } from '@/lib/runner';

const never = new AbortController().signal;
const HONEST = 'export function predict(X, w, b) { return X.map((x) => x.reduce((s, v, i) => s + v * w[i], b)); }';
/** Twice what one call may take, and a machine that has other work. */
const PATIENCE_MS = 90_000;

let runner: Runner;
let fixture: JudgeBundle;

function grade(bundle: JudgeBundle): Promise<GradeOutcome> {
  return runner.grade({ bundle, source: HONEST, exports: ['predict'], seed: 'seed', only: 'all' }, never);
}

function bundleOf(code: string): JudgeBundle {
  return { hash: code, code };
}

const answering = (begin: string, next = '() => 1'): string => `globalThis.judge = { begin: ${begin}, next: ${next} };`;

async function expectHonestPasses(): Promise<void> {
  const outcome = await grade(fixture);
  const verdict = outcome.kind === 'verdict' ? (JSON.parse(outcome.text) as { score: number; max: number }) : undefined;
  expect(verdict).toMatchObject({ score: 100, max: 100 });
}

beforeAll(async () => {
  [fixture, runner] = await Promise.all([
    bundleExercise('tests/hostile/fixture'),
    createRunner({ students: 1, judges: 6 }),
  ]);
});
afterAll(() => runner.close());

describe('checks that never end', () => {
  const endless = {
    'while they are loaded': 'for (;;);',
    'while they begin': answering('() => { for (;;); }'),
    'in microtasks': answering('() => { const f = () => Promise.resolve().then(f); f(); for (;;); }'),
    'in the text of what they throw': answering('() => { throw { get stack() { for (;;); } }; }'),
    'in a regular expression': answering(`() => String(/^(a+)+$/.test('${'a'.repeat(60)}b'))`),
  };

  it(
    'are our fault, and other exercises go on in the meantime',
    async () => {
      // It has its judge, as it has in a course.
      await expectHonestPasses();
      const grading = Object.values(endless).map((code) => grade(bundleOf(code)));
      let hasOneEnded = false;
      const first = Promise.race(grading).then(() => {
        hasOneEnded = true;
      });
      await expectHonestPasses();
      expect(hasOneEnded).toBe(false);
      await first;
      expect((await Promise.all(grading)).map(({ kind }) => kind)).toEqual(grading.map(() => 'platform-error'));
      await expectHonestPasses();
    },
    PATIENCE_MS,
  );
});

describe('checks that take all memory', () => {
  it.each([
    ['lists', 'const kept = []; for (;;) kept.push(new Array(1e5).fill(1.5));'],
    ['buffers', 'const kept = []; for (;;) kept.push(new Uint8Array(1e7).fill(1));'],
    [
      'a buffer that grows',
      'const b = new ArrayBuffer(0, { maxByteLength: 2 ** 32 }); for (let n = 1; ; n++) { b.resize(n << 22); new Uint8Array(b).fill(1, (n - 1) << 22); }',
    ],
    ['a Map', 'const map = new Map(); for (let i = 0; ; i++) map.set(i, [i]);'],
    ['text', answering('() => "x".repeat(2 ** 27)')],
  ])(
    'as %s are our fault',
    async (_, code) => {
      expect(await grade(bundleOf(code))).toMatchObject({ kind: 'platform-error' });
      await expectHonestPasses();
    },
    PATIENCE_MS,
  );
});

describe('checks that are broken or tampered with', () => {
  it.each([
    ['throw while they are loaded', "throw new Error('no');"],
    ['leave no judge', '1;'],
    ['throw nothing at all', answering('() => { throw undefined; }')],
    ['throw what cannot be text', answering('() => { throw Object.create(null); }')],
    ['recurse', answering('function f() { return f(); }')],
    ['answer no text', answering('() => ({ toString: () => "{}" })')],
    ['answer no JSON', answering('() => "{groups:"')],
    ['answer another form', answering('() => JSON.stringify({ groups: [1] })')],
    ['have no end of groups', answering('() => \'{"groups":[]}\'', '() => \'{"groups":[]}\'')],
    ['give a promise', answering('async () => \'{"groups":[]}\'')],
    ['replace built-ins', 'String = JSON = Object = undefined; Function.prototype.call = 1; globalThis.judge = 1;'],
    ['are a proxy', 'globalThis.judge = new Proxy({}, { get() { throw new Proxy({}, { get() { throw 1; } }); } });'],
    ['freeze the realm', `Object.freeze(globalThis);${answering('() => 1')}`],
  ])(
    'and %s are our fault',
    async (_, code) => {
      expect(await grade(bundleOf(code))).toMatchObject({ kind: 'platform-error' });
      await expectHonestPasses();
    },
    PATIENCE_MS,
  );
});
