import { describe, expect, it } from 'vitest';
import { isProvedSteady, STEADY_RULE } from './steady';

const rules = [{ rule: STEADY_RULE, ok: true }];

describe('isProvedSteady', () => {
  it.each<[string, unknown, boolean]>([
    ['a proof of this bundle', { bundle: 'b1', rules }, true],
    ['a proof of another bundle', { bundle: 'b2', rules }, false],
    ['an old proof that names no bundle', { rules }, false],
    ['a proof in which the rule is broken', { bundle: 'b1', rules: [{ rule: STEADY_RULE, ok: false }] }, false],
    ['a proof without the rule', { bundle: 'b1', rules: [] }, false],
    ['no proof', null, false],
  ])('%s', (_, proof, expected) => {
    expect(isProvedSteady(proof, 'b1')).toBe(expected);
  });
});
