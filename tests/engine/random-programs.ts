/** Random programs of ops: one seed and one batch size give the same ops, however often they run, and they print as TypeScript. */
import {
  crossEntropy,
  parameter,
  rand,
  type Shape,
  stream,
  type Stream,
  tensor,
  type Tensor,
  zeros,
} from '@/lib/engine';
import { between, cut, LARGEST, type Move, MOVES, Pool, TOTAL, unary } from './random-moves';

export interface Batch {
  readonly inputs: readonly Tensor[];
  readonly labels: Tensor;
}

export interface Style {
  /** Leave out what central differences see and gradients don't: `detach` and `noGrad`. */
  readonly smooth?: boolean;
}

/** The shapes of the parameters; the first one's first size is the width of the inputs. */
const SHAPES: readonly (readonly Shape[])[] = [
  [[3, 4], [4], [4, 3], [1], []],
  [[2, 3], [3], [3, 3], [3, 1]],
  [[5, 2], [2, 1], [1, 5], [5]],
  [
    [2, 3, 2],
    [3, 2],
    [2, 2],
    [1, 1, 2],
  ],
  [[1, 1], [1], [4, 4]],
  [[8, 9], [9], [9, 8], [33]],
];

export class RandomProgram {
  private readonly shapes: readonly Shape[];

  constructor(
    readonly seed: number,
    private readonly style: Style = {},
  ) {
    this.shapes = SHAPES[seed % SHAPES.length]!;
  }

  /** New ones, with the same numbers each time. */
  params(): Tensor[] {
    const draws = this.stream('params');
    return this.shapes.map((shape, i) => parameter(rand(shape, draws, { low: -1 }), `p${i}`));
  }

  /** In every second step the first two inputs are one tensor, as when a picture is its own target. */
  batch(step: number, size: number): Batch {
    const draws = this.stream(`batch${step}`);
    const width = this.shapes[0]![0]!;
    const input = (...shape: number[]): Tensor => rand(shape, draws, { low: -1 });
    const [x, other] = [input(size, width), input(size, width)];
    const second = (step + this.seed) % 2 === 0 ? x : other;
    return {
      inputs: [x, second, input(size, 1), input(1, width)],
      labels: tensor(Array.from({ length: size }, () => draws.below(2))),
    };
  }

  /** @param lines receives the program's text */
  loss(params: readonly Tensor[], batch: Batch, step = 0, lines: string[] = []): Tensor {
    const draws = this.stream('program');
    const pool = new Pool(draws, lines, step);
    for (const [i, p] of params.entries()) pool.add(p, `p${i}`);
    for (const [i, x] of batch.inputs.entries()) pool.add(x, `x${i}`);
    const made: Tensor[] = [];
    // A target that is compared with the input at once: its first use is in one op with the input.
    if (draws.uniform() < 0.3) made.push(pool.write(between(batch.inputs[0]!, pool, batch.inputs[1]!)));
    for (let length = 4 + draws.below(14); length > 0; length--) {
      const written = this.move(draws)(pool.any(), pool);
      const [read, always] = [draws.uniform() < 0.1, draws.uniform() < 0.5];
      if (!written || written[1].size > LARGEST || written[1].rank > 5) continue;
      const y = pool.write(written);
      made.push(y);
      if (this.reads && read && (always || step % 2 === 1)) y.dataSync();
    }
    const half = this.branches && step % 4 === 3;
    return this.sum(params, half ? made.slice(0, Math.ceil(made.length / 2)) : made, { pool, batch, draws });
  }

  /** What it does in its first step, on three examples. */
  print(): string {
    const lines: string[] = [];
    try {
      this.loss(this.params(), this.batch(0, 3), 0, lines);
    } catch (error) {
      lines.push(String(error));
    }
    const twins = this.seed % 2 === 0 && 'x1 is x0';
    const traits = [twins, this.reads && 'reads inside', this.branches && 'every fourth step is shorter'].filter(
      Boolean,
    );
    return [`program ${this.seed}${traits.map((trait) => `, ${String(trait)}`).join('')}`, ...lines].join('\n');
  }

  /** Every parameter and about half of what was made count, all within bounds. */
  private sum(
    params: readonly Tensor[],
    made: readonly Tensor[],
    { pool, batch, draws }: { pool: Pool; batch: Batch; draws: Stream },
  ): Tensor {
    let loss = params.reduce((sum, p) => sum.add(p.square().sum().mul(0.01)), zeros([]));
    for (const t of made) {
      const u = draws.uniform();
      if (u >= 0.5 && t !== made.at(-1)) continue;
      loss = loss.add(u < 0.25 ? t.tanh().mean() : t.tanh().sum().mul(0.3));
      pool.lines.push(`loss += ${pool.name(t)}.tanh().${u < 0.25 ? 'mean()' : 'sum().mul(0.3)'}`);
    }
    const logits = pool.one((t) => t.rank === 2 && t.shape[0] === batch.labels.size && t.shape[1]! >= 2);
    if (!logits) return loss;
    pool.lines.push(`loss += crossEntropy(${pool.name(logits)}, labels)`);
    return loss.add(crossEntropy(logits, batch.labels));
  }

  private move(draws: Stream): Move {
    let at = draws.below(TOTAL);
    for (const [weight, move] of MOVES) {
      at -= weight;
      if (at < 0) return this.style.smooth && move === cut ? unary : move;
    }
    return unary;
  }

  private get reads(): boolean {
    return this.seed % 3 === 0;
  }

  private get branches(): boolean {
    return this.seed % 5 === 0;
  }

  private stream(name: string): Stream {
    return stream(String(this.seed), `fuzz/${name}`);
  }
}
