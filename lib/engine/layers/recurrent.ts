/** Layers with a memory: RNN, LSTM and GRU over sequences [batch, time, features], unrolled step by step. */
import { zeros } from '../create';
import { constant, type Init } from '../initializers';
import { concat } from '../ops/views';
import type { Shape } from '../shape';
import type { Tensor } from '../tensor';
import { Layer, type Weight } from './layer';

export interface RecurrentOptions {
  /** `all` states, [batch, time, units], or the `last` one, [batch, units]. All unless told. */
  readonly output?: 'all' | 'last';
  /** First weights for the state; `orthogonal` unless told, so that it neither fades nor grows at first. */
  readonly init?: Init;
}

/** One weighted sum of the cell: x·Wx + h·Wh + b. */
interface Gate {
  readonly wx: Weight;
  readonly wh: Weight;
  readonly b: Weight;
}

/** z(k, h) = x_t·Wx + h·Wh + b of gate k, at the step that is computed. */
type Sum = (gate: number, h: Tensor) => Tensor;

abstract class Recurrent extends Layer {
  private readonly gates: readonly Gate[];
  private readonly output: 'all' | 'last';

  /** @param gates their letters, which name the weights: `lstm1.wx_f`. None is written as an empty one */
  constructor(
    kind: string,
    readonly inputs: number,
    readonly units: number,
    { gates, options, memories = 1 }: { gates: readonly string[]; options: RecurrentOptions; memories?: number },
  ) {
    super(kind);
    this.memories = memories;
    this.output = options.output ?? 'all';
    this.gates = gates.map((letter) => {
      const suffix = letter === '' ? '' : `_${letter}`;
      // A gate that forgets from the start learns nothing of the past (Jozefowicz et al., 2015, §2.2).
      const bias = letter === 'f' ? constant(1) : constant(0);
      return {
        wx: this.declare(`wx${suffix}`, [inputs, units], { init: 'xavier' }),
        wh: this.declare(`wh${suffix}`, [units, units], { init: options.init ?? 'orthogonal' }),
        b: this.declare(`b${suffix}`, [units], { init: bias }),
      };
    });
  }

  /** Tensors in the state: h alone, or h and c. */
  readonly memories: number;

  outputShape(input: Shape): Shape {
    const [batch, time, features] = input;
    if (input.length !== 3 || features !== this.inputs || !time) {
      throw this.misfit(input, `[batch, time, ${this.inputs}] with one step at least`, 'Reshape the sequences.');
    }
    return this.output === 'all' ? [batch!, time, this.units] : [batch!, this.units];
  }

  flops([batch, time]: Shape): number {
    const perGate = 2 * (this.inputs + this.units) + 3;
    return batch! * time! * this.units * (this.gates.length * perGate + 4 * (this.gates.length - 1));
  }

  protected compute(x: Tensor): Tensor {
    return this.run(x).y;
  }

  /**
   * As `forward`, but from a state on, and with the state after the last step: so that a long sequence can be cut.
   *
   * @param state zeros unless told: [h], or [h, c] of an LSTM, each [batch, units]
   */
  run(x: Tensor, state?: readonly Tensor[]): { y: Tensor; state: readonly Tensor[] } {
    this.outputShape(x.shape);
    const [batch, time] = x.shape as [number, number, number];
    const { units } = this;
    // Time first: the rows of a step stand side by side, and one product per gate serves all steps.
    const rows = x.transpose([1, 0, 2]).reshape([time * batch, this.inputs]);
    const fed = this.gates.map(({ wx, b }) => rows.matmul(wx.tensor).add(b.tensor));
    const kernels = this.gates.map(({ wh }) => wh.tensor);

    let now = state ?? Array.from({ length: this.memories }, () => zeros([batch, units]));
    const outputs: Tensor[] = [];
    for (let t = 0; t < time; t++) {
      now = this.step((k, h) => h.matmul(kernels[k]!).add(fed[k]!.slice(0, t * batch, (t + 1) * batch)), now);
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
    super('rnn', inputs, units, { gates: [''], options });
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
  constructor(inputs: number, units: number, options: RecurrentOptions = {}) {
    super('lstm', inputs, units, { gates: ['i', 'f', 'o', 'g'], options, memories: 2 });
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
    super('gru', inputs, units, { gates: ['z', 'r', 'n'], options });
  }

  protected step(sum: Sum, [h]: readonly Tensor[]): readonly Tensor[] {
    const fresh = sum(2, sum(1, h!).sigmoid().mul(h!)).tanh();
    return [h!.sub(fresh).mul(sum(0, h!).sigmoid()).add(fresh)];
  }
}
