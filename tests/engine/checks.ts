/** Everything that is asked of the engine's arithmetic, as named checks: of all backends, and of engines with planted bugs. */
import { gradcheck, parameter, tensor } from '@/lib/engine';
import { CLOSED_FORMS } from './closed-forms';
import { difference, draw, isLearned, jaxSays, ours, tfjsSays, type Outcome } from './comparing';
import { OP_CASES, type Jax, type OpCase, type Tf } from './op-cases';
import { OPTIMIZER_CASES, oursAfter, papersAfter, tfjsAfter } from './optimizer-cases';
import { loadJax, loadTfjs } from './rivals';

export interface Rivals {
  tf: Tf;
  jx: Jax;
}

export const loadRivals = async (): Promise<Rivals> => ({ tf: await loadTfjs(), jx: await loadJax() });

export interface Check {
  name: string;
  /** What others get; absent where nobody needs to be asked. */
  expected?: (rivals: Rivals) => Promise<Outcome | undefined> | Outcome | undefined;
  /** On the current backend: words where it fails. */
  run: (expected: Outcome | undefined) => string | undefined;
}

/** TensorFlow.js computes in float32. */
const TFJS = 1e-5;
const JAX = 1e-12;
const CENTRAL = 1e-8;

const NOTHING = 'nobody said what to expect';

const ofOp = (op: OpCase): Check[] => {
  const compare = (tolerance: number) => (expected: Outcome | undefined) =>
    expected ? difference(ours(op), expected, tolerance) : NOTHING;
  return [
    ...(op.tf
      ? [{ name: `tfjs: ${op.name}`, expected: ({ tf }: Rivals) => tfjsSays(tf, op), run: compare(TFJS) }]
      : []),
    ...(op.jax
      ? [{ name: `jax-js: ${op.name}`, expected: ({ jx }: Rivals) => jaxSays(jx, op), run: compare(JAX) }]
      : []),
    { name: `central differences: ${op.name}`, run: () => centralDifferences(op) },
  ];
};

function centralDifferences(op: OpCase): string | undefined {
  const x = op.inputs.map((input, i) => {
    const t = tensor(draw(`${op.name}/${i}`, input), { shape: input.shape });
    return isLearned(input) ? parameter(t) : t;
  });
  const weighted = () => {
    const y = op.ours(x);
    return y.mul(tensor(draw(`${op.name}/c`, { shape: [...y.shape] }), { shape: y.shape })).sum();
  };
  const learned = x.filter((t) => t.requiresGrad);
  const { worst, at } = gradcheck(weighted, learned);
  if (worst < CENTRAL) return undefined;
  return `gradient ${at.input}[${at.index}] is ${at.claimed}, by central differences ${at.numerical}`;
}

const ofOptimizers = OPTIMIZER_CASES.flatMap((one): Check[] => {
  const compare = (tolerance: number) => (expected: Outcome | undefined) =>
    expected ? difference({ value: oursAfter(one), gradients: [] }, expected, tolerance) : NOTHING;
  const outcome = (value: number[] | undefined) => value && { value, gradients: [] };
  return [
    ...(one.tf
      ? [
          {
            name: `tfjs: 20 steps of ${one.name}`,
            expected: ({ tf }: Rivals) => outcome(tfjsAfter(tf, one)),
            run: compare(TFJS),
          },
        ]
      : []),
    {
      name: `paper: 20 steps of ${one.name}`,
      expected: async ({ jx }: Rivals) => outcome(await papersAfter(jx, one)),
      run: compare(JAX),
    },
  ];
});

const closedForms = Object.entries(CLOSED_FORMS).map(([name, run]): Check => ({ name, run }));

export const CHECKS: readonly Check[] = [...OP_CASES.flatMap(ofOp), ...ofOptimizers, ...closedForms];
