/** What the server hands over, so that the first picture stands before any script runs. */
import type { Measure } from './history';
import type { Marks } from './marks';
import { asBytes, unitIndex, unitMaps, type Net } from './net';
import { SURFACE, TILE, type Frame } from './messages';
import { isClassification, type DataName, type Settings } from './settings';

export interface FirstPicture {
  settings: Settings;
  /** What in the address was not understood. */
  notes: string[];
  params: number[];
  measure: Measure;
  gradients: number[];
  idle: number[];
  marks: { train: Marks[]; test: Marks[] };
  /** Data address of the surface, and of all tiles below each other: features, hidden units, output. */
  surface: string;
  tiles: string;
  previews: Record<DataName, Marks[]>;
}

export function netOf(settings: Settings, params: Float64Array): Net {
  const { features, layers, activation } = settings;
  const output = !isClassification(settings) ? 'linear' : settings.loss === 'logistic' ? 'logit' : 'tanh';
  return { features, layers, activation, output, params };
}

/** The frame that the training would send first. */
export function firstFrame({ settings, params, measure, gradients, idle }: FirstPicture): Frame {
  const numbers = Float64Array.from(params);
  const net = netOf(settings, numbers);
  const output = unitIndex(settings.layers, { layer: settings.layers.length, unit: 0 });
  const cells = SURFACE * SURFACE;
  return {
    kind: 'frame',
    version: 0,
    run: 0,
    epoch: 0,
    running: false,
    stepsPerSecond: null,
    rate: settings.rate,
    measure,
    params: numbers,
    gradients,
    idle,
    tiles: asBytes(unitMaps(net, TILE), TILE * TILE),
    surface: asBytes(unitMaps(net, SURFACE).slice(output * cells), cells),
    looked: null,
    touched: false,
  };
}
