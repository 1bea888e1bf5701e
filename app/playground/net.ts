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

/** Exact enough for a picture, and three times as fast as `Math.tanh`. */
const tanh = (z: number): number => 1 - 2 / (Math.exp(2 * z) + 1);

const ACTIVATE: Record<Activation, (z: number) => number> = {
  tanh,
  relu: (z) => (z > 0 ? z : 0),
  leaky: (z) => (z > 0 ? z : 0.1 * z),
  elu: (z) => (z > 0 ? z : Math.exp(z) - 1),
  softplus: (z) => Math.max(z, 0) + Math.log1p(Math.exp(-Math.abs(z))),
  sigmoid: (z) => 1 / (1 + Math.exp(-z)),
  linear: (z) => z,
};

const SHOW: Record<Net['output'], (z: number) => number> = {
  logit: (z) => tanh(z / 2),
  tanh,
  linear: (z) => Math.min(1, Math.max(-1, z)),
};

/** Every unit's output over the plane at `size`² places, hidden units in order and the output last, in one piece. */
export function unitMaps(net: Net, size: number): Float32Array {
  const places = layerPlaces(net);
  const cells = size * size;
  const maps = new Float32Array(places.reduce((sum, { units }) => sum + units, 0) * cells);
  let inputs = net.features.map((feature) => planeOf(feature, size));
  let at = 0;
  places.forEach((place, layer) => {
    const end = layer === places.length - 1 ? SHOW[net.output] : ACTIVATE[net.activation];
    const outputs: Float32Array[] = [];
    for (let j = 0; j < place.units; j++) {
      const map = maps.subarray(at, at + cells);
      at += cells;
      map.fill(net.params[place.biases + j] ?? 0);
      inputs.forEach((input, i) => addScaled(map, input, net.params[place.weights + i * place.units + j] ?? 0));
      for (let cell = 0; cell < cells; cell++) map[cell] = end(map[cell] as number);
      outputs.push(map);
    }
    inputs = outputs;
  });
  return maps;
}

function addScaled(sum: Float32Array, values: Float32Array, scale: number): void {
  for (let cell = 0; cell < sum.length; cell++) sum[cell] = (sum[cell] as number) + scale * (values[cell] as number);
}

const planes = new Map<string, Float32Array>();

/** A feature's own numbers over the plane; they never change. */
function planeOf(feature: Feature, size: number): Float32Array {
  const key = `${feature} ${String(size)}`;
  const known = planes.get(key);
  if (known !== undefined) return known;
  const value = FEATURE_OF[feature];
  const plane = Float32Array.from({ length: size * size }, (_, cell) =>
    value(place(cell % size, size), -place(Math.floor(cell / size), size)),
  );
  planes.set(key, plane);
  return plane;
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
