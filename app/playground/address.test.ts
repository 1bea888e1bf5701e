import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseAddress, readQuery, writeQuery } from './address';
import { applyPreset, presetOf, PRESETS } from './presets';
import {
  ACTIVATIONS,
  BACKENDS,
  DATA,
  FEATURES,
  INITS,
  LIMITS,
  LOSSES,
  OPTIMIZERS,
  REGULARIZERS,
  SCHEDULES,
  SPEEDS,
  START,
  type Settings,
} from './settings';

const whole = ([min, max]: readonly [number, number]) => fc.integer({ min, max });
const real = ([min, max]: readonly [number, number]) => fc.double({ min, max, noNaN: true }).map(Math.abs);
const anySettings: fc.Arbitrary<Settings> = fc.record({
  data: fc.constantFrom(...DATA),
  noise: whole(LIMITS.noise),
  share: whole(LIMITS.share),
  points: whole(LIMITS.points),
  features: fc.subarray([...FEATURES], { minLength: 1 }),
  layers: fc.array(fc.integer({ min: 1, max: 8 }), { maxLength: 6 }),
  activation: fc.constantFrom(...ACTIVATIONS),
  init: fc.constantFrom(...INITS),
  loss: fc.constantFrom(...LOSSES),
  optimizer: fc.constantFrom(...OPTIMIZERS),
  rate: real(LIMITS.rate),
  schedule: fc.constantFrom(...SCHEDULES),
  over: whole(LIMITS.over),
  regularizer: fc.constantFrom(...REGULARIZERS),
  strength: real(LIMITS.strength),
  dropout: real(LIMITS.dropout),
  batch: whole(LIMITS.batch),
  seed: whole(LIMITS.seed),
  backend: fc.constantFrom(...BACKENDS),
  speed: fc.constantFrom(...SPEEDS),
  showTest: fc.boolean(),
  discrete: fc.boolean(),
  logScale: fc.boolean(),
});

describe('the address', () => {
  it('brings back any settings', () => {
    fc.assert(
      fc.property(anySettings, (settings) => {
        expect(parseAddress(writeQuery(settings))).toEqual({ settings, notes: [] });
      }),
    );
  });

  it('is empty at the start, and names only what differs', () => {
    expect(writeQuery(START)).toBe('');
    expect(writeQuery({ ...START, data: 'spiral', layers: [8, 8], features: ['x1', 'sinx2'], showTest: true })).toBe(
      'data=spiral&x=x1,sinx2&net=8-8&show=test',
    );
  });

  it('falls back field by field and says so', () => {
    const { settings, notes } = readQuery({ data: 'donut', noise: '900', net: '8-9', rate: '0.1', x: 'x1,x3' });
    expect(settings).toEqual({ ...START, rate: 0.1 });
    expect(notes).toEqual([
      'data=donut is not one of circle, xor, gauss, spiral, moons, plane, hills; circle is used.',
      'noise=900 is not a number from 0 to 50; 10 is used.',
      'x=x1,x3 is not names among x1,x2,x1sq,x2sq,x1x2,sinx1,sinx2; x1,x2 is used.',
      'net=8-9 is not up to six layers of 1 to 8 units such as 8-4; 4-2 is used.',
    ]);
  });

  it.each(['net=1-1-1-1-1-1-1', 'net=0', 'net=', 'noise=1.5', 'rate=NaN', 'rate=-1', 'seed=1e7', 'x=', 'show=all'])(
    'refuses %s',
    (query) => {
      const { settings, notes } = parseAddress(query);
      expect(settings).toEqual(START);
      expect(notes).toHaveLength(1);
    },
  );

  it('never throws, whatever somebody types', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (name, value) => {
        const { settings } = readQuery({ [name]: value, net: value, x: value, rate: value, show: value });
        expect(settings.layers.length).toBeLessThanOrEqual(6);
        expect(Number.isFinite(settings.rate)).toBe(true);
      }),
    );
  });

  it('lists features once and in their order', () => {
    expect(parseAddress('x=x2,x1,x2').settings.features).toEqual(['x1', 'x2']);
  });
});

describe('presets', () => {
  it.each(PRESETS.map((preset) => [preset.name, preset] as const))('%s can be shared', (_name, preset) => {
    const settings = applyPreset({ ...START, backend: 'wasm', discrete: true }, preset);
    expect(parseAddress(writeQuery(settings))).toEqual({ settings, notes: [] });
    expect(settings.backend).toBe('wasm');
    expect(settings.discrete).toBe(true);
    expect(presetOf({ ...settings, speed: 'slow', showTest: false })).toBe(preset);
    expect(presetOf({ ...settings, seed: 77 })).toBeNull();
  });
});
