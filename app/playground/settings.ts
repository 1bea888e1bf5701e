/** Everything that a run of the playground depends on, as plain data: choices, limits, names, defaults. */

export const CLASS_DATA = ['circle', 'xor', 'gauss', 'spiral', 'moons'] as const;
export const VALUE_DATA = ['plane', 'hills'] as const;
export const DATA = [...CLASS_DATA, ...VALUE_DATA] as const;
export const FEATURES = ['x1', 'x2', 'x1sq', 'x2sq', 'x1x2', 'sinx1', 'sinx2'] as const;
export const ACTIVATIONS = ['tanh', 'relu', 'leaky', 'elu', 'softplus', 'sigmoid', 'linear'] as const;
export const INITS = ['xavier', 'he', 'normal', 'orthogonal', 'zeros'] as const;
export const LOSSES = ['logistic', 'squared'] as const;
export const OPTIMIZERS = ['sgd', 'momentum', 'nesterov', 'adagrad', 'adadelta', 'rmsprop', 'adam', 'adamw'] as const;
export const SCHEDULES = ['constant', 'step', 'exponential', 'time', 'cosine', 'warmup'] as const;
export const REGULARIZERS = ['none', 'l1', 'l2'] as const;
export const BACKENDS = ['auto', 'f64', 'f32', 'wasm', 'webgpu'] as const;
export const SPEEDS = ['step', 'slow', 'normal', 'full'] as const;

export type DataName = (typeof DATA)[number];
export type Feature = (typeof FEATURES)[number];
export type Activation = (typeof ACTIVATIONS)[number];
type Init = (typeof INITS)[number];
type Loss = (typeof LOSSES)[number];
export type OptimizerName = (typeof OPTIMIZERS)[number];
export type Schedule = (typeof SCHEDULES)[number];
type Regularizer = (typeof REGULARIZERS)[number];
export type BackendChoice = (typeof BACKENDS)[number];
export type Speed = (typeof SPEEDS)[number];

export interface Settings {
  data: DataName;
  /** Percent: 0 keeps the shapes clean. */
  noise: number;
  /** Percent of the points that train; the others test. */
  share: number;
  points: number;
  features: readonly Feature[];
  /** Units of each hidden layer, none to six layers. */
  layers: readonly number[];
  activation: Activation;
  init: Init;
  /** Of classification; regression always takes the squared error. */
  loss: Loss;
  optimizer: OptimizerName;
  rate: number;
  schedule: Schedule;
  /** Epochs: what the schedule counts in. */
  over: number;
  regularizer: Regularizer;
  strength: number;
  dropout: number;
  batch: number;
  seed: number;
  backend: BackendChoice;
  speed: Speed;
  showTest: boolean;
  discrete: boolean;
  logScale: boolean;
}

export const START: Settings = {
  data: 'circle',
  noise: 10,
  share: 50,
  points: 400,
  features: ['x1', 'x2'],
  layers: [4, 2],
  activation: 'tanh',
  init: 'xavier',
  loss: 'logistic',
  optimizer: 'sgd',
  rate: 0.03,
  schedule: 'constant',
  over: 200,
  regularizer: 'none',
  strength: 0.001,
  dropout: 0,
  batch: 10,
  seed: 1,
  backend: 'auto',
  speed: 'normal',
  showTest: false,
  discrete: false,
  logScale: true,
};

export const MAX_LAYERS = 6;
export const MAX_UNITS = 8;

/** What number fields accept. */
export const LIMITS = {
  noise: [0, 50],
  share: [10, 90],
  points: [50, 1000],
  rate: [1e-6, 100],
  over: [1, 100_000],
  strength: [0, 10],
  dropout: [0, 0.8],
  batch: [1, 1000],
  seed: [0, 999_999],
} as const satisfies Partial<Record<keyof Settings, readonly [number, number]>>;

/** What the menus of numbers offer; addresses may hold any number within the limits. */
export const OFFERS = {
  points: [50, 100, 200, 400, 600, 1000],
  rate: [0.0001, 0.0003, 0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 3, 10],
  over: [20, 50, 100, 200, 500, 1000, 2000],
  strength: [0.0001, 0.0003, 0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1],
  dropout: [0, 0.1, 0.2, 0.3, 0.4, 0.5],
  batch: [1, 2, 5, 10, 20, 32, 50, 100, 1000],
} as const;

export const NAMES = {
  data: {
    circle: 'Circle',
    xor: 'XOR',
    gauss: 'Blobs',
    spiral: 'Spiral',
    moons: 'Moons',
    plane: 'Plane',
    hills: 'Hills',
  },
  activation: {
    tanh: 'tanh',
    relu: 'ReLU',
    leaky: 'leaky ReLU',
    elu: 'ELU',
    softplus: 'softplus',
    sigmoid: 'sigmoid',
    linear: 'linear',
  },
  init: { xavier: 'Xavier', he: 'He', normal: 'normal, 0.5', orthogonal: 'orthogonal', zeros: 'zeros' },
  loss: { logistic: 'cross-entropy', squared: 'squared error' },
  optimizer: {
    sgd: 'SGD',
    momentum: 'momentum',
    nesterov: 'Nesterov',
    adagrad: 'Adagrad',
    adadelta: 'Adadelta',
    rmsprop: 'RMSProp',
    adam: 'Adam',
    adamw: 'AdamW',
  },
  schedule: {
    constant: 'constant',
    step: 'halve every',
    exponential: 'exponential',
    time: '1 / time',
    cosine: 'cosine to 0',
    warmup: 'warm up',
  },
  regularizer: { none: 'none', l1: 'L1', l2: 'L2' },
  backend: {
    auto: 'Automatic',
    f64: 'JavaScript float64',
    f32: 'JavaScript float32',
    wasm: 'WebAssembly',
    webgpu: 'WebGPU',
  },
  speed: { step: '4 steps/s', slow: '4 epochs/s', normal: '60 epochs/s', full: 'Full speed' },
} as const;

/** Whether the points have classes rather than values. */
export function isClassification({ data }: Pick<Settings, 'data'>): boolean {
  return (CLASS_DATA as readonly string[]).includes(data);
}

/** How many points train. At least one does, and at least one tests. */
export function trainCount({ points, share }: Pick<Settings, 'points' | 'share'>): number {
  return Math.min(points - 1, Math.max(1, Math.round((points * share) / 100)));
}

/** Points of a minibatch: no more than there are. */
export function batchSize(settings: Pick<Settings, 'batch' | 'points' | 'share'>): number {
  return Math.min(settings.batch, trainCount(settings));
}

export function stepsPerEpoch(settings: Pick<Settings, 'batch' | 'points' | 'share'>): number {
  return Math.max(1, Math.floor(trainCount(settings) / batchSize(settings)));
}

/** What may change without starting over: the weights stay. */
const LIVE: readonly (keyof Settings)[] = [
  'rate',
  'schedule',
  'over',
  'regularizer',
  'strength',
  'dropout',
  'optimizer',
  'batch',
];
/** What only changes the picture or the pace. */
const VIEW: readonly (keyof Settings)[] = ['speed', 'showTest', 'discrete', 'logScale'];

/** What a change asks for: nothing but another picture, a change in the middle of the run, another backend, or a new start. */
export function changeKind(before: Settings, after: Settings): 'view' | 'live' | 'backend' | 'restart' {
  const changed = (Object.keys(after) as (keyof Settings)[]).filter(
    (key) => String(before[key]) !== String(after[key]),
  );
  const rest = changed.filter((key) => !VIEW.includes(key));
  if (rest.length === 0) return 'view';
  if (rest.some((key) => !LIVE.includes(key) && key !== 'backend')) return 'restart';
  return rest.includes('backend') ? 'backend' : 'live';
}
