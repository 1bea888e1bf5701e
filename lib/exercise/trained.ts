/**
 * Trained elsewhere, judged here: the student hands in the weights of a network, and the judge computes what it is worth in
 * float64 on data that only the judge has. A file of its own, since it brings the engine along.
 */
import { tensor } from '../engine';
import { type ActivationName, Dense, loadWeights, Sequential } from '../engine/layers';
import { fromSafetensors, type StoredTensor, weightsFromJson } from '../engine/weights';
import type { Data, ScriptOutcome } from '../script/script';
import type { AnyCall, CustomOutcome, CustomRun, Metric } from './checks';
import type { Draw } from './draw';

/** The network, ready to be asked. */
export interface TrainedNet {
  /** Rows of inputs to rows of outputs. */
  readonly answer: (x: ArrayLike<number>) => Float64Array;
  /** Numbers in all its weights, counted from their shapes. */
  readonly parameters: number;
}

export interface TrainedOptions {
  /**
   * Gives what the student hands in: `['net']`. An object of `activations`, one for each dense layer in order, and `weights`:
   * `dense1.w` [inputs, outputs], `dense1.b` [outputs], … as the engine's JSON (text or object), or as safetensors in base64.
   */
  call: AnyCall;
  inputs: number;
  outputs: number;
  mostParameters: number;
  /** Those that may be used. */
  activations: readonly ActivationName[];
  /** What the last layer has to end in. */
  last: ActivationName;
  /** Hidden sets; the median over them counts. 5 unless told. */
  sets?: number;
  /** Draws a hidden set from `d`, and measures. */
  metric: (net: TrainedNet, d: Draw) => Metric;
  goal: { atLeast: number } | { atMost: number };
}

/** For `custom`: `custom('Both arms apart', { points: 60, run: trained({ … }) })`. What a document claims beyond its weights counts for nothing. */
export function trained(options: TrainedOptions): CustomRun {
  return function* run(d) {
    const [name, ...args] = options.call;
    const [outcome] = yield [[{ op: 'call', name, args }]];
    const read = readNet(outcome, options);
    return typeof read === 'string' ? { pass: 0, of: 1, message: cut(read) } : judge(read, options, d);
  };
}

function judge(net: TrainedNet, { metric, goal, sets = 5 }: TrainedOptions, d: Draw): CustomOutcome {
  const measured = Array.from({ length: sets }, () => metric(net, d));
  // What is no number is as far from the goal as can be.
  const worst = 'atLeast' in goal ? -Infinity : Infinity;
  const values = measured.map(({ value }) => (Number.isNaN(value) ? worst : value)).toSorted((a, b) => a - b);
  const median = values[Math.floor((sets - 1) / 2)] ?? NaN;
  const reached = 'atLeast' in goal ? median >= goal.atLeast : median <= goal.atMost;
  const wanted = 'atLeast' in goal ? `at least ${goal.atLeast}` : `at most ${goal.atMost}`;
  const says = `The median ${measured[0]?.name ?? 'value'} over ${sets} hidden sets is ${Number(median.toPrecision(3))}, with ${net.parameters} parameters; the goal is ${wanted}.`;
  return { pass: reached ? 1 : 0, of: 1, message: says, says };
}

/** The network, or a sentence that says why there is none. */
function readNet(outcome: ScriptOutcome | undefined, options: TrainedOptions): TrainedNet | string {
  const step = outcome?.kind === 'ran' ? outcome.steps[0] : undefined;
  // The judge tells of whatever kept the call from giving a value.
  if (step?.kind !== 'value') return '';
  const document = step.value;
  if (!isRecord(document)) return 'Return an object with activations and weights.';
  const { activations, weights } = document;
  if (!isActivations(activations, options.activations)) {
    return `activations must be a list with one of ${options.activations.join(', ')} for each layer.`;
  }
  if (activations.at(-1) !== options.last) return `The last layer must have the activation ${options.last}.`;
  try {
    const stored = readWeights(weights);
    const parameters = stored.reduce((sum, { data }) => sum + data.length, 0);
    const spoilt = stored.find(({ data }) => data.some((x) => !Number.isFinite(x)));
    if (spoilt) return `${spoilt.name} holds numbers that are not finite. Did the training diverge?`;
    if (parameters > options.mostParameters) {
      return `The net has ${parameters} parameters; at most ${options.mostParameters} are allowed here.`;
    }
    return build(stored, activations, { ...options, parameters });
  } catch (error) {
    return error instanceof Error ? sentence(error.message) : 'The weights can’t be read.';
  }
}

function build(
  stored: readonly StoredTensor[],
  activations: readonly ActivationName[],
  { inputs, outputs, parameters }: { inputs: number; outputs: number; parameters: number },
): TrainedNet | string {
  const layers: Dense[] = [];
  let width = inputs;
  for (const [index, activation] of activations.entries()) {
    const name = `dense${index + 1}`;
    const w = stored.find((one) => one.name === `${name}.w`);
    if (!w) return `There are ${activations.length} activations, but no ${name}.w among the weights.`;
    const [from, to] = w.shape;
    if (w.shape.length !== 2 || from !== width || to === undefined || to < 1) {
      return `${name}.w has the shape [${w.shape.slice(0, 4).join(', ')}${w.shape.length > 4 ? ', …' : ''}]; expected [${width}, …], since ${index === 0 ? `there are ${inputs} inputs` : `the layer before gives ${width} numbers`}.`;
    }
    const bias = stored.some((one) => one.name === `${name}.b`);
    layers.push(new Dense(from, to, { activation, bias }));
    width = to;
  }
  if (width !== outputs) return `The last layer gives ${width} numbers; expected ${outputs}.`;
  const model = new Sequential(...layers);
  loadWeights(model, stored);
  const answer = (x: ArrayLike<number>): Float64Array => {
    const rows = tensor(Float64Array.from(x), { shape: [x.length / inputs, inputs] });
    return Float64Array.from(model.forward(rows).dataSync());
  };
  return { answer, parameters };
}

function readWeights(weights: Data): readonly StoredTensor[] {
  if (typeof weights !== 'string') return weightsFromJson(toJson(weights));
  return weights.trimStart().startsWith('{') ? weightsFromJson(weights) : fromSafetensors(fromBase64(weights));
}

/** The document as an object, with the numbers that JSON lacks as the engine writes them. */
function toJson(weights: Data): string {
  const text = JSON.stringify(weights, (_, value: unknown) => {
    if (typeof value === 'number' && !Number.isFinite(value)) return String(value);
    return ArrayBuffer.isView(value) ? Array.from(value as Float64Array) : value;
  }) as string | undefined;
  return text ?? 'nothing';
}

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/** By hand: an isolate has no `atob`. */
function fromBase64(text: string): Uint8Array {
  const digits = text.replace(/\s|=/g, '');
  const bytes = new Uint8Array(Math.floor((digits.length * 3) / 4));
  let bits = 0;
  for (let i = 0, at = 0; i < digits.length; i++) {
    const digit = ALPHABET.indexOf(digits[i] ?? '');
    if (digit < 0) throw new Error('The weights are neither JSON nor base64.');
    bits = (bits << 6) | digit;
    if (i % 4 > 0) bytes[at++] = (bits >> (6 - 2 * (i % 4))) & 255;
  }
  return bytes;
}

function isActivations(value: Data, allowed: readonly ActivationName[]): value is ActivationName[] {
  return Array.isArray(value) && value.length > 0 && value.every((name) => allowed.includes(name as ActivationName));
}

function isRecord(value: Data): value is Record<string, Data> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !ArrayBuffer.isView(value);
}

/** Names in a message are the student's, and as long as they like. */
function cut(message: string): string {
  return message.length > 300 ? `${message.slice(0, 300)} …` : message;
}

function sentence(message: string): string {
  const text = message.slice(0, 200);
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}${/[.?]$/.test(text) ? '' : '.'}`;
}
