/** The public doors of the engine, and under which subject each of its files is read. */

/** From the engine's folder. What they export is public, and nothing else. Those that don't exist are passed over. */
export const DOORS = [
  'index.ts',
  'layers/index.ts',
  'optimizers.ts',
  'losses.ts',
  'schedules.ts',
  'initializers.ts',
  'regularizers.ts',
  'weights.ts',
  'summary.ts',
  'probes.ts',
  'datasets/index.ts',
  'methods/index.ts',
  'random.ts',
  'backends/choose.ts',
  'backends/js/index.ts',
  'backends/wasm/index.ts',
  'backends/webgpu/index.ts',
] as const;

/** The class whose methods are entries of their own, and what of it is meant for everybody; the rest serves the engine's other files. */
export const OPS_CLASS = 'Tensor';
export const OPS_FILE = 'tensor-methods.ts';
export const PUBLIC_MEMBERS: ReadonlySet<string> = new Set(
  'shape size rank name grad requiresGrad named item itemSync array arraySync data dataSync assign toString'.split(' '),
);

interface Subject {
  readonly id: string;
  readonly title: string;
  readonly intro: string;
  /** Beginnings of paths from the engine's folder, in the order of the page; the longest that fits wins. */
  readonly files: readonly string[];
  /** Names that belong here wherever they are written. */
  readonly names?: readonly string[];
}

export const SUBJECTS: readonly Subject[] = [
  {
    id: 'tensors',
    title: 'Tensors',
    intro:
      'Making tensors, and getting their numbers back. A tensor has a shape, numbers in row-major order, and a home on a backend.',
    files: ['create', 'tensor', 'shape', 'errors', 'index'],
    names: ['item', 'itemSync', 'array', 'arraySync', 'data', 'dataSync', 'named', 'assign', 'toString'],
  },
  {
    id: 'ops',
    title: 'Ops',
    intro:
      'What can be computed with tensors. Shapes are broadcast as in NumPy: axes are matched from the last one on, and an axis of length 1 is repeated.',
    files: ['ops/', 'tensor-methods.ts', 'calls'],
  },
  {
    id: 'autograd',
    title: 'Autograd',
    intro: 'Gradients by going backwards over the tape that every op leaves.',
    files: ['autograd', 'gradcheck', 'recorder', 'fuse'],
    names: ['backward', 'detach', 'parameter', 'noGrad', 'training', 'isTraining'],
  },
  {
    id: 'layers',
    title: 'Layers',
    intro:
      'Parts of networks with weights of their own. A layer is called with forward(x), and knows its parameters, its output’s shape and its cost.',
    files: ['layers/', 'layers', 'summary'],
  },
  {
    id: 'losses',
    title: 'Losses',
    intro: 'Numbers to make small. Each is a tensor of shape [], ready for backward().',
    files: ['losses'],
    names: ['crossEntropy'],
  },
  {
    id: 'optimizers',
    title: 'Optimizers',
    intro: 'Rules that turn gradients into new weights, as their papers define them.',
    files: ['optimizer'],
  },
  {
    id: 'schedules',
    title: 'Schedules',
    intro: 'How fast to learn, and when: functions of time that give the rate.',
    files: ['schedules'],
  },
  {
    id: 'initializers',
    title: 'Initialisers',
    intro: 'Where weights begin.',
    files: ['initializers'],
  },
  {
    id: 'regularizers',
    title: 'Regularisers',
    intro: 'What keeps a network from learning its samples by heart.',
    files: ['regularizers'],
  },
  {
    id: 'random',
    title: 'Random numbers',
    intro: 'Counter-based streams: the same seed and name give the same numbers on every machine, in any order.',
    files: ['random', 'math'],
  },
  {
    id: 'datasets',
    title: 'Data sets',
    intro: 'Generated, not loaded: a seed gives the same samples everywhere.',
    files: ['datasets/'],
  },
  {
    id: 'methods',
    title: 'Methods',
    intro: 'Whole programs written with the engine, to be read.',
    files: ['methods/'],
  },
  {
    id: 'probes',
    title: 'Looking inside',
    intro: 'Numbers for plots: how gradients and activations are spread, what a network gets right.',
    files: ['probes'],
  },
  {
    id: 'saving',
    title: 'Saving',
    intro: 'Weights as files, written exactly and read strictly.',
    files: ['weights'],
  },
  {
    id: 'backends',
    title: 'Backends',
    intro: 'Where the numbers live and who computes: plain JavaScript, WebAssembly, or a GPU.',
    files: ['backend', 'backends/'],
    names: ['using', 'currentBackend'],
  },
];

/** @param file from the engine's folder: `layers/dense.ts` */
export function subjectOf(name: string, file: string): string {
  const named = SUBJECTS.find(({ names }) => names?.includes(name));
  if (named) return named.id;
  let best = { id: 'tensors', length: 0 };
  for (const { id, files } of SUBJECTS) {
    for (const start of files)
      if (file.startsWith(start) && start.length > best.length) best = { id, length: start.length };
  }
  return best.id;
}

/** Where a file's entries stand in their subject. */
export function placeIn(subject: string, file: string): number {
  const files = SUBJECTS.find(({ id }) => id === subject)?.files ?? [];
  const place = files.findIndex((start) => file.startsWith(start));
  return place < 0 ? files.length : place;
}
