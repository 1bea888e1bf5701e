import { runInThisContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { compileSubmission } from './compile';
import { createStudentRealm } from './student-realm';
import { PROLOGUE, SUBMISSION_FILE } from './submission-file';
import { decodeLoad } from './wire';

function evaluate(source: string, names: readonly string[]): Record<string, unknown> {
  const compiled = compileSubmission(source, names);
  if (compiled.kind !== 'ok') throw new Error(compiled.message);
  return runInThisContext(compiled.code) as Record<string, unknown>;
}

describe('compileSubmission', () => {
  it.each<[string, string]>([
    ['an exported function', 'export function f(x: number): number { return x }'],
    ['an exported arrow', 'export const f = (x: number): number => x'],
    ['an export list', 'const g = (x: number) => x\nexport { g as f }'],
    ['a forgotten export', 'function f(x: number) { return x }'],
    ['a default export with a name', 'export default function f(x: number) { return x }'],
    ['destructuring', 'export const { a: [f] } = { a: [(x: number) => x] }'],
    [
      'a type beside it',
      'export type V = number[];\nexport interface W { a: V }\nexport function f(x: V | number) { return x }',
    ],
    ['a trailing line comment', 'export const f = (x: number) => x // done'],
    ['an anonymous default beside it', 'export const f = (x: number) => x\nexport default (1)'],
    ['an export list between lines that could join', 'const f = (x: number) => x\nexport { f }\n(() => 1)()'],
  ])('finds %s', (_, source) => {
    const f = evaluate(source, ['f']).f;
    expect(typeof f === 'function' && f(7)).toBe(7);
  });

  it('gives a record without a prototype, with the wanted names only', () => {
    const record = evaluate('export const a = 1, b = 2', ['a', 'c']);
    expect(Object.getPrototypeOf(record)).toBe(null);
    expect(Object.keys(record)).toEqual(['a']);
  });

  it('says which names had no export', () => {
    const compiled = compileSubmission('function f() {}\nexport function g() {}', ['f', 'g']);
    expect(compiled).toMatchObject({
      kind: 'ok',
      notes: ['f has no export in front of it; it was used all the same.'],
    });
  });

  it('keeps lines and columns', () => {
    const source = 'export function f(x: number): number {\n  return (x as number) + 1;\n}\nexport { f as g };\n';
    const compiled = compileSubmission(source, ['f']);
    const lines = compiled.kind === 'ok' ? compiled.code.split('\n') : [];
    expect(lines[0]?.indexOf('function')).toBe(PROLOGUE.length + source.indexOf('function'));
    expect(lines[1]?.indexOf('+ 1')).toBe(source.split('\n')[1]?.indexOf('+ 1'));
  });

  it('runs in strict mode', () => {
    expect(() => evaluate('undeclared = 1', [])).toThrow(ReferenceError);
  });

  it.each<[string, string, number, number, string]>([
    [
      'enum',
      'const a = 1;\n\n  enum A { B }',
      3,
      3,
      "Line 3: enum can't be used here: only types that can be erased are allowed.",
    ],
    [
      'namespace',
      'namespace N { export const a = 1 }',
      1,
      1,
      "Line 1: namespace can't be used here: only types that can be erased are allowed.",
    ],
    ['import', 'import fs from "node:fs";', 1, 1, "Line 1: import can't be used here: write everything in this file."],
    [
      'export from',
      '\nexport * from "./x";',
      2,
      1,
      "Line 2: import can't be used here: write everything in this file.",
    ],
    ['top-level await', 'const x =\n  await 1;', 2, 3, 'Line 2: await works only inside an async function.'],
    ['a missing value', 'const a = ;', 1, 11, 'Line 1: expression expected.'],
    [
      'an HTML comment',
      'let a = 1;\nconst b = 1 <!--a;',
      2,
      13,
      'Line 2: put spaces between <, ! and --, or between -- and >.',
    ],
    ['closing a wrapper', '}); globalThis.x = 1; (function () {', 1, 1, 'Line 1: expression expected.'],
  ])('refuses %s in words', (_, source, ...[line, column, message]) => {
    expect(compileSubmission(source, [])).toMatchObject({ kind: 'syntax-error', line, column, message });
  });

  it.each([
    'class A { constructor(private x: number) {} }',
    'let y = <number>x',
    'f() /*',
    'return 1',
    '%DebugPrint(1)',
    'for await (const x of []) {}',
    'import.meta.url',
    '() => import.meta',
  ])('refuses %s', (source) => {
    expect(compileSubmission(source, []).kind).toBe('syntax-error');
  });

  it.each(['#!/usr/bin/env node\nconst a = 1;', '\uFEFFconst a = 1;', "const a = '<!-- -->';", 'let n = 1; n-- > 0;'])(
    'takes %j',
    (source) => {
      expect(compileSubmission(source, []).kind).toBe('ok');
    },
  );

  it('turns nesting that no parser survives into words, and says that the process is spoilt', () => {
    const deep = '('.repeat(50_000) + ')'.repeat(50_000);
    expect(compileSubmission(deep, [])).toMatchObject({
      kind: 'syntax-error',
      message: 'Your program is too deeply nested to be read.',
      poisoned: true,
    });
  });
});

describe('a place in an error', () => {
  it.each([
    ["throw new Error('no')", 1, 7],
    ["const a: number = 1;\n  throw new Error('no')", 2, 9],
  ])('points at the source: %s', (source, line, column) => {
    const compiled = compileSubmission(source, []);
    const realm = createStudentRealm({ eval: (code) => runInThisContext(code, SUBMISSION_FILE) });
    const load = decodeLoad(realm.load(compiled.kind === 'ok' ? compiled.code : ''));
    expect(load).toEqual({ kind: 'threw', name: 'Error', message: 'no', line, column });
  });
});
