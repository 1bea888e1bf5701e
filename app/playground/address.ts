/** Settings as a short, readable query and back. Each field is read alone: nonsense in one costs that one only, and is named. */
import { z } from 'zod';
import {
  ACTIVATIONS,
  BACKENDS,
  DATA,
  FEATURES,
  INITS,
  LIMITS,
  LOSSES,
  MAX_LAYERS,
  MAX_UNITS,
  OPTIMIZERS,
  REGULARIZERS,
  SCHEDULES,
  SPEEDS,
  START,
  type Feature,
  type Settings,
} from './settings';

const number = (key: keyof typeof LIMITS): z.ZodType<number> => {
  const [low, high] = LIMITS[key];
  return z
    .string()
    .regex(/^\d+(\.\d+)?(e-?\d+)?$/i)
    .transform(Number)
    .pipe(z.number().min(low).max(high));
};
const whole = (key: keyof typeof LIMITS): z.ZodType<number> => number(key).refine(Number.isInteger);

/** `x1,x2,sinx1`: at least one, each once, in the usual order whatever the address says. */
const FeaturesSchema = z
  .string()
  .transform((text) => text.split(','))
  .pipe(z.array(z.enum(FEATURES)).min(1))
  .transform((named): readonly Feature[] => FEATURES.filter((feature) => named.includes(feature)));

/** `8-8`; `none` for no hidden layer. */
const LayersSchema = z
  .string()
  .regex(/^(none|\d(-\d)*)$/)
  .transform((text) => (text === 'none' ? [] : text.split('-').map(Number)))
  .pipe(z.array(z.number().min(1).max(MAX_UNITS)).max(MAX_LAYERS));

interface Field<K extends keyof Settings> {
  key: K;
  schema: z.ZodType<Settings[K]>;
  write: (value: Settings[K]) => string;
  /** What would have been understood. */
  expected: string;
}

const SHOWN = ['test', 'classes', 'linear'] as const;

const field = <K extends keyof Settings>(
  key: K,
  schema: z.ZodType<Settings[K]>,
  expected: string,
  write: (value: Settings[K]) => string = String,
): Field<K> => ({ key, schema, expected, write });
const choice = <K extends keyof Settings>(key: K, options: readonly (Settings[K] & string)[]): Field<K> =>
  field(key, z.enum(options) as unknown as z.ZodType<Settings[K]>, `one of ${options.join(', ')}`);
const amount = <K extends keyof typeof LIMITS>(key: K, schema: z.ZodType<number>): Field<K> =>
  field(key, schema as z.ZodType<Settings[K]>, `a number from ${String(LIMITS[key][0])} to ${String(LIMITS[key][1])}`);

/** Names in the address, in the order in which they are written. */
const FIELDS = {
  data: choice('data', DATA),
  noise: amount('noise', whole('noise')),
  share: amount('share', whole('share')),
  points: amount('points', whole('points')),
  x: field('features', FeaturesSchema, `names among ${FEATURES.join(',')}`, (features) => features.join(',')),
  net: field('layers', LayersSchema, 'up to six layers of 1 to 8 units such as 8-4', (layers) =>
    layers.length === 0 ? 'none' : layers.join('-'),
  ),
  act: choice('activation', ACTIVATIONS),
  init: choice('init', INITS),
  loss: choice('loss', LOSSES),
  opt: choice('optimizer', OPTIMIZERS),
  rate: amount('rate', number('rate')),
  schedule: choice('schedule', SCHEDULES),
  over: amount('over', whole('over')),
  reg: choice('regularizer', REGULARIZERS),
  strength: amount('strength', number('strength')),
  dropout: amount('dropout', number('dropout')),
  batch: amount('batch', whole('batch')),
  seed: amount('seed', whole('seed')),
  backend: choice('backend', BACKENDS),
  speed: choice('speed', SPEEDS),
};

const ShownSchema = z
  .string()
  .transform((text) => text.split(','))
  .pipe(z.array(z.enum(SHOWN)));

interface Read {
  settings: Settings;
  /** One sentence for each thing in the address that was not understood. */
  notes: string[];
}

export type Query = Record<string, string | string[] | undefined>;

export function readQuery(query: Query): Read {
  const settings: Settings = { ...START };
  const notes: string[] = [];
  for (const [name, { key, schema, expected, write }] of Object.entries(FIELDS) as [string, Field<keyof Settings>][]) {
    const text = first(query[name]);
    if (text === undefined) continue;
    const parsed = schema.safeParse(text);
    if (parsed.success) Object.assign(settings, { [key]: parsed.data });
    else notes.push(`${name}=${short(text)} is not ${expected}; ${write(START[key])} is used.`);
  }
  const shown = first(query['show']);
  if (shown !== undefined) {
    const parsed = ShownSchema.safeParse(shown);
    if (parsed.success) {
      settings.showTest = parsed.data.includes('test');
      settings.discrete = parsed.data.includes('classes');
      settings.logScale = !parsed.data.includes('linear');
    } else notes.push(`show=${short(shown)} is not a list of ${SHOWN.join(', ')}; it is left out.`);
  }
  return { settings, notes };
}

/** `data=spiral&net=8-8`: what differs from the start, nothing else. */
export function writeQuery(settings: Settings): string {
  const parts: string[] = [];
  for (const [name, { key, write }] of Object.entries(FIELDS) as [string, Field<keyof Settings>][]) {
    const text = write(settings[key]);
    if (text !== write(START[key])) parts.push(`${name}=${text}`);
  }
  const shown = [
    ...(settings.showTest ? ['test'] : []),
    ...(settings.discrete ? ['classes'] : []),
    ...(settings.logScale ? [] : ['linear']),
  ];
  if (shown.length > 0) parts.push(`show=${shown.join(',')}`);
  return parts.join('&');
}

export function parseAddress(search: string): Read {
  // Of a name that stands twice the first counts, as on the server.
  const params = new URLSearchParams(search);
  return readQuery(Object.fromEntries(Array.from(params.keys(), (name) => [name, params.get(name) ?? ''])));
}

function first(value: string | string[] | undefined): string | undefined {
  return Array.isArray(value) ? value[0] : value;
}

function short(text: string): string {
  return text.length > 24 ? `${text.slice(0, 24)}…` : text;
}
