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
    // Whether the slash divides or quotes depends on what the brackets are for: neither reading may hide the call.
    const hidden = ["if (x) /'/.test(''), Math.max(x)", 'f(x) / Math.max(x) / 2'];
    for (const one of hidden) {
      expect(brokenRules(one, { must: [], mustNot: [rule('Math\\.max')] })).toHaveLength(1);
    }
    expect(brokenRules('for (;;) {}', { must: [rule('\\bfor\\b')], mustNot: [rule('Math')] })).toEqual([]);
  });
});
