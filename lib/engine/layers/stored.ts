/** A model's weights, in and out: saved as data, loaded strictly. */
import { EngineError } from '../errors';
import { formatShape, sameShape, sizeOf } from '../shape';
import type { StoredTensor } from '../weights';
import type { Layer, Weight } from './layer';

/**
 * Copies of all that a model keeps, running means included, first declared first. Write them with `toSafetensors` or `weightsToJson`.
 *
 * @throws EngineError before `init`
 * @example
 * (await saveWeights(new Dense(2, 1).init(1))).map(({ name, shape }) => `${name} [${shape.join(', ')}]`)
 */
export async function saveWeights(model: Layer): Promise<StoredTensor[]> {
  return Promise.all(
    model.weights.map(async ({ name, shape, tensor }) => ({ name, shape, data: await tensor.data() })),
  );
}

/**
 * Puts stored numbers into a model of the same architecture, whether or not it was `init`ed: all of them, or none.
 *
 * An optimizer that trains the model goes on from them, with the state that it has. Numbers are rounded to the model's type.
 *
 * @throws EngineError when a name is missing, unknown or there twice, or a shape differs
 * @example
 * const a = new Dense(2, 1).init(1), b = new Dense(2, 1);
 * loadWeights(b, await saveWeights(a));
 * b.forward(ones([1, 2])).arraySync()
 */
export function loadWeights(model: Layer, stored: readonly StoredTensor[]): void {
  const missing = new Set(model.weights.map(({ name }) => name));
  const found = matched(model, stored);
  for (const [{ name }] of found) missing.delete(name);
  if (missing.size > 0) throw new EngineError(`loadWeights: the file lacks ${[...missing].join(', ')}`);
  for (const [weight, { data }] of found) weight.put(data);
}

function matched(model: Layer, stored: readonly StoredTensor[]): [Weight, StoredTensor][] {
  const known = new Map(model.weights.map((weight) => [weight.name, weight]));
  return stored.map((given) => {
    const { name, shape, data } = given;
    const weight = known.get(name);
    if (!weight) {
      const names = model.weights.map((w) => w.name).join(', ');
      throw new EngineError(`loadWeights: the model has no further ${name}. It has ${names}, each once.`);
    }
    known.delete(name);
    if (!sameShape(shape, weight.shape) || data.length !== sizeOf(shape)) {
      throw new EngineError(
        `loadWeights: ${name} is ${formatShape(weight.shape)} in the model; ${formatShape(shape)} with ${data.length} numbers came`,
      );
    }
    return [weight, given];
  });
}
