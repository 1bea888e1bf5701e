/** A net as plain numbers, and its outputs over the plane: what the pictures are painted from. The engine trains; this only draws. */
import { FEATURE_OF, place } from './features';
import type { Activation, Feature } from './settings';

export interface Net {
  features: readonly Feature[];
  /** Units of each hidden layer. */
  layers: readonly number[];
  activation: Activation;
  /** What the output's sum becomes for the eye: between −1 and 1. */
  output: 'logit' | 'tanh' | 'linear';
  /** Layer after layer: the weights, input by input, then the biases. */
  params: Float64Array;
}

/** A unit by layer (hidden ones from 0; the output is the last) and place. */
export interface UnitRef {
  layer: number;
  unit: number;
}

export interface LayerPlace {
  inputs: number;
  units: number;
  /** Where in `params` its weights begin: weight (i, j) is at `weights + i·units + j`. */
  weights: number;
  biases: number;
}

export function layerPlaces(net: Pick<Net, 'features' | 'layers'>): LayerPlace[] {
  let at = 0;
  let inputs = net.features.length;
  return [...net.layers, 1].map((units) => {
    const place = { inputs, units, weights: at, biases: at + inputs * units };
    at += (inputs + 1) * units;
    inputs = units;
    return place;
  });
}

export function paramCount(net: Pick<Net, 'features' | 'layers'>): number {
  return layerPlaces(net).reduce((sum, { inputs, units }) => sum + (inputs + 1) * units, 0);
}

const ACTIVATE: Record<Activation, (z: number) => number> = {
  tanh: Math.tanh,
  relu: (z) => (z > 0 ? z : 0),
  leaky: (z) => (z > 0 ? z : 0.1 * z),
  elu: (z) => (z > 0 ? z : Math.expm1(z)),
  softplus: (z) => Math.max(z, 0) + Math.log1p(Math.exp(-Math.abs(z))),
  sigmoid: (z) => 1 / (1 + Math.exp(-z)),
  linear: (z) => z,
};

const SHOW: Record<Net['output'], (z: number) => number> = {
  logit: (z) => Math.tanh(z / 2),
  tanh: Math.tanh,
  linear: (z) => Math.min(1, Math.max(-1, z)),
};

/** Every unit's output over the plane at `size`² places, hidden units in order and the output last, in one piece. */
export function unitMaps(net: Net, size: number): Float32Array {
  const places = layerPlaces(net);
  const count = places.reduce((sum, { units }) => sum + units, 0);
  const cells = size * size;
  const maps = new Float32Array(count * cells);
  const values = new Float64Array(Math.max(net.features.length, ...places.map(({ units }) => units)));
  const next = new Float64Array(values.length);
  const activate = ACTIVATE[net.activation];
  const show = SHOW[net.output];
  const { params } = net;
  for (let cell = 0; cell < cells; cell++) {
    const x1 = place(cell % size, size);
    const x2 = -place(Math.floor(cell / size), size);
    net.features.forEach((feature, i) => {
      values[i] = FEATURE_OF[feature](x1, x2);
    });
    let map = cell;
    for (let l = 0; l < places.length; l++) {
      const { inputs, units, weights, biases } = places[l] as LayerPlace;
      const last = l === places.length - 1;
      for (let j = 0; j < units; j++) {
        let z = params[biases + j] as number;
        for (let i = 0; i < inputs; i++) z += (values[i] as number) * (params[weights + i * units + j] as number);
        const y = last ? show(z) : activate(z);
        next[j] = y;
        maps[map] = y;
        map += cells;
      }
      values.set(next);
    }
  }
  return maps;
}

/** As bytes from −127 to 127. A unit that goes beyond ±1 is shown on its own scale. */
export function asBytes(maps: Float32Array, cells: number): Int8Array {
  const out = new Int8Array(maps.length);
  for (let start = 0; start < maps.length; start += cells) {
    let top = 1;
    for (let i = start; i < start + cells; i++) top = Math.max(top, Math.abs(maps[i] as number));
    const scale = Number.isFinite(top) ? 127 / top : 0;
    for (let i = start; i < start + cells; i++) out[i] = Math.round((maps[i] as number) * scale);
  }
  return out;
}

/** Where a unit's map stands among all maps. */
export function unitIndex(layers: readonly number[], { layer, unit }: UnitRef): number {
  return layers.slice(0, layer).reduce((sum, units) => sum + units, 0) + unit;
}
