/** Every op and its gradients on every float32 backend, as recorded steps: within rounding of float64. */
import { expect, it } from 'vitest';
import { parameter, tensor, type Backend } from '@/lib/engine';
import { Sgd } from '@/lib/engine/optimizers';
import { FLOAT32, onEach } from './backends';
import { difference, draw, isLearned, ours, type Outcome, weightsOf } from './comparing';
import { OP_CASES, type OpCase } from './op-cases';

/** In units of 1 + |value|. A power is e to a product, whose rounding it enlarges. */
const tolerance = ({ name }: OpCase): number => (name.startsWith('pow') ? 5e-5 : 1e-5);

/** The loss Σ c·f(x) and, by a recorded step of descent at rate 1, its gradients: dL/dx = x − x′. */
async function recorded(op: OpCase, backend: Backend): Promise<Outcome> {
  const x = op.inputs.map((input, i) => {
    const t = tensor(draw(`${op.name}/${i}`, input), { shape: input.shape });
    return isLearned(input) ? parameter(t) : t;
  });
  const { shape } = op.ours(x);
  const c = tensor(weightsOf(op, [...shape]), { shape });
  const learned = x.filter((t) => t.requiresGrad);
  const before = learned.map((t) => t.dataSync());
  const optimizer = new Sgd(learned, { rate: 1, backend });
  const loss = await optimizer.step(() => op.ours(x).mul(c).sum()).data();
  const after = await Promise.all(learned.map((t) => t.data()));
  return {
    value: Array.from(loss),
    gradients: before.map((values, i) => Array.from(values, (value, k) => value - after[i]![k]!)),
  };
}

onEach(FLOAT32, (on) => {
  it.each(OP_CASES)('$name', async (op) => {
    const { value, gradients } = ours(op);
    // Drawn as a list: its shape doesn't matter.
    const c = weightsOf(op, [value.length]);
    const want = { value: [value.reduce((sum, y, i) => sum + c[i]! * y, 0)], gradients };
    expect(difference(await recorded(op, on.backend), want, tolerance(op))).toBeUndefined();
  });
});
