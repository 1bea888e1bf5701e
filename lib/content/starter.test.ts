/** Tests of starters derived from solutions. */
import { describe, expect, it } from 'vitest';
import { deriveStarter } from './starter';

describe('deriveStarter', () => {
  it('keeps what stands around the marked part', () => {
    const solution = [
      '/** Doc. */',
      'export function f(x: number): number {',
      '  // BEGIN SOLUTION: return twice x, it isn’t hard',
      '  return 2 * x;',
      '  // END SOLUTION',
      '}',
      '',
      '// BEGIN HIDDEN',
      'function secret() {}',
      '// END HIDDEN',
      '',
      'export const K = 1;',
    ].join('\n');
    expect(deriveStarter(solution)).toEqual({
      problems: [],
      starter: [
        '/** Doc. */',
        'export function f(x: number): number {',
        "  throw new Error('Not written yet: return twice x, it isn’t hard');",
        '}',
        '',
        'export const K = 1;',
      ].join('\n'),
    });
  });

  it('quotes what the author wrote', () => {
    const { starter } = deriveStarter("// BEGIN SOLUTION: don't \\ stop\n1;\n// END SOLUTION");
    expect(starter).toBe("throw new Error('Not written yet: don\\'t \\\\ stop');");
  });

  it.each([
    { name: 'no region', text: 'export const a = 1;', line: 1, says: 'expected' },
    { name: 'never closed', text: 'a;\n// BEGIN SOLUTION\nb;', line: 2, says: 'never ends' },
    { name: 'never opened', text: '// BEGIN SOLUTION\n// END SOLUTION\n// END SOLUTION', line: 3, says: 'none began' },
    { name: 'nested', text: '// BEGIN SOLUTION\n// BEGIN HIDDEN\n// END HIDDEN', line: 2, says: 'inside' },
    { name: 'mixed', text: '// BEGIN SOLUTION\n// END HIDDEN', line: 2, says: 'other mark' },
  ])('reports: $name', ({ text, line, says }) => {
    const problem = deriveStarter(text).problems[0];
    expect(problem?.line).toBe(line);
    expect(problem?.message).toContain(says);
  });
});
