/** The playground's data sets: which generator of the engine draws each, with which noise, and how it is fitted into the picture. */
import { circles, linearBlobs, moons, spiral, surface, xor, type Dataset } from '@/lib/engine/datasets';
import type { PointSets, Points } from './messages';
import { trainCount, type DataName, type Settings } from './settings';

interface Recipe {
  /** The generator's name, as a program calls it. */
  generator: string;
  draw: (options: { seed: string; split: string; count: number; noise: number }) => Dataset;
  /** Further options, as a program writes them. */
  extra: string;
  /** The generator's noise at 0 % and at 50 %. */
  noise: readonly [number, number];
  /** Coordinates become scale · (x − centre). */
  scale: number;
  centre: readonly [number, number];
}

const PLAIN = { extra: '', scale: 1, centre: [0, 0] } as const;

const RECIPES: Record<DataName, Recipe> = {
  circle: { ...PLAIN, generator: 'circles', draw: circles, noise: [0, 0.3], scale: 4.5 },
  xor: { ...PLAIN, generator: 'xor', draw: xor, noise: [0, 2] },
  gauss: { ...PLAIN, generator: 'linearBlobs', draw: linearBlobs, noise: [0.5, 2.5] },
  spiral: { ...PLAIN, generator: 'spiral', draw: spiral, noise: [0, 1] },
  moons: { ...PLAIN, generator: 'moons', draw: moons, noise: [0, 0.4], scale: 3, centre: [0.5, 0.25] },
  plane: {
    ...PLAIN,
    generator: 'surface',
    draw: (options) => surface({ ...options, kind: 'slope' }),
    extra: "kind: 'slope'",
    noise: [0, 0.5],
  },
  hills: {
    ...PLAIN,
    generator: 'surface',
    draw: (options) => surface({ ...options, kind: 'hills' }),
    extra: "kind: 'hills'",
    noise: [0, 0.5],
  },
};

export type DataSettings = Pick<Settings, 'data' | 'noise' | 'points' | 'share' | 'seed'>;

/** How a program draws the same points. */
export function recipeOf({ data, noise }: DataSettings): Omit<Recipe, 'draw' | 'noise'> & { noise: number } {
  const recipe = RECIPES[data];
  const [low, high] = recipe.noise;
  return { ...recipe, noise: Number((low + ((high - low) * noise) / 50).toFixed(4)) };
}

export function drawPoints(settings: DataSettings): PointSets {
  const count = trainCount(settings);
  return {
    train: drawSplit(settings, 'train', count),
    test: drawSplit(settings, 'test', settings.points - count),
  };
}

function drawSplit(settings: DataSettings, split: string, count: number): Points {
  const { draw } = RECIPES[settings.data];
  const { noise, scale, centre } = recipeOf(settings);
  const { x, y } = draw({ seed: String(settings.seed), split, count, noise });
  return { x: x.map((value, i) => scale * (value - (centre[i % 2] as number))), y };
}
