/** What the page and its training worker say to each other. */
import type { Measure } from './history';
import type { UnitRef } from './net';
import type { BackendChoice, Settings } from './settings';

/** Pixels along the large surface, and along a unit's small map. */
export const SURFACE = 96;
export const TILE = 32;

export interface Points {
  /** x1, x2 of each point, one after the other. */
  x: Float64Array;
  /** Classes 0 and 1, or values. */
  y: Float64Array;
}

export interface PointSets {
  train: Points;
  test: Points;
}

export type ToTrainer =
  /** The first message, or whatever changed. `version` comes back with every frame made from it. */
  | { kind: 'settings'; settings: Settings; version: number }
  | { kind: 'run' }
  | { kind: 'pause' }
  | { kind: 'advance'; by: 'step' | 'epoch' }
  | { kind: 'restart' }
  /** Puts a number into the net: an index into `params`. */
  | { kind: 'set-param'; index: number; value: number }
  /** Whose map to send in large; null for the output. */
  | { kind: 'look'; at: UnitRef | null }
  /** The last frame has been painted: the next may come. */
  | { kind: 'painted' };

export interface Frame {
  kind: 'frame';
  /** Of the settings. */
  version: number;
  /** Rises with every new start; curves begin anew. */
  run: number;
  epoch: number;
  running: boolean;
  /** null while nothing runs. */
  stepsPerSecond: number | null;
  rate: number;
  measure: Measure;
  /** See `net.ts`. */
  params: Float64Array;
  /** ‖∂L/∂W‖ of each layer, biases included, over all training points. */
  gradients: readonly number[];
  /** Units of each layer that say nothing: always zero, or always at the ends of their range. */
  idle: readonly number[];
  /** TILE² bytes for each unit, hidden ones in order, the output last. While running they change a few times a second only. */
  tiles: Int8Array;
  /** SURFACE² bytes: the output, or the unit that is looked at. */
  surface: Int8Array;
  looked: UnitRef | null;
  /** Weights or settings were changed in the middle of this run: the program with the same settings gives other numbers. */
  touched: boolean;
}

export interface BackendReport {
  /** As the engine names it: `JavaScript float64`. */
  name: string;
  /** One sentence: why this one. */
  why: string;
  /** What was asked for but cannot be had, or what happened to it. */
  note: string | null;
}

/** As it is sent: without tiles where the ones before still serve. */
export interface SentFrame extends Omit<Frame, 'tiles'> {
  tiles: Int8Array | null;
}

export type FromTrainer =
  | SentFrame
  /** Sent at every new start and whenever the points change. */
  | { kind: 'points'; points: PointSets }
  | { kind: 'backend'; report: BackendReport }
  /** Which backends this browser has; null where it has it, else why not. `software` where WebGPU has no hardware behind it. */
  | { kind: 'offers'; missing: Partial<Record<BackendChoice, string>>; software: boolean }
  | { kind: 'failed'; why: string };
