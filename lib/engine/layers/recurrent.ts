/** Layers with a memory: RNN, LSTM and GRU over sequences [batch, time, features], unrolled step by step. */
import { zeros } from '../create';
import { constant, type Init } from '../initializers';
import { concat } from '../ops/views';
import type { Tensor } from '../tensor';
import { Layer, type Weight } from './layer';

export interface RecurrentOptions {
  /** `all` states, [batch, time, units], or the `last` one, [batch, units]. All unless told. */
  readonly output?: 'all' | 'last';
  /** First weights for the state; `orthogonal` unless told, so that it neither fades nor grows at first. */
  readonly init?: Init;
}

/** z = x_t·Wx + h·Wh + b of gate k, at the step that is computed. */
type Sum = (k: number, h: Tensor) => Tensor;

abstract class Recurrent extends Layer {
  /** Wx [inputs, units], Wh [units, units] and b [units] of each gate. */
  private readonly gates: readonly (readonly [Weight, Weight, Weight])[];
  private readonly output: 'all' | 'last';
  /** Tensors in the state: h alone, or h and c. */
  protected readonly memories: number = 1;

  /** @param gates what their names end in: `lstm1.wx_f` */
  constructor(kind: string, sizes: readonly [number, number], gates: readonly string[], options: RecurrentOptions) {
    super(kind);
    const [inputs, units] = sizes;
    this.gates = gates.map((gate) => [
      this.declare(`wx${gate}`, [inputs, units], 'xavier'),
      this.declare(`wh${gate}`, [units, units], options.init ?? 'orthogonal'),
      // A cell that forgets from the start learns nothing of the past (Jozefowicz et al., 2015, §2.2).
      this.declare(`b${gate}`, [units], gate === '_f' ? constant(1) : 'zeros'),
    ]);
    this.output = options.output ?? 'all';
  }

  forward(x: Tensor): Tensor {
    return this.run(x).y;
  }

  /**
   * As `forward`, but from a state on, and with the state after the last step: so that a long sequence can be cut.
   *
   * @param state zeros unless told: [h], or [h, c] of an LSTM, each [batch, units]
   */
  run(x: Tensor, state?: readonly Tensor[]): { y: Tensor; state: readonly Tensor[] } {
    const [batch, time, features] = x.shape as [number, number, number];
    const [inputs, units] = this.gates[0]![0].shape as [number, number];
    if (x.rank !== 3 || features !== inputs || time < 1) {
      throw this.misfit(x, `[batch, time, ${inputs}] with one step at least`, 'Reshape the sequences.');
    }
    // Time first: the rows of a step stand side by side, and one product per gate serves all steps.
    const rows = x.transpose([1, 0, 2]).reshape([time * batch, inputs]);
    const fed = this.gates.map(([wx, , b]) => rows.matmul(wx.tensor).add(b.tensor));

    let now = state ?? Array.from({ length: this.memories }, () => zeros([batch, units]));
    const outputs: Tensor[] = [];
    for (let t = 0; t < time; t++) {
      const [start, end] = [t * batch, (t + 1) * batch];
      now = this.step((k, h) => h.matmul(this.gates[k]![1].tensor).add(fed[k]!.slice(0, start, end)), now);
      outputs.push(now[0]!);
    }
    if (this.output === 'last') return { y: now[0]!, state: now };
    return { y: concat(outputs, 0).reshape([time, batch, units]).transpose([1, 0, 2]), state: now };
  }

  /** The state after one more step. */
  protected abstract step(sum: Sum, state: readonly Tensor[]): readonly Tensor[];
}

/**
 * h_t = tanh(x_t·Wx + h_{t−1}·Wh + b): the same neurons at every step, fed with their own past.
 *
 * @param inputs n: x is [batch, time, n], Wx is [n, units]
 * @param units size of the state h: Wh is [units, units]
 * @throws EngineError in `forward` when x is no [batch, time, n]
 * @see Elman, Finding structure in time (1990)
 * @example
 * new Rnn(1, 3).init(1).forward(tensor([[[1], [0], [-1]]])).shape
 */
export class Rnn extends Recurrent {
  constructor(inputs: number, units: number, options: RecurrentOptions = {}) {
    super('rnn', [inputs, units], [''], options);
  }

  protected step(sum: Sum, [h]: readonly Tensor[]): readonly Tensor[] {
    return [sum(0, h!).tanh()];
  }
}

/**
 * Long short-term memory: a cell c that gates write to, keep and read. With z_k = x_t·Wx_k + h_{t−1}·Wh_k + b_k:
 *
 *   i = σ(z_i), f = σ(z_f), o = σ(z_o), g = tanh(z_g);   c_t = f·c_{t−1} + i·g;   h_t = o·tanh(c_t)
 *
 * The forget gate's bias begins at 1.
 *
 * @param inputs n: x is [batch, time, n]
 * @param units size of h and c
 * @throws EngineError in `forward` when x is no [batch, time, n]
 * @see Hochreiter, Schmidhuber, Long short-term memory (1997); Gers, Schmidhuber, Cummins, Learning to forget (2000)
 * @example
 * new Lstm(2, 4, { output: 'last' }).init(1).forward(ones([3, 5, 2])).shape
 */
export class Lstm extends Recurrent {
  protected override readonly memories = 2;

  constructor(inputs: number, units: number, options: RecurrentOptions = {}) {
    super('lstm', [inputs, units], ['_i', '_f', '_o', '_g'], options);
  }

  protected step(sum: Sum, [h, c]: readonly Tensor[]): readonly Tensor[] {
    const kept = sum(1, h!).sigmoid().mul(c!);
    const cell = sum(0, h!).sigmoid().mul(sum(3, h!).tanh()).add(kept);
    return [sum(2, h!).sigmoid().mul(cell.tanh()), cell];
  }
}

/**
 * Gated recurrent unit: z says how much of the old state stays, r how much of it the new one sees.
 *
 *   z = σ(x·Wx_z + h·Wh_z + b_z), r = σ(…_r), n = tanh(x·Wx_n + (r⊙h)·Wh_n + b_n);   h_t = z·h_{t−1} + (1−z)·n
 *
 * As in the paper, r acts before the product; cuDNN and PyTorch let it act after.
 *
 * @param inputs n: x is [batch, time, n]
 * @param units size of h
 * @throws EngineError in `forward` when x is no [batch, time, n]
 * @see Cho et al., Learning phrase representations using RNN encoder–decoder (2014), §2.3
 * @example
 * new Gru(2, 4, { output: 'last' }).init(1).forward(ones([3, 5, 2])).shape
 */
export class Gru extends Recurrent {
  constructor(inputs: number, units: number, options: RecurrentOptions = {}) {
    super('gru', [inputs, units], ['_z', '_r', '_n'], options);
  }

  protected step(sum: Sum, [h]: readonly Tensor[]): readonly Tensor[] {
    const fresh = sum(2, sum(1, h!).sigmoid().mul(h!)).tanh();
    return [h!.sub(fresh).mul(sum(0, h!).sigmoid()).add(fresh)];
  }
}
