/** The four activations that the first figures offer. */

export const ACTIVATIONS = ['sigmoid', 'tanh', 'relu', 'step'] as const;
export type Activation = (typeof ACTIVATIONS)[number];

export const ACTIVATION_NAMES: Record<Activation, string> = {
  sigmoid: 'sigmoid',
  tanh: 'tanh',
  relu: 'ReLU',
  step: 'step',
};

export function sigmoid(z: number): number {
  return z >= 0 ? 1 / (1 + Math.exp(-z)) : Math.exp(z) / (1 + Math.exp(z));
}

export function activate(g: Activation, z: number): number {
  switch (g) {
    case 'sigmoid':
      return sigmoid(z);
    case 'tanh':
      return Math.tanh(z);
    case 'relu':
      return Math.max(0, z);
    case 'step':
      return z >= 0 ? 1 : 0;
  }
}

/** The curve as an SVG path over [low, high], with y pointing up. The step's jump is drawn upright. */
export function curvePath(g: Activation, low: number, high: number, points = 160): string {
  if (g === 'step') return `M${String(low)} 0H0V1H${String(high)}`;
  if (g === 'relu') return `M${String(low)} 0H0L${String(high)} ${String(high)}`;
  const at = (i: number): number => low + ((high - low) * i) / points;
  return Array.from(
    { length: points + 1 },
    (_, i) => `${i === 0 ? 'M' : 'L'}${at(i).toFixed(3)} ${activate(g, at(i)).toFixed(5)}`,
  ).join('');
}
