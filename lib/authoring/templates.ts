/** The files of the small exercises that `ex -- new` starts from. */

type Files = Readonly<Record<string, string>>;

interface Parts {
  title: string;
  name: string;
  statement: string;
  tasks: readonly { title: string; checks: readonly string[]; text: string }[];
  tier: string;
}

function statement({ title, name, statement: text, tasks, tier }: Parts): string {
  const sections = tasks.map(
    (task) => `## Task: ${task.title} {${task.checks.map((id) => `#${id}`).join(' ')}}\n\n${task.text}\n`,
  );
  return `---
title: ${title}
number: "{{number}}"
points: 100
minutes: 15
exports: [${name}]
tier: ${tier}
budgetMs: 500
---
${text}

${sections.join('\n')}
:::hint
Write down what happens for two numbers, by hand.
:::

:::hint
Which sizes do the inputs have, and which size has the answer?
:::

:::hint
Go through the inputs in one loop, and collect the answer in a new array.
:::
`;
}

const close: Files = {
  'exercise.md': statement({
    title: 'The mean of each column',
    name: 'columnMeans',
    statement:
      'Write `columnMeans(X)`: the mean of each column of the matrix $X$ with $m$ rows. An empty matrix has no columns.',
    tasks: [
      {
        title: 'Means of columns',
        checks: ['worked-example', 'random-matrices'],
        text: 'Add up each column, then divide by $m$.',
      },
      { title: 'Manners', checks: ['purity'], text: 'Leave $X$ as it is.' },
    ],
    tier: 'T2',
  }),
  'solution.ts': `export function columnMeans(X: number[][]): number[] {
  // BEGIN SOLUTION: the mean of each column
  const sums = (X[0] ?? []).map(() => 0);
  for (const row of X) row.forEach((x, j) => (sums[j] = (sums[j] ?? 0) + x));
  return sums.map((sum) => sum / X.length);
  // END SOLUTION
}
`,
  'checks.ts': `/** Checks of {{slug}}. */
import { defineChecks } from '@/lib/exercise';

export default defineChecks<typeof import('./solution')>({ tier: 'T2' }, ({ close, pure }) => [
  close('Two rows', {
    id: 'worked-example',
    points: 20,
    open: true,
    call: ['columnMeans', [[1, 2, 3], [3, 4, 8]]],
    want: [2, 3, 5.5],
  }),
  close('Random matrices', {
    id: 'random-matrices',
    points: 70,
    cases: 20,
    // More columns than rows or fewer, never as many: a square matrix would hide swapped axes.
    call: (d) => ['columnMeans', d.matrix(d.int(2, 4), d.int(5, 7))],
  }),
  pure('The input stays as it was', { id: 'purity', points: 10, cases: 3, call: (d) => ['columnMeans', d.matrix(2, 3)] }),
]);
`,
  'wrong/sum-not-mean.ts': `// expect: random-matrices fails as sum-not-mean
// says: These are the sums of the columns. Divide each one by the number of rows.
export function columnMeans(X: number[][]): number[] {
  return (X[0] ?? []).map((_, j) => X.reduce((sum, row) => sum + row[j], 0));
}
`,
  'wrong/row-means.ts': `// expect: random-matrices fails as row-means
// says: These are the means of the rows. Hold the column fixed, and go through the rows.
export function columnMeans(X: number[][]): number[] {
  return X.map((row) => row.reduce((sum, x) => sum + x, 0) / row.length);
}
`,
  'also/column-by-column.ts': `export function columnMeans(X: number[][]): number[] {
  return (X[0] ?? []).map((_, j) => X.reduce((sum, row) => sum + row[j] / X.length, 0));
}
`,
};

const session: Files = {
  'exercise.md': statement({
    title: 'A running mean',
    name: 'RunningMean',
    statement:
      'Write the class `RunningMean`. Its method `add(x)` takes one more number and returns the mean of all numbers so far.',
    tasks: [
      { title: 'Add numbers', checks: ['three-numbers', 'many-numbers'], text: 'After 2, 4 and 9 the mean is 5.' },
      { title: 'Two at once', checks: ['separate-instances'], text: 'Two instances know nothing of each other.' },
    ],
    tier: 'T3',
  }),
  'solution.ts': `export class RunningMean {
  // BEGIN HIDDEN
  private sum = 0;
  private n = 0;
  // END HIDDEN

  add(x: number): number {
    // BEGIN SOLUTION: the mean of all numbers so far
    this.sum += x;
    this.n += 1;
    return this.sum / this.n;
    // END SOLUTION
  }
}
`,
  'checks.ts': `/** Checks of {{slug}}. */
import { defineChecks } from '@/lib/exercise';

export default defineChecks<typeof import('./solution')>({ tier: 'T3' }, ({ session }) => [
  session('Three numbers', {
    id: 'three-numbers',
    points: 20,
    open: true,
    script: (s) => {
      const mean = s.new('RunningMean');
      for (const x of [2, 4, 9]) s.call(mean, 'add', x);
    },
  }),
  session('Many numbers', {
    id: 'many-numbers',
    points: 60,
    cases: 10,
    script: (s, d) => {
      const mean = s.new('RunningMean');
      for (const x of d.vector(30)) s.call(mean, 'add', x);
    },
  }),
  session('Two instances side by side', {
    id: 'separate-instances',
    points: 20,
    cases: 4,
    script: (s, d) => {
      const [first, second] = [s.new('RunningMean'), s.new('RunningMean')];
      for (const x of d.vector(6)) {
        s.call(first, 'add', x);
        s.call(second, 'add', 10 * x);
      }
    },
  }),
]);
`,
  'wrong/shared-by-instances.ts': `// expect: separate-instances fails as shared-by-instances
// says: Both instances add to the same sum: it lives outside of them. Make it a field of the instance.
let sum = 0;
let n = 0;
let owner: RunningMean | undefined;
export class RunningMean {
  constructor() {
    owner = this;
    sum = 0;
    n = 0;
  }
  add(x: number): number {
    sum += x;
    n += owner ? 1 : 0;
    return sum / n;
  }
}
`,
  'wrong/last-two-only.ts': `// expect: many-numbers fails as last-two-only
// says: This halves the old mean at every step, so early numbers fade away. Keep the sum and the count.
export class RunningMean {
  mean: number | undefined;
  add(x: number): number {
    this.mean = this.mean === undefined ? x : (this.mean + x) / 2;
    return this.mean;
  }
}
`,
  'also/incremental.ts': `export class RunningMean {
  private mean = 0;
  private n = 0;
  add(x: number): number {
    this.n += 1;
    this.mean += (x - this.mean) / this.n;
    return this.mean;
  }
}
`,
};

const grad: Files = {
  'exercise.md': statement({
    title: 'Mean squared error and its gradient',
    name: 'mse',
    statement:
      'Write `mse(p, t)`: $\\frac1n\\sum_i (p_i - t_i)^2$ as `loss`, and its gradient with respect to $p$ as `grad`.',
    tasks: [
      { title: 'The loss', checks: ['worked-example', 'random-losses'], text: 'It is a mean, without a factor ½.' },
      { title: 'The gradient', checks: ['gradient'], text: 'It belongs to exactly the loss you return.' },
    ],
    tier: 'T2',
  }),
  'solution.ts': `export function mse(p: number[], t: number[]): { loss: number; grad: number[] } {
  // BEGIN SOLUTION: the mean of the squares, and its slope at each entry of p
  const n = p.length;
  const differences = p.map((x, i) => x - (t[i] ?? 0));
  return {
    loss: differences.reduce((sum, d) => sum + d * d, 0) / n,
    grad: differences.map((d) => (2 * d) / n),
  };
  // END SOLUTION
}
`,
  'checks.ts': `/** Checks of {{slug}}. */
import { defineChecks } from '@/lib/exercise';

export default defineChecks<typeof import('./solution')>({ tier: 'T2' }, ({ close, grad }) => [
  close('Two numbers', {
    id: 'worked-example',
    points: 20,
    open: true,
    call: ['mse', [1, 3], [0, 1]],
    want: { loss: 2.5, grad: [1, 2] },
  }),
  close('Losses of random vectors', {
    id: 'random-losses',
    points: 40,
    cases: 20,
    part: 'loss',
    call: (d, index) => ['mse', d.vector(3 + (index % 5)), d.vector(3 + (index % 5))],
  }),
  grad('The gradient belongs to the loss', {
    id: 'gradient',
    points: 40,
    cases: 10,
    call: (d, index) => ['mse', d.vector(3 + (index % 5)), d.vector(3 + (index % 5))],
    wrt: [{ at: '[0]', claimed: 'grad' }],
    loss: 'loss',
  }),
]);
`,
  'wrong/gradient-not-divided.ts': `// expect: gradient fails as gradient-not-divided
// says: The loss is a mean, but the gradient is that of the sum: the 1/n is missing.
export function mse(p: number[], t: number[]): { loss: number; grad: number[] } {
  const differences = p.map((x, i) => x - t[i]);
  return { loss: differences.reduce((sum, d) => sum + d * d, 0) / p.length, grad: differences.map((d) => 2 * d) };
}
`,
  'wrong/sum-of-squares.ts': `// expect: random-losses fails as sum-of-squares
// says: This is the sum of the squares. The statement asks for their mean.
export function mse(p: number[], t: number[]): { loss: number; grad: number[] } {
  const differences = p.map((x, i) => x - t[i]);
  return { loss: differences.reduce((sum, d) => sum + d * d, 0), grad: differences.map((d) => 2 * d) };
}
`,
  'also/loop.ts': `export function mse(p: number[], t: number[]): { loss: number; grad: number[] } {
  let loss = 0;
  const grad: number[] = [];
  for (let i = 0; i < p.length; i++) {
    loss += (p[i] - t[i]) ** 2 / p.length;
    grad.push((2 / p.length) * (p[i] - t[i]));
  }
  return { loss, grad };
}
`,
};

const property: Files = {
  'exercise.md': statement({
    title: 'Centre a vector',
    name: 'centre',
    statement: 'Write `centre(x)`: the vector $x$ moved so that its mean is 0.',
    tasks: [
      { title: 'Move it', checks: ['worked-example', 'random-vectors'], text: 'Subtract the mean from each entry.' },
      {
        title: 'What holds for every x',
        checks: ['mean-is-zero', 'shift'],
        text: 'The mean of the answer is 0, and moving $x$ first changes nothing.',
      },
    ],
    tier: 'T2',
  }),
  'solution.ts': `export function centre(x: number[]): number[] {
  // BEGIN SOLUTION: x with its mean subtracted
  const mean = x.reduce((sum, xi) => sum + xi, 0) / x.length;
  return x.map((xi) => xi - mean);
  // END SOLUTION
}
`,
  'checks.ts': `/** Checks of {{slug}}. */
import { defineChecks } from '@/lib/exercise';

export default defineChecks<typeof import('./solution')>({ tier: 'T2' }, ({ close, property }) => [
  close('Three numbers', { id: 'worked-example', points: 20, open: true, call: ['centre', [1, 2, 6]], want: [-2, -1, 3] }),
  close('Random vectors', { id: 'random-vectors', points: 50, cases: 15, call: (d) => ['centre', d.vector(d.int(2, 8))] }),
  property('The mean becomes zero', {
    id: 'mean-is-zero',
    points: 15,
    cases: 10,
    calls: (d) => [['centre', d.vector(d.int(2, 8))]],
    holds: ([y]: readonly number[][], _calls, near) =>
      (y !== undefined && near(1 + y.reduce((sum, yi) => sum + yi, 0), 1)) || 'The mean of the answer is not 0.',
  }),
  property('Moving the vector first changes nothing', {
    id: 'shift',
    points: 15,
    cases: 10,
    calls: (d) => {
      const x = d.vector(5);
      return [
        ['centre', x],
        ['centre', x.map((xi) => xi + 3)],
      ];
    },
    holds: ([y, z]: readonly number[][], _calls, near) => near(y, z) || 'The same number was added to all entries, and the answer changed.',
  }),
]);
`,
  'wrong/divides-by-mean.ts': `// expect: random-vectors fails as divides-by-mean
// says: The entries are divided by the mean. Subtract it.
export function centre(x: number[]): number[] {
  const mean = x.reduce((sum, xi) => sum + xi, 0) / x.length;
  return x.map((xi) => xi / mean);
}
`,
  'wrong/subtracts-first.ts': `// expect: mean-is-zero fails as subtracts-first
// says: The first entry becomes 0, not the mean. Subtract the mean of all entries.
export function centre(x: number[]): number[] {
  return x.map((xi) => xi - x[0]);
}
`,
  'also/two-passes.ts': `export function centre(x: number[]): number[] {
  let sum = 0;
  for (const xi of x) sum += xi;
  const y: number[] = [];
  for (const xi of x) y.push(xi - sum / x.length);
  return y;
}
`,
};

export const TEMPLATES = { close, session, grad, property } as const satisfies Record<string, Files>;
