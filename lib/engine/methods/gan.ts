/** A generative adversarial network: one network makes points out of noise, another tells them from real ones; both get better. */
import { noGrad } from '../autograd';
import { ones, randn, zeros } from '../create';
import { Dense, Sequential } from '../layers';
import { bceWithLogits } from '../losses';
import { Adam } from '../optimizers';
import { stream } from '../random';
import type { Tensor } from '../tensor';

/**
 * Losses of both sides, from the critic's logits d: it wants 1 for real and 0 for fake; the generator wants 1 for its fakes.
 *
 *   critic: mean −log σ(d_real) + mean −log(1 − σ(d_fake));   generator: mean −log σ(d_fake)
 *
 * The generator's is the non-saturating one: where the critic is sure, log(1 − σ(d)) would have no slope left.
 *
 * @see Goodfellow et al., Generative adversarial nets (2014), §3
 * @example ganLosses(tensor([0, 0]), tensor([0])).critic.itemSync() // 2·ln 2
 */
export function ganLosses(dReal: Tensor, dFake: Tensor): { critic: Tensor; generator: Tensor } {
  const critic = bceWithLogits(dReal, ones(dReal.shape)).add(bceWithLogits(dFake, zeros(dFake.shape)));
  return { critic, generator: bceWithLogits(dFake, ones(dFake.shape)) };
}

/**
 * A GAN for points: generator `noise` → hidden → hidden → size, critic size → hidden → hidden → 1 logit.
 *
 * @param options.size numbers of a point (2)
 * @returns `step(real)` trains the critic and then the generator on a batch [b, size], and gives both losses;
 *   `sample(n)` makes n points; `generator` and `critic` for maps of what they think
 * @see Radford, Metz, Chintala, Unsupervised representation learning with deep convolutional GANs (2016): Adam with β₁ = 0.5
 * @example
 * const { step, sample } = gan({ seed: 'demo' });
 * const { x, shape } = ganTarget({ seed: 'demo', kind: 'ring', count: 64 });
 * for (let i = 0; i < 20; i++) step(tensor(x, { shape }));
 * sample(4).arraySync()
 */
export function gan(options: { seed: string; size?: number; noise?: number; hidden?: number; rate?: number }): {
  generator: Sequential;
  critic: Sequential;
  sample: (n: number) => Tensor;
  step: (real: Tensor) => { critic: Tensor; generator: Tensor };
} {
  const { seed, size = 2, noise = 4, hidden = 32, rate = 2e-3 } = options;
  const network = (inputs: number, outputs: number): Sequential =>
    new Sequential(
      new Dense(inputs, hidden, { activation: 'leaky' }),
      new Dense(hidden, hidden, { activation: 'leaky' }),
      new Dense(hidden, outputs),
    );
  const generator = network(noise, size).init(`${seed}/generator`);
  const critic = network(size, 1).init(`${seed}/critic`);
  const [forGenerator, forCritic] = [generator, critic].map((model) => new Adam(model.params, { rate, beta1: 0.5 }));
  const draws = stream(seed, 'gan/noise');
  const sample = (n: number): Tensor => generator.forward(randn([n, noise], draws));

  const step = (real: Tensor): { critic: Tensor; generator: Tensor } => {
    const losses = (fake: Tensor) => ganLosses(critic.forward(real), critic.forward(fake));
    const count = real.shape[0]!;
    // The critic takes the fakes as they are: its gradient goes no further. The generator's goes through the critic, whose weights stay.
    const fake = noGrad(() => sample(count));
    const first = forCritic!.step(() => losses(fake).critic);
    const second = forGenerator!.step(() => losses(sample(count)).generator);
    return { critic: first, generator: second };
  };
  return { generator, critic, sample, step };
}
