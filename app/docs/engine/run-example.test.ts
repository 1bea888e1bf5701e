import { describe, expect, it } from 'vitest';
import { runExample } from './run-example';

async function run(source: string): Promise<string> {
  const printed: string[] = [];
  const names = {
    double: (x: number) => 2 * x,
    refuse: () => {
      throw new RangeError('x is [2, 3], w is [4, 5]');
    },
    matrix: {
      shape: [2, 3],
      name: 'x',
      data: () => Promise.resolve([1, 2, 3, 0.1 + 0.2, -0, 1e-9]),
      dataSync: () => {
        throw new Error('it lives on a GPU');
      },
    },
  };
  const outcome = await runExample(source, {
    names,
    evaluate: (code) => (0, eval)(code) as unknown,
    print: (text) => printed.push(text),
  });
  return [...printed, outcome.kind === 'nothing' ? '(nothing)' : outcome.text].join('\n');
}

describe('runExample', () => {
  it.each([
    { name: 'the last expression', source: 'const y = double(4);\ny + 1', gives: '9' },
    { name: 'a comment at the end', source: 'double(4) // eight\n// done', gives: '8' },
    { name: 'no expression', source: 'for (const y of [4]) double(y);', gives: '(nothing)' },
    { name: 'what was declared last', source: 'const y = double(4) // eight', gives: '8' },
    {
      name: 'all that was declared',
      source: 'const [y, { z = 3, ...r }] = [double(4), { k: 1 }];',
      gives: '{ y: 8, z: 3, r: { k: 1 } }',
    },
    { name: 'awaits', source: 'const y = await Promise.resolve(3);\nPromise.resolve(y)', gives: '3' },
    { name: 'own names', source: "const double = 'mine';\ndouble", gives: 'mine' },
    { name: 'imports', source: "import { double } from '@/lib/engine';\ndouble(1)", gives: '2' },
    { name: 'exports', source: 'export const y = 2;\ndouble(y)', gives: '4' },
    { name: 'prints', source: "console.log('loss', 0.5); double(1)", gives: 'loss 0.5\n2' },
    {
      name: 'an error in its own words',
      source: '\nrefuse()',
      gives: 'RangeError in line 2: x is [2, 3], w is [4, 5]',
    },
    { name: 'a slip of the pen', source: 'double(1\n;', gives: 'SyntaxError in line 2: Unexpected token' },
    { name: 'an unknown name', source: 'triple(1)', gives: 'ReferenceError in line 1: triple is not defined' },
    { name: 'a tensor', source: 'matrix', gives: 'Tensor x [2, 3]\n[[   1,    2,    3],\n [ 0.3,   -0, 1e-9]]' },
    {
      name: 'what has to be waited for only at the end',
      source: 'console.log(matrix); ({ matrix }).matrix.shape',
      gives: 'Tensor x [2, 3] on a GPU: await its data()\n[2, 3]',
    },
    { name: 'rows', source: '[[1, 2], [10, 0.5]]', gives: '[[  1,   2],\n [ 10, 0.5]]' },
    {
      name: 'records',
      source: '({ a: [1, 2], f: new Float64Array(2), g() {} })',
      gives: '{ a: [1, 2], f: Float64Array(2) [0, 0] }',
    },
    { name: 'a long list', source: 'Array.from({ length: 30 }, () => 0)', gives: `[${'0, '.repeat(24)}… 6 more]` },
    {
      name: 'the end of a branch',
      source: 'try {\n  refuse()\n} catch (error) {\n  error.message;\n}',
      gives: 'x is [2, 3], w is [4, 5]',
    },
    { name: 'the other branch', source: 'if (double(1) > 3) {\n  1\n} else {\n  2\n}', gives: '2' },
    { name: 'nothing at all', source: '', gives: '(nothing)' },
  ])('shows $name', async ({ source, gives }) => {
    expect(await run(source)).toBe(gives);
  });
});
