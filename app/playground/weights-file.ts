/** The net as a file that leaves the playground: safetensors, with the names and shapes of the engine's own net. */
import { toSafetensors } from '@/lib/engine/weights';
import { layerPlaces } from './net';
import type { Settings } from './settings';

export interface WeightsFile {
  name: string;
  bytes: Uint8Array<ArrayBuffer>;
}

/** What `fromSafetensors` reads and `loadWeights` puts into a `Sequential` of the same `Dense` layers. */
export function weightsFile(settings: Settings, params: Float64Array): WeightsFile {
  const { data, features, layers, activation } = settings;
  const stored = layerPlaces(settings).flatMap(({ inputs, units, weights, biases }, layer) => [
    { name: `dense${String(layer + 1)}.w`, shape: [inputs, units], data: params.slice(weights, biases) },
    { name: `dense${String(layer + 1)}.b`, shape: [units], data: params.slice(biases, biases + units) },
  ]);
  const widths = [features.length, ...layers, 1].join('-');
  // What the numbers alone don't tell: in which order the inputs come, and what each hidden layer ends in.
  const told = { data, features: features.join(','), activation };
  return { name: `${data}-${widths}.safetensors`, bytes: Uint8Array.from(toSafetensors(stored, told)) };
}

export function offerDownload({ name, bytes }: WeightsFile): void {
  const url = URL.createObjectURL(new Blob([bytes], { type: 'application/octet-stream' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  // The browser has taken the file by the next turn.
  setTimeout(() => URL.revokeObjectURL(url));
}
