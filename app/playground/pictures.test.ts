import { describe, expect, it } from 'vitest';
import { zeroLine } from './contour';
import { axisOf, curvePoints, heightOf } from './curve';
import { featureMap } from './features';
import { EMPTY_HISTORY, remember, type Measure } from './history';
import { marksOf } from './marks';
import { asBytes, layerPlaces, paramCount, unitIndex, unitMaps, type Net } from './net';
import { colourTable, paint, type Rgb } from './palette';
import { small, tiny, weight } from './words';
import { neighbour, NET_HEIGHT, unitY, wireAt, wireEnds, wiresOf } from './wiring';

const measure = (step: number, loss: number): Measure => ({
  step,
  trainLoss: loss,
  testLoss: 2 * loss,
  trainAccuracy: 1,
  testAccuracy: 0.5,
});

/** x1 and x2 into two ReLU units |·| of their sum, into one output: 1·relu(x1+x2) − 1·relu(−x1−x2). */
const net: Net = {
  features: ['x1', 'x2'],
  layers: [2],
  activation: 'relu',
  output: 'linear',
  params: Float64Array.of(1, -1, 1, -1, 0, 0, 1, -1, 0.25),
};

describe('the net in numbers', () => {
  it('knows where each weight stands', () => {
    expect(layerPlaces(net)).toEqual([
      { inputs: 2, units: 2, weights: 0, biases: 4 },
      { inputs: 2, units: 1, weights: 6, biases: 8 },
    ]);
    expect(paramCount(net)).toBe(9);
    expect(unitIndex([4, 2], { layer: 1, unit: 1 })).toBe(5);
    expect(unitIndex([4, 2], { layer: 2, unit: 0 })).toBe(6);
  });

  it('gives every unit over the plane, the upper row first', () => {
    const maps = unitMaps(net, 4);
    // Middles of four cells over [−6, 6]: −4.5, −1.5, 1.5, 4.5. The upper left one is (−4.5, 4.5).
    expect(Array.from(maps.slice(0, 4))).toEqual([0, 3, 6, 9]);
    expect(Array.from(maps.slice(16, 20))).toEqual([0, 0, 0, 0]);
    expect(Array.from(maps.slice(28, 32))).toEqual([9, 6, 3, 0].map((_, i) => Math.max(0, 9 - 3 * i)));
    expect(maps[32]).toBeCloseTo(0.25, 12);
    expect(maps[35]).toBe(1);
  });

  it('shows a unit beyond ±1 on its own scale', () => {
    expect(Array.from(asBytes(Float32Array.of(0, 2, -4, 4, 0.5, -1, 0, 0), 4))).toEqual([
      0, 64, -127, 127, 64, -127, 0, 0,
    ]);
  });

  it('shows features in the same place as units', () => {
    const map = featureMap('x1', 4);
    expect(Array.from(map.slice(0, 4))).toEqual([-95, -32, 32, 95]);
    expect(featureMap('x2', 4)[0]).toBe(95);
  });
});

describe('painting', () => {
  const scale: Rgb[] = Array.from({ length: 11 }, (_, i) => [i * 10, 0, 255 - i * 10]);
  it('goes from the plus tone to the minus tone, and only by sign when asked', () => {
    const table = colourTable(scale);
    const pixels = new Uint32Array(3);
    paint(Int8Array.of(127, 0, -127), table, pixels, false);
    expect([...pixels].map((pixel) => pixel & 255)).toEqual([25, 50, 75]);
    paint(Int8Array.of(3, 0, -3), table, pixels, true);
    expect([...pixels].map((pixel) => pixel & 255)).toEqual([25, 25, 75]);
  });

  it('finds the line where a map is zero', () => {
    const map = Int8Array.from({ length: 64 }, (_, i) => (i % 8 < 4 ? -100 : 100));
    const line = zeroLine(map, 8);
    expect(line).toHaveLength(4 * 7);
    for (let i = 0; i < line.length; i += 2) expect(line[i]).toBeCloseTo(0.5, 2);
    expect(zeroLine(new Int8Array(64).fill(5), 8)).toEqual([]);
  });

  it('draws a disc for class 1 and a square for class 0, and nothing outside the picture', () => {
    const marks = marksOf({ x: Float64Array.of(0, 0, 3, 3, 9, 0), y: Float64Array.of(1, 0, 1) }, true);
    expect(marks.map(({ tone }) => tone)).toEqual([0, 10]);
    expect(marks[0]?.d).toBe('M293 300a7 7 0 1 0 14 0a7 7 0 1 0 -14 0');
    expect(marks[1]?.d).toBe('M444 144h12v12h-12z');
  });
});

describe('the history', () => {
  it('stays small, begins at the beginning and ends with the newest', () => {
    let history = EMPTY_HISTORY;
    for (let step = 0; step <= 20_000; step++) history = remember(history, measure(step, 1 / (1 + step)));
    expect(history.list.length).toBeLessThanOrEqual(2049);
    expect(history.list.length).toBeGreaterThan(1000);
    expect(history.list[0]?.step).toBe(0);
    expect(history.list.at(-1)?.step).toBe(20_000);
    const steps = history.list.map(({ step }) => step);
    expect(steps).toEqual([...new Set(steps)].sort((a, b) => a - b));
  });

  it('replaces a measure of the same step', () => {
    const once = remember(remember(EMPTY_HISTORY, measure(0, 1)), measure(0, 0.5));
    expect(once.list.map(({ trainLoss }) => trainLoss)).toEqual([0.5]);
  });
});

describe('curves', () => {
  const list = [measure(0, 1), measure(1, 0.1), measure(2, 0.01)];
  it('has whole powers of ten on a logarithmic axis', () => {
    const axis = axisOf(list, ['trainLoss'], true);
    expect(axis).toEqual({ low: 0.01, high: 1, log: true, ticks: [0.01, 0.1, 1] });
    expect(heightOf(0.1, axis)).toBeCloseTo(0.5, 12);
    expect(heightOf(0, axis)).toBe(0);
    expect(heightOf(Infinity, axis)).toBe(1);
  });

  it('begins at zero on a linear one', () => {
    expect(axisOf(list, ['trainLoss', 'testLoss'], false)).toEqual({ low: 0, high: 2, log: false, ticks: [0, 1, 2] });
    expect(axisOf(list, ['trainAccuracy'], true).high).toBe(1);
  });

  it('keeps the lowest and the highest of each column', () => {
    const many = Array.from({ length: 1000 }, (_, i) => measure(i, i % 2 === 0 ? 1 : 0.5));
    const axis = axisOf(many, ['trainLoss'], false);
    const points = curvePoints(many, 'trainLoss', axis, 10);
    expect(points).toHaveLength(40);
    expect(new Set(points.filter((_, i) => i % 2 === 1))).toEqual(new Set([0.5, 1]));
    expect(points[0]).toBe(0);
    expect(points.at(-2)).toBe(1);
  });
});

describe('the wiring', () => {
  const shape = { featureRows: [0, 1], layers: [4, 2] };
  it('has a wire for each weight, in their order', () => {
    const wires = wiresOf(shape);
    expect(wires).toHaveLength(2 * 4 + 4 * 2 + 2);
    expect(wires[4]).toEqual({ layer: 0, from: 1, to: 0 });
  });

  it('finds the wire under the pointer', () => {
    for (const wire of wiresOf(shape)) {
      const [x0, , x1, y1] = wireEnds(shape, wire);
      // Near its end, wires to the same unit come together but others are a row away.
      expect(wireAt(shape, x1 - 0.05 * (x1 - x0), y1, 8)?.to).toBe(wire.to);
    }
    const [, y0] = wireEnds(shape, { layer: 0, from: 0, to: 0 });
    expect(wireAt(shape, 1, y0, 8)?.from).toBe(0);
    expect(wireAt(shape, 1, NET_HEIGHT, 8)).toBeNull();
    expect(wireAt(shape, -1, y0, 8)).toBeNull();
  });

  it('leads arrow keys from unit to unit', () => {
    expect(neighbour([4, 2], { layer: -1, unit: 3 }, 'ArrowRight')).toEqual({ layer: 0, unit: 2 });
    expect(neighbour([4, 2], { layer: 0, unit: 0 }, 'ArrowUp')).toBeNull();
    expect(neighbour([4, 2], { layer: 0, unit: 3 }, 'ArrowRight')).toEqual({ layer: 1, unit: 1 });
    expect(neighbour([4, 2], { layer: 1, unit: 1 }, 'ArrowRight')).toEqual({ layer: 2, unit: 0 });
    expect(neighbour([4, 2], { layer: 2, unit: 0 }, 'ArrowRight')).toBeNull();
    expect(neighbour([], { layer: 0, unit: 0 }, 'ArrowLeft')).toEqual({ layer: -1, unit: 3 });
    expect(neighbour([4], { layer: -1, unit: 0 }, 'End')).toEqual({ layer: 1, unit: 0 });
  });

  it('keeps eight units inside', () => {
    expect(unitY(0, 8)).toBe(24);
    expect(unitY(7, 8)).toBe(NET_HEIGHT - 24);
  });
});

describe('numbers in words', () => {
  it.each([
    [0.123456, '0.1235'],
    [0.0000123, '1.2e−5'],
    [12345.6, '1.235e4'],
    [0, '0.0000'],
    [Number.NaN, 'not a number'],
    [Infinity, 'infinite'],
  ])('%f as a loss', (value, text) => expect(small(value)).toBe(text));
  it.each([
    [0, '0'],
    [0.00031, '3e−4'],
    [0.25, '0.25'],
    [3.21, '3.2'],
    [321, '321'],
    [54321, '5e4'],
  ])('%f as a gradient', (value, text) => expect(tiny(value)).toBe(text));
  it('writes weights with a true minus and no minus zero', () => {
    expect([weight(-0.5), weight(-0.0001), weight(2)]).toEqual(['−0.500', '0.000', '2.000']);
  });
});
