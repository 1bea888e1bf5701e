/** Numbers and states of the playground in words: for the eye in few digits, for the ear in sentences. */
import type { Measure } from './history';
import { isClassification, NAMES, type Settings } from './settings';

const GROUPED = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });

export function count(value: number): string {
  return GROUPED.format(value);
}

/** Losses and gradients: four digits, in powers of ten where those would show nothing. */
export function small(value: number): string {
  if (Number.isNaN(value)) return 'not a number';
  if (!Number.isFinite(value)) return 'infinite';
  const size = Math.abs(value);
  const text =
    size !== 0 && size < 0.001 ? value.toExponential(1) : size < 10 ? value.toFixed(4) : value.toPrecision(4);
  return text.replaceAll('-', '−').replace('e+', 'e');
}

/** Three characters or so: `3e−4`, `0.12`, `1.4`, `23`. */
export function tiny(value: number): string {
  if (!Number.isFinite(value)) return '∞';
  const size = Math.abs(value);
  if (size === 0) return '0';
  const text =
    size < 0.01 || size >= 1000
      ? value.toExponential(0)
      : size < 1
        ? value.toFixed(2)
        : size < 10
          ? value.toFixed(1)
          : value.toFixed(0);
  return text.replaceAll('-', '−').replace('e+', 'e');
}

/** A weight: three digits after the point, a true minus. */
export function weight(value: number): string {
  return value
    .toFixed(3)
    .replace(/^-(0\.0+)$/, '$1')
    .replace('-', '−');
}

export function percent(share: number): string {
  return `${(100 * share).toFixed(share === 1 || share === 0 ? 0 : 1)} %`;
}

export function plural(n: number, one: string, many = `${one}s`): string {
  return `${count(n)} ${n === 1 ? one : many}`;
}

/** `2 inputs, hidden layers of 4 and 2 units`. */
export function netWords({ features, layers }: Settings): string {
  const inputs = plural(features.length, 'input');
  if (layers.length === 0) return `${inputs}, no hidden layer`;
  if (layers.length === 1) return `${inputs}, one hidden layer of ${plural(layers[0] ?? 0, 'unit')}`;
  const all = layers.map(String);
  return `${inputs}, hidden layers of ${all.slice(0, -1).join(', ')} and ${all.at(-1) ?? ''} units`;
}

/** What a screen reader is told, some time after something changed. */
export function statusWords(settings: Settings, at: { epoch: number; running: boolean }, measure: Measure): string {
  const { data } = NAMES;
  const state = at.running ? 'Running' : at.epoch === 0 && measure.step === 0 ? 'Ready' : 'Paused';
  const losses = `Training loss ${small(measure.trainLoss)}, test loss ${small(measure.testLoss)}`;
  const accuracy =
    isClassification(settings) && measure.testAccuracy !== null
      ? `, ${percent(measure.testAccuracy)} of the test points on the right side`
      : '';
  return `${state}, epoch ${count(at.epoch)}. ${data[settings.data]}, ${netWords(settings)}. ${losses}${accuracy}.`;
}
