/** What counts as the same verdict. */
import { describe, expect, it } from 'vitest';
import { canonicalResult, firstDifference } from './compare-results';

const DOCUMENT = {
  v: 1,
  status: 'graded',
  checks: [
    { id: 'a', points: 0.1 },
    { id: 'b', errors: [1e-7, null] },
  ],
  ms: 12,
};

describe('canonicalResult', () => {
  it('has one form whatever the order of names, and leaves out how long it took', () => {
    const { ms: _, ...rest } = DOCUMENT;
    const turned = Object.fromEntries(Object.entries({ ...rest, ms: 99 }).toReversed());
    expect(canonicalResult(turned)).toBe(canonicalResult(DOCUMENT));
    expect(canonicalResult({ b: [1, { d: 'x', c: undefined }], a: null })).toBe('{"a":null,"b":[1,{"d":"x"}]}');
  });
});

describe('firstDifference', () => {
  it.each<[string, unknown, unknown, object | undefined]>([
    ['nothing', DOCUMENT, { ...DOCUMENT, ms: 3 }, undefined],
    [
      'a number deep inside',
      DOCUMENT,
      { ...DOCUMENT, checks: [DOCUMENT.checks[0], { id: 'b', errors: [1.1e-7, null] }] },
      { at: 'checks[1].errors[0]', stored: '1e-7', now: '1.1e-7' },
    ],
    ['a field that is new', DOCUMENT, { ...DOCUMENT, logs: 'x' }, { at: 'logs', stored: null, now: '"x"' }],
    [
      'a check that is gone',
      DOCUMENT,
      { ...DOCUMENT, checks: [DOCUMENT.checks[0]] },
      { at: 'checks[1]', stored: '{"errors":[1e-7,null],"id":"b"}', now: null },
    ],
    [
      "timings that are not the whole document's",
      { checks: [{ ms: 1 }] },
      { checks: [{ ms: 2 }] },
      { at: 'checks[0].ms', stored: '1', now: '2' },
    ],
    ['another kind of thing', { checks: [] }, { checks: {} }, { at: 'checks', stored: '[]', now: '{}' }],
    ['no document at all', null, DOCUMENT, { at: '', stored: 'null' }],
  ])('finds %s', (_, stored, now, difference) => {
    if (difference === undefined) expect(firstDifference(stored, now)).toBeUndefined();
    else expect(firstDifference(stored, now)).toMatchObject(difference);
  });
});
