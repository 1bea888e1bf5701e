/** An autoencoder: a network that must say its input again through a narrow place, and so finds what it can be told with. */
import { Dense, Sequential } from '../layers';
import { mse } from '../losses';
import { Adam } from '../optimizers';
import type { Tensor } from '../tensor';

/**
 * x → tanh layer → code → tanh layer → x̂, trained on ‖x̂ − x‖² with Adam. Without the two hidden layers, it would find the plane
 * of PCA; with them the surface may be curved.
 *
 * @param options.code numbers in the narrow place (2)
 * @returns `encoder` and `decoder`, to use apart; `step(x)` trains on a batch [b, inputs] and gives the loss before;
 *   `rebuild(x)` is x̂
 * @see Hinton, Salakhutdinov, Reducing the dimensionality of data with neural networks (2006)
 * @example
 * const { step } = autoencoder({ inputs: 3, seed: 'demo' });
 * const { x, shape } = cloud({ seed: 'demo' });
 * for (let i = 0; i < 50; i++) step(tensor(x, { shape }));
 * step(tensor(x, { shape })).itemSync()
 */
export function autoencoder(options: { inputs: number; code?: number; hidden?: number; seed: string; rate?: number }): {
  encoder: Sequential;
  decoder: Sequential;
  step: (x: Tensor) => Tensor;
  rebuild: (x: Tensor) => Tensor;
} {
  const { inputs, code = 2, hidden = 64, seed, rate = 3e-3 } = options;
  const encoder = new Sequential(new Dense(inputs, hidden, { activation: 'tanh' }), new Dense(hidden, code));
  const decoder = new Sequential(new Dense(code, hidden, { activation: 'tanh' }), new Dense(hidden, inputs));
  const model = new Sequential(encoder, decoder).init(seed);
  const adam = new Adam(model.params, { rate });
  const rebuild = (x: Tensor): Tensor => model.forward(x);
  return { encoder, decoder, rebuild, step: (x) => adam.step(() => mse(rebuild(x), x)) };
}
