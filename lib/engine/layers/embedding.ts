/** Vectors for words and other names. */
import { normal } from '../initializers';
import type { Tensor } from '../tensor';
import { Layer, type Weight } from './layer';

/**
 * y[…, :] = table[x[…], :]: a vector for each word number, learnt like any weight.
 *
 * A number outside [0, words) gives NaN. First vectors are drawn from N(0, 1/width).
 *
 * @param words rows of the table; x holds whole numbers below it, any shape
 * @param width numbers in each vector: y has one axis more than x
 * @see Bengio, Ducharme, Vincent, Jauvin, A neural probabilistic language model (2003)
 * @example
 * new Embedding(1000, 4).init(1).forward(tensor([[3, 1, 2]])).shape
 */
export class Embedding extends Layer {
  readonly table: Weight;

  constructor(words: number, width: number) {
    super('embedding');
    this.table = this.declare('table', [words, width], normal(Math.sqrt(1 / width)));
  }

  forward(x: Tensor): Tensor {
    return this.table.tensor.gather(x);
  }
}
