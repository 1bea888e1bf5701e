import { readFileSync } from 'node:fs';
import { parse, type Token } from 'acorn';
import { describe, expect, it } from 'vitest';
import { bareSource, brokenRules } from './source-text';

describe('bareSource', () => {
  it.each([
    ['a // Math.max\nb', 'a \nb'],
    ['a /* Math.max */ b', 'a   b'],
    ["x = 'Math.max(\\'1\\')'", "x = ''"],
    ['x = `Math.max ${ f(1) } more ${`inner ${g}`} end`', 'x = `${ f(1) }${`${g}`}`'],
    ['x = a / b / c', 'x = a / b / c'],
    ['x = a                / Math.max(b) / c', 'x = a                / Math.max(b) / c'],
    ['x = /Math[/]max/.test(y)', 'x = / /.test(y)'],
    ['f({ a: 1 })', 'f({ a: 1 })'],
    ['n++ / Math.max(b) / c', 'n++ / Math.max(b) / c'],
    ['return /Math.max/.test(y)', 'return / /.test(y)'],
    ['// no\u2028Math.max', '\u2028Math.max'],
    ['Math.m\\u0061x + Math.m\\u{61}x', 'Math.max + Math.max'],
    ["Math['max'] + Math?.[ /* x */ `max` ]", 'Math.max + Math?.max'],
    ["Math['m' + 'a' + 'x']('m' + 1)", "Math.max('' + 1)"],
    ["const { 'max': m } = Math", 'const { max: m } = Math'],
    ["x = ['max', 'min']", "x = ['', '']"],
    ['f(\'max\') + "max"', 'f(\'\') + ""'],
  ])('%j becomes %j', (source, bare) => {
    expect(bareSource(source)).toBe(bare);
  });
});

it.each(['acorn/dist/acorn.mjs', 'katex/dist/katex.mjs', 'prettier/doc.mjs', 'zod/v4/core/regexes.js'])(
  'takes the same slashes for regular expressions as a parser does, in %s',
  (file) => {
    const source = readFileSync(`node_modules/${file}`, 'utf8');
    const tokens: Token[] = [];
    parse(source, { ecmaVersion: 'latest', sourceType: 'module', onToken: tokens });
    const expressions = tokens.filter(({ type }) => type.label === 'regexp');
    expect(expressions.length).toBeGreaterThan(0);
    expect(bareSource(source).split('/ /').length - 1).toBe(expressions.length);
  },
);

describe('brokenRules', () => {
  const rule = (pattern: string): { pattern: string; flags: string; says: string } => ({
    pattern,
    flags: '',
    says: `about ${pattern}`,
  });

  it('finds what must not stand there and misses what must', () => {
    const source = 'function f(x) { return Math.max(...x); } // for';
    expect(brokenRules(source, { must: [rule('\\bfor\\b')], mustNot: [rule('Math\\.max')] })).toEqual([
      { kind: 'source', says: 'about \\bfor\\b' },
      { kind: 'source', says: 'about Math\\.max' },
    ]);
    expect(brokenRules('for (;;) {}', { must: [rule('\\bfor\\b')], mustNot: [rule('Math')] })).toEqual([]);
  });

  const noMax = { must: [], mustNot: [rule('\\bMath\\.max\\b')] };
  it.each([
    "if (x) /'/.test(''), Math.max(x)",
    'f(x) / Math.max(x) / 2',
    "if (1) /'/.test(''); y = (a) / Math.max(1, 2) / 3;",
    '{ } /`/.test(``); y = {} / Math.max(1, 2) / 3; /`/',
    'x = function () {} / Math.max(1, 2) / 3',
    'x = async function (a = { b: 1 }) {} / Math.max(1, 2) / 3',
    'x = class {} / Math.max(1, 2) / 3',
    'x = { if: 1 }.if / Math.max(1, 2) / 3',
    'const of = 1; for (let i = of / Math.max(1, 2) / 3; ; ) {}',
    'const async = 1; async / Math.max(1, 2) / 3',
    'n! / Math.max(1, 2) / 3',
    'n!.a![0]! / Math.max(1, 2) / 3',
    "switch (a) { case 'b': { } /'/.test(''); Math.max(1) }",
    "a ? b : {} / Math.max('/') / 3",
    '1. / Math.max(1, 2) / 3',
    "for (const x of /'/.exec('')) Math.max(1)",
    "export default function () {} /'/.test(''); Math.max(1)",
    'const { max: m } = Math',
    "const { min, 'max': m } = Math;",
    '#!`\nMath.max(1)',
    "type T = { a: 1 }\n/'/.test(''); Math.max(1)",
    "let y: number\n/'/.test(''); Math.max(1)",
    'Math[k](1)',
    'const m = Math; m.max(1)',
    'Object.values(Math)[12](1)',
    "globalThis['Ma' + h].max(1)",
    "f.constructor('return Math.m' + 'ax')()",
    'Reflect.get(o, k)',
  ])('finds Math.max in %j, or that it may be there', (source) => {
    expect(brokenRules(source, noMax)).toHaveLength(1);
  });

  it.each([
    'const { sqrt, exp: e } = Math; const x = Math.min(a, 1) / Math.PI / b! / c;',
    'const mean = (xs: number[]) => xs.reduce((a, b) => a + b, 0)\n  / xs.length;',
    'for (const x of xs) { total += x } \nreturn total / n;',
    'const p = /[\'"`]Math.max/.test(s) ? a / b : `${a / b} Math.max`;',
    'o.Math / 2;',
    'if (a) { b } else { c }\nconst d = (e + f) / g / h;',
  ])('has nothing against %j', (source) => {
    expect(brokenRules(source, noMax)).toEqual([]);
  });
});
