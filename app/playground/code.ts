/** The program that does what the playground does: draws the same points, makes the same net, takes the same steps. */
import { recipeOf } from './data';
import {
  batchSize,
  isClassification,
  NAMES,
  stepsPerEpoch,
  trainCount,
  type Feature,
  type OptimizerName,
  type Settings,
} from './settings';
import { netWords } from './words';

const OPTIMIZERS: Record<OptimizerName, string> = {
  sgd: 'Sgd',
  momentum: 'Momentum',
  nesterov: 'Nesterov',
  adagrad: 'Adagrad',
  adadelta: 'Adadelta',
  rmsprop: 'RmsProp',
  adam: 'Adam',
  adamw: 'AdamW',
};

const INPUTS: Record<Feature, string> = {
  x1: 'x1',
  x2: 'x2',
  x1sq: 'x1.square()',
  x2sq: 'x2.square()',
  x1x2: 'x1.mul(x2)',
  sinx1: 'x1.sin()',
  sinx2: 'x2.sin()',
};

/** Plain JavaScript with two imports; the last lines put the losses into `trainLoss` and `testLoss`. */
export function programOf(settings: Settings, steps: number): string {
  const used = new Set(['Dense', 'Sequential', 'concat', 'noGrad', 'shuffle', 'stream', 'tensor']);
  const use = (name: string): string => {
    used.add(name);
    return name;
  };
  const { generator } = recipeOf(settings);
  const body = [
    pointLines(settings),
    inputLines(settings),
    modelLines(settings, use),
    trainLines(settings, steps, use),
  ].join('\n\n');
  const names = [...used].sort((a, b) => a.toLowerCase().localeCompare(b.toLowerCase(), 'en'));
  return [
    `// ${NAMES.data[settings.data]}: ${netWords(settings)}.`,
    `import { ${names.join(', ')} } from '@/lib/engine';`,
    `import { ${generator} } from '@/lib/engine/datasets';`,
    '',
    body,
    '',
  ].join('\n');
}

function pointLines(settings: Settings): string {
  const { generator, extra, noise } = recipeOf(settings);
  const options = [`seed: '${String(settings.seed)}'`, ...(extra === '' ? [] : [extra]), `noise: ${String(noise)}`];
  const count = trainCount(settings);
  const draw = (name: string, split: string, n: number): string =>
    `const ${name} = ${generator}({ ${[...options, `split: '${split}'`, `count: ${String(n)}`].join(', ')} });`;
  return [draw('train', 'train', count), draw('test', 'test', settings.points - count)].join('\n');
}

function inputLines(settings: Settings): string {
  const { scale, centre } = recipeOf(settings);
  const moved = centre.some((value) => value !== 0);
  const plane = [
    'tensor(set.x, { shape: set.shape })',
    ...(moved ? [`.sub(tensor([${centre.join(', ')}]))`] : []),
    ...(scale === 1 ? [] : [`.mul(${String(scale)})`]),
  ].join('');
  const signs = isClassification(settings) && settings.loss === 'squared';
  return [
    '// What the net sees of the points, and what it shall answer.',
    'function inputs(set) {',
    `  const plane = ${plane};`,
    '  const [x1, x2] = [plane.slice(1, 0, 1), plane.slice(1, 1, 2)];',
    `  return concat([${settings.features.map((feature) => INPUTS[feature]).join(', ')}], 1);`,
    '}',
    `const targets = (set) => tensor(set.y, { shape: [set.y.length, 1] })${signs ? '.mul(2).sub(1)' : ''};`,
    'const [x, y] = [inputs(train), targets(train)];',
  ].join('\n');
}

function modelLines(settings: Settings, use: (name: string) => string): string {
  const { layers, features, dropout, seed } = settings;
  const init = settings.init === 'normal' ? `${use('normal')}(0.5)` : `'${settings.init}'`;
  const activation = settings.activation === 'linear' ? 'identity' : settings.activation;
  const widths = [features.length, ...layers];
  const dense = layers.map(
    (units, i) =>
      `  new Dense(${String(widths[i])}, ${String(units)}, { activation: '${activation}', init: ${init} }),`,
  );
  const dropped = dense.flatMap((line) =>
    dropout > 0 ? [line, `  new ${use('Dropout')}(${String(dropout)}),`] : [line],
  );
  return [
    'const model = new Sequential(',
    ...dropped,
    `  new Dense(${String(widths.at(-1))}, 1, { init: ${init} }),`,
    `).init(${String(seed)});`,
    lossLine(settings, use),
  ].join('\n');
}

function lossLine(settings: Settings, use: (name: string) => string): string {
  if (!isClassification(settings)) return `const loss = (z, t) => ${use('mse')}(z, t);`;
  return settings.loss === 'logistic'
    ? `const loss = (z, t) => ${use('bceWithLogits')}(z, t);`
    : `const loss = (z, t) => ${use('mse')}(z.tanh(), t);`;
}

function trainLines(settings: Settings, steps: number, use: (name: string) => string): string {
  const { rate, regularizer, strength } = settings;
  const epoch = stepsPerEpoch(settings);
  const size = batchSize(settings);
  const schedule = scheduleText(settings, use);
  const penalty = regularizer === 'none' ? '' : `.add(${use(regularizer)}(model.params, ${String(strength)}))`;
  return [
    `const optimizer = new ${use(OPTIMIZERS[settings.optimizer])}(model.params, { rate: ${String(rate)} });`,
    ...(schedule === null ? [] : [`const rate = ${schedule};`]),
    `const order = Array.from(train.y, (_, i) => i);`,
    `const cards = stream('${String(settings.seed)}', 'order');`,
    `for (let step = 0; step < ${String(steps)}; step++) {`,
    `  const place = step % ${String(epoch)}; // steps of one epoch`,
    '  if (place === 0) shuffle(order, cards);',
    `  const rows = tensor(order.slice(${String(size)} * place, ${String(size)} * (place + 1)));`,
    '  const [xs, ys] = [x.gather(rows), y.gather(rows)];',
    ...(schedule === null ? [] : [`  optimizer.rate = rate(Math.floor(step / ${String(epoch)}));`]),
    `  optimizer.step(() => loss(model.forward(xs), ys)${penalty});`,
    '}',
    '',
    'const evaluate = (set) => noGrad(() => loss(model.forward(inputs(set)), targets(set)).itemSync());',
    'const [trainLoss, testLoss] = [evaluate(train), evaluate(test)];',
  ].join('\n');
}

function scheduleText({ schedule, rate, over }: Settings, use: (name: string) => string): string | null {
  const [r, n] = [String(rate), String(over)];
  switch (schedule) {
    case 'constant':
      return null;
    case 'step':
      return `${use('stepDecay')}(${r}, 0.5, ${n})`;
    case 'exponential':
      return `${use('exponentialDecay')}(${r}, 1 / ${n})`;
    case 'time':
      return `${use('timeDecay')}(${r}, 1 / ${n})`;
    case 'cosine':
      return `${use('cosineDecay')}(${r}, ${n})`;
    case 'warmup':
      return `${use('warmUp')}(${n}, ${use('constantRate')}(${r}))`;
  }
}
