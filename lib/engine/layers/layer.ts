/** What all layers share: weights that are declared, drawn from a seed, and named by their place in the model. */
import { noGrad } from '../autograd';
import type { Floats } from '../backend';
import { tensor, zeros } from '../create';
import { EngineError } from '../errors';
import { type Init, initializer } from '../initializers';
import { stream } from '../random';
import { Recorder } from '../recorder';
import { formatShape, type Shape } from '../shape';
import { currentBackend, type Tensor } from '../tensor';

/** One tensor that a layer keeps: declared at once, made by `init` or when weights are loaded. */
export class Weight {
  /** The place in the model: `dense1.w`. */
  name: string;
  private made: Tensor | undefined = undefined;

  /** @param trained false for what a layer measures itself, like running means: saved, but no parameter */
  constructor(
    readonly key: string,
    readonly shape: Shape,
    readonly init: Init,
    readonly trained: boolean,
  ) {
    this.name = key;
  }

  /** The tensor itself. @throws EngineError before `init` */
  get tensor(): Tensor {
    if (this.made) return this.made;
    throw new EngineError(`${this.name} ${formatShape(this.shape)} has no numbers yet: call model.init(seed) first`);
  }

  /** Puts numbers in. An optimizer that holds the tensor goes on with them. */
  put(values: Floats): void {
    this.made?.assign(values);
    this.made ??= tensor(values, { shape: this.shape, name: this.name });
    this.made.requiresGrad = this.trained;
    this.made.kept = !this.trained;
  }

  rename(layer: string): void {
    this.name = layer === '' ? this.key : `${layer}.${this.key}`;
    this.made?.named(this.name);
  }
}

/**
 * One part of a network: y = f(x; weights). Shapes begin with the batch.
 *
 * Make it, `init(seed)` it, and call `forward`. A model is a layer, too. To write one: declare its weights, and define `forward`.
 */
export abstract class Layer {
  name = '';
  /** That of the last `init`. */
  protected seed = '';
  private readonly own: Weight[] = [];

  /**
   * @param kind the first part of its name in a model: the second `dense` is `dense2`
   * @param children the layers that it is made of
   */
  constructor(
    readonly kind: string,
    readonly children: readonly Layer[] = [],
  ) {
    this.called(kind);
  }

  /** All that it keeps, and its children: first declared first. */
  get weights(): readonly Weight[] {
    // A layer that stands in two places has its weights once.
    return [...new Set([...this.own, ...this.children.flatMap((child) => child.weights)])];
  }

  /** What an optimizer trains. @throws EngineError before `init` */
  get params(): Tensor[] {
    return this.weights.filter(({ trained }) => trained).map((weight) => weight.tensor);
  }

  /**
   * Draws all weights, each from the stream `init/<its name>` of the seed: adding a layer changes no other.
   *
   * @example
   * new Dense(2, 1).init(1).params.map((p) => p.toString())
   */
  init(seed: number | string): this {
    this.seed = String(seed);
    for (const weight of this.own) {
      weight.put(initializer(weight.init)(weight.shape, stream(this.seed, `init/${weight.name}`)));
    }
    for (const child of this.children) child.init(seed);
    return this;
  }

  /** y = f(x). @throws EngineError before `init`, and when x has a shape that the layer can't take, saying what to change */
  abstract forward(x: Tensor): Tensor;

  /**
   * The shape of y for an x of that shape, and the floating-point operations of `forward` for it: counted by computing it once.
   *
   * @throws EngineError as `forward` does
   * @example
   * new Dense(784, 128, { activation: 'relu' }).init(1).measure([32, 784])
   */
  measure(input: Shape): { output: Shape; flops: number } {
    const recorder = new Recorder(this.weights[0]?.tensor.backend ?? currentBackend());
    const [y] = recorder.run(() => noGrad(() => this.forward(zeros(input))));
    const measured = { output: y!.shape, flops: recorder.flops };
    recorder.release();
    return measured;
  }

  protected declare(key: string, shape: Shape, init: Init, trained = true): Weight {
    const weight = new Weight(key, shape, init, trained);
    this.own.push(weight);
    weight.rename(this.name);
    return weight;
  }

  /** Takes its place in a model: its weights and those of its children are named after it. */
  called(name: string): void {
    this.name = name;
    for (const weight of this.own) weight.rename(name);
    const count = new Map<string, number>();
    for (const child of this.children) {
      const nth = (count.get(child.kind) ?? 0) + 1;
      count.set(child.kind, nth);
      child.called(`${name === '' ? '' : `${name}.`}${child.kind}${nth}`);
    }
  }

  /** Why x can't be taken. */
  protected misfit(x: Tensor, expected: string, fix: string): EngineError {
    return new EngineError(`${this.name}: the input is ${formatShape(x.shape)}; expected ${expected}. ${fix}`);
  }
}
