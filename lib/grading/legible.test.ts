import { expect, it } from 'vitest';
import { legible } from './legible';

it('takes out what steers terminals and the direction of reading, and leaves the rest', () => {
  const verdict = {
    logs: '\u001b[31mPASS\u0000\r\n\tπ ∂ “x” 日本',
    checks: [{ got: '\u202Eevil\u2066', points: 1.5, open: false, errors: [null, 0] }],
    fault: undefined,
  };
  expect(legible(verdict)).toEqual({
    logs: '\uFFFD[31mPASS\uFFFD\uFFFD\n\tπ ∂ “x” 日本',
    checks: [{ got: '\uFFFDevil\uFFFD', points: 1.5, open: false, errors: [null, 0] }],
    fault: undefined,
  });
});
