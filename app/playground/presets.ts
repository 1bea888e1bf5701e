/** Settings worth starting from: each shows one thing, and says which. */
import { writeQuery } from './address';
import { START, type Settings } from './settings';

interface Preset {
  name: string;
  /** What to look at. */
  says: string;
  settings: Partial<Settings>;
}

export const PRESETS: readonly Preset[] = [
  {
    name: 'A line is enough',
    says: 'Two blobs, no hidden layer: one neuron draws one line.',
    settings: { data: 'gauss', layers: [] },
  },
  {
    name: 'A line is not enough',
    says: 'XOR without a hidden layer: the loss stays at ln 2, whatever the rate.',
    settings: { data: 'xor', layers: [] },
  },
  {
    name: 'Solved by features',
    says: 'The product x1 times x2 makes XOR a matter of one neuron.',
    settings: { data: 'xor', layers: [], features: ['x1', 'x2', 'x1x2'] },
  },
  {
    name: 'Solved by layers',
    says: 'The same XOR from the bare coordinates: four hidden units find the corners themselves.',
    settings: { data: 'xor', layers: [4], optimizer: 'adam' },
  },
  {
    name: 'Spiral',
    says: 'The hard one: two layers of eight from the bare coordinates, with Adam.',
    settings: { data: 'spiral', layers: [8, 8], optimizer: 'adam', rate: 0.01, noise: 0, points: 600, speed: 'full' },
  },
  {
    name: 'Vanishing gradient',
    says: 'Six sigmoid layers: compare the gradient of the first layer with that of the last.',
    settings: { data: 'circle', layers: [6, 6, 6, 6, 6, 6], activation: 'sigmoid', rate: 0.1 },
  },
  {
    name: 'Dead ReLU',
    says: 'A rate far too high: units fall silent on every point, and never come back.',
    settings: { data: 'circle', layers: [8, 8], activation: 'relu', rate: 3, init: 'he' },
  },
  {
    name: 'Overfitting',
    says: 'Few noisy points and a large net: training loss falls while test loss climbs.',
    settings: {
      data: 'moons',
      noise: 40,
      points: 100,
      share: 30,
      layers: [8, 8, 8],
      optimizer: 'adam',
      rate: 0.01,
      showTest: true,
    },
  },
  {
    name: 'Held back by weight decay',
    says: 'The same noisy points, with L2 on the weights: the boundary stays smooth.',
    settings: {
      data: 'moons',
      noise: 40,
      points: 100,
      share: 30,
      layers: [8, 8, 8],
      optimizer: 'adam',
      rate: 0.01,
      showTest: true,
      regularizer: 'l2',
      strength: 0.01,
    },
  },
  {
    name: 'All start alike',
    says: 'Weights that begin at zero stay equal: no unit can become different from its neighbour.',
    settings: { data: 'circle', layers: [4], init: 'zeros' },
  },
  {
    name: 'Hills',
    says: 'Regression: the net learns heights rather than classes.',
    settings: { data: 'hills', layers: [8, 8], optimizer: 'adam', rate: 0.01, noise: 0 },
  },
];

/** A preset sets everything that counts; what you look with stays as you had it. */
export function applyPreset(before: Settings, preset: Preset): Settings {
  const { backend, logScale, discrete } = before;
  return { ...START, backend, logScale, discrete, ...preset.settings };
}

/** The preset that these settings are, whatever you look with and however fast. */
export function presetOf(settings: Settings): Preset | null {
  const { speed, showTest } = settings;
  const query = writeQuery(settings);
  return PRESETS.find((one) => writeQuery({ ...applyPreset(settings, one), speed, showTest }) === query) ?? null;
}
