/** Gradients against central differences. */
import { gradientsOf, noGrad } from './autograd';
import './tensor-methods';
import { EngineError } from './errors';
import type { Tensor } from './tensor';

export interface GradcheckResult {
  /** max |claimed − numerical| / max(1, |claimed|, |numerical|) over all numbers of all inputs. */
  readonly worst: number;
  /** Where it is: the input's place in the list and the number's place in the input. */
  readonly at: { readonly input: number; readonly index: number; readonly claimed: number; readonly numerical: number };
}

/**
 * Compares the gradient of L = fn() with (L(x + h) − L(x − h)) / 2h for every number of every input.
 *
 * Use float64, and keep away from kinks (relu at 0): below 1e-7 is right, above 1e-4 is a bug.
 *
 * @param fn computes one number from the inputs, the same one at each call
 * @param inputs parameters
 * @throws EngineError when an input gets no gradient
 * @example
 * const x = parameter([0.5, -1]);
 * gradcheck(() => x.tanh().square().sum(), [x]).worst < 1e-7
 */
export function gradcheck(fn: () => Tensor, inputs: readonly Tensor[], h = 1e-5): GradcheckResult {
  const loss = fn();
  const gradients = noGrad(() => gradientsOf(loss, new Set(inputs)));
  const at = { input: 0, index: 0, claimed: 0, numerical: 0 };
  let worst = 0;
  for (const [input, x] of inputs.entries()) {
    const dx = gradients.get(x);
    if (!dx) throw new EngineError(`gradcheck: input ${input}, ${x.title}, gets no gradient`);
    const claimed = dx.dataSync();
    const values = x.dataSync();
    for (let index = 0; index < values.length; index++) {
      const moved = (by: number): number => {
        const copy = values.slice();
        copy[index]! += by;
        x.assign(copy);
        return noGrad(fn).itemSync();
      };
      const numerical = (moved(h) - moved(-h)) / (2 * h);
      x.assign(values);
      const error = Math.abs(claimed[index]! - numerical) / Math.max(1, Math.abs(claimed[index]!), Math.abs(numerical));
      if (error <= worst) continue;
      worst = error;
      Object.assign(at, { input, index, claimed: claimed[index]!, numerical });
    }
  }
  return { worst, at };
}
