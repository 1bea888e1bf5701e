/** The playground's net in the engine's terms: what it sees, what it computes, what it is to lower, and how well it does. */
import {
  bceWithLogits,
  concat,
  Dense,
  js,
  l1,
  l2,
  mse,
  normal,
  Sequential,
  tensor,
  using,
  type Floats,
  type Tensor,
} from '@/lib/engine';
import type { Points } from './messages';
import { isClassification, type Feature, type Settings } from './settings';

/** Where points, first weights and everything shown are computed. */
export const F64 = js('f64');

const INPUTS: Record<Feature, (x1: Tensor, x2: Tensor) => Tensor> = {
  x1: (x1) => x1,
  x2: (_, x2) => x2,
  x1sq: (x1) => x1.square(),
  x2sq: (_, x2) => x2.square(),
  x1x2: (x1, x2) => x1.mul(x2),
  sinx1: (x1) => x1.sin(),
  sinx2: (_, x2) => x2.sin(),
};

/** What the net sees of the points, and what it shall answer. */
export interface Sample {
  x: Tensor;
  y: Tensor;
  /** The numbers of both, to deal batches from. */
  xs: Floats;
  ys: Floats;
  /** Classes by point, for the accuracy. */
  points: Points;
}

/** The net with its first weights. */
export function modelOf({ features, layers, activation, init, seed }: Settings): Sequential {
  const first = init === 'normal' ? normal(0.5) : init;
  const name = activation === 'linear' ? 'identity' : activation;
  const widths = [features.length, ...layers];
  return using(F64, () =>
    new Sequential(
      ...layers.map((units, i) => new Dense(widths[i] ?? 1, units, { activation: name, init: first })),
      new Dense(widths.at(-1) ?? 1, 1, { init: first }),
    ).init(seed),
  );
}

export function putParams(model: Sequential, params: Float64Array): void {
  let at = 0;
  for (const p of model.params) {
    p.assign(params.subarray(at, at + p.size));
    at += p.size;
  }
}

export function sampleOf(settings: Settings, points: Points): Sample {
  return using(F64, () => {
    const plane = tensor(points.x, { shape: [points.y.length, 2] });
    const [x1, x2] = [plane.slice(1, 0, 1), plane.slice(1, 1, 2)];
    const signs = isClassification(settings) && settings.loss === 'squared';
    const x = concat(
      settings.features.map((feature) => INPUTS[feature](x1, x2)),
      1,
    );
    const y = tensor(signs ? points.y.map((label) => 2 * label - 1) : points.y, { shape: [points.y.length, 1] });
    return { x, y, xs: x.dataSync(), ys: y.dataSync(), points };
  });
}

interface ForwardOptions {
  dropout: number;
  seed: string;
  /** Gets the hidden layers' outputs. */
  hidden?: Tensor[];
}

/** The output's sum. Dropout stands behind each hidden layer, drawn as the engine's layer of that name does. */
export function forward(model: Sequential, x: Tensor, { dropout, seed, hidden }: ForwardOptions): Tensor {
  let y = x;
  model.children.forEach((layer, i) => {
    y = layer.forward(y);
    if (i === model.children.length - 1) return;
    hidden?.push(y);
    if (dropout > 0) y = y.dropout(dropout, `${seed}/dropout${String(i + 1)}`);
  });
  return y;
}

export function lossOf(settings: Settings, z: Tensor, y: Tensor): Tensor {
  if (!isClassification(settings)) return mse(z, y);
  return settings.loss === 'logistic' ? bceWithLogits(z, y) : mse(z.tanh(), y);
}

export function penalized({ regularizer, strength }: Settings, model: Sequential, loss: Tensor): Tensor {
  if (regularizer === 'none') return loss;
  return loss.add((regularizer === 'l1' ? l1 : l2)(model.params, strength));
}

export function accuracyOf(settings: Settings, z: Tensor, { y }: Points): number | null {
  if (!isClassification(settings)) return null;
  const right = Array.from(z.dataSync()).filter((value, i) => value > 0 === (y[i] ?? 0) > 0.5).length;
  return right / y.length;
}

/** Units that answer nothing, whatever the point: always zero, or (tanh, sigmoid) always at the ends of their range. */
export function idleUnits({ activation }: Settings, y: Tensor): number {
  const units = y.shape[1] ?? 1;
  const values = y.dataSync();
  const silent = (value: number): boolean => {
    if (activation === 'tanh') return Math.abs(value) > 0.999;
    if (activation === 'sigmoid') return value < 0.0005 || value > 0.9995;
    return activation === 'relu' && value === 0;
  };
  let idle = 0;
  for (let unit = 0; unit < units; unit++) {
    let all = true;
    for (let i = unit; i < values.length && all; i += units) all = silent(values[i] ?? 0);
    if (all) idle += 1;
  }
  return idle;
}
