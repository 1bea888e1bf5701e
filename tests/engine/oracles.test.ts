/** Every op and its gradients against two other libraries and central differences. */
import { beforeAll, describe, expect, it } from 'vitest';
import { gradcheck, parameter, tensor } from '@/lib/engine';
import { difference, draw, isLearned, jaxSays, ours, tfjsSays } from './comparing';
import { OP_CASES, type Jax, type Tf } from './op-cases';
import { loadJax, loadTfjs } from './rivals';

/** It computes in float32; losses of large logits have larger sums. */
const TFJS = 1e-5;
const JAX = 1e-12;

let tf: Tf;
let jx: Jax;
beforeAll(async () => {
  tf = await loadTfjs();
  jx = await loadJax();
});

describe.each(OP_CASES)('$name', (op) => {
  it.skipIf(!op.tf)('agrees with TensorFlow.js', () => {
    const expected = tfjsSays(tf, op);
    expect(expected && difference(ours(op), expected, TFJS)).toBeUndefined();
  });

  it.skipIf(!op.jax)('agrees with jax-js in float64', async () => {
    const expected = await jaxSays(jx, op);
    expect(expected && difference(ours(op), expected, JAX)).toBeUndefined();
  });

  it('has the gradient that central differences have', () => {
    const x = op.inputs.map((input, i) => {
      const t = tensor(draw(`${op.name}/${i}`, input), { shape: input.shape });
      return isLearned(input) ? parameter(t) : t;
    });
    const weighted = () => {
      const y = op.ours(x);
      return y.mul(tensor(draw(`${op.name}/c`, { shape: [...y.shape] }), { shape: y.shape })).sum();
    };
    const learned = x.filter((t) => t.requiresGrad);
    expect(gradcheck(weighted, learned).worst).toBeLessThan(1e-8);
  });
});
