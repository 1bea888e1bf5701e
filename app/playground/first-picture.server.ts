/** Draws the first picture on the server: points, first weights, losses, and the maps as PNGs. */
import { drawPoints } from './data';
import { featureMap } from './features';
import type { FirstPicture } from './first-picture';
import { netOf } from './first-picture';
import { marksOf, type Marks } from './marks';
import { asBytes, unitIndex, unitMaps } from './net';
import { surfacePicture } from './picture';
import { firstSnapshot } from './session';
import { DATA, FEATURES, isClassification, START, type DataName, type Settings } from './settings';

const SURFACE = 64;
const TILE = 16;

let previews: Record<DataName, Marks[]> | null = null;

export async function firstPicture(settings: Settings, notes: string[]): Promise<FirstPicture> {
  const { params, measure, gradients, idle, points } = await firstSnapshot(settings);
  const net = netOf(settings, params);
  const output = unitIndex(settings.layers, { layer: settings.layers.length, unit: 0 });
  const surface = unitMaps(net, SURFACE).slice(output * SURFACE * SURFACE, (output + 1) * SURFACE * SURFACE);
  const tiles = [...FEATURES.map((feature) => featureMap(feature, TILE)), asBytes(unitMaps(net, TILE), TILE * TILE)];
  const classes = isClassification(settings);
  return {
    settings,
    notes,
    params: Array.from(params),
    measure,
    gradients,
    idle,
    marks: { train: marksOf(points.train, classes), test: marksOf(points.test, classes) },
    surface: surfacePicture(asBytes(surface, SURFACE * SURFACE), SURFACE),
    tiles: surfacePicture(Int8Array.from(tiles.flatMap((map) => Array.from(map))), TILE),
    previews: (previews ??= drawPreviews()),
  };
}

/** Each data set in a few points, with little noise. */
function drawPreviews(): Record<DataName, Marks[]> {
  const draw = (data: DataName): Marks[] => {
    const { train } = drawPoints({ ...START, data, noise: 5, points: 300 });
    return marksOf(train, isClassification({ data }));
  };
  return Object.fromEntries(DATA.map((data) => [data, draw(data)])) as Record<DataName, Marks[]>;
}
