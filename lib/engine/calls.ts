/** Kernel calls as data: which vectors they read and write, what they cost, how they are printed. */
import type { Call, MapStep, Vector } from './backend';

/** What a call writes, unless `out` alone. */
const WRITES: { readonly [Kind in Call['kind']]?: readonly string[] } = {
  pool: ['out', 'index'],
  'cross-entropy': ['loss', 'grad'],
  copy: ['to'],
  update: ['params', 's', 'u'],
};

function isVector(value: object): value is Vector {
  return 'size' in value && 'data' in value;
}

/** Every vector of a call, with whether it is written; `replace` may give another one in its place. */
export function mapVectors<C extends Call>(call: C, replace: (v: Vector, written: boolean) => Vector): C {
  const writes = WRITES[call.kind] ?? ['out'];
  const visit = (value: unknown, written: boolean): unknown => {
    if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return value;
    if (Array.isArray(value)) return value.map((item: unknown) => visit(item, written));
    if (isVector(value)) return replace(value, written);
    return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, visit(part, written)]));
  };
  return Object.fromEntries(
    Object.entries(call).map(([key, part]) => [key, visit(part, writes.includes(key))]),
  ) as unknown as C;
}

export function eachVector(call: Call, see: (v: Vector, written: boolean) => void): void {
  mapVectors(call, (v, written) => {
    see(v, written);
    return v;
  });
}

/** Floating-point operations of a call: two per multiply-add, one per elementwise step. */
export function flopsOf(call: Call): number {
  switch (call.kind) {
    case 'map':
      return call.size * Math.max(1, call.steps.length);
    case 'reduce':
      return call.outer * call.axis * call.inner * (1 + call.steps.length);
    case 'gemm':
      return call.m * call.n * (2 * call.k + call.steps.length);
    case 'fold': {
      const { batch, outHeight, outWidth, kernelHeight, kernelWidth, channels } = call.window;
      return batch * outHeight * outWidth * kernelHeight * kernelWidth * channels * (2 * call.k + 1);
    }
    case 'pool':
    case 'unpool':
      return call.out.size * call.window.kernelHeight * call.window.kernelWidth;
    case 'cross-entropy':
      return call.rows * call.columns * 5;
    case 'scatter-add':
      return call.count * call.width;
    case 'random':
      return call.size * 40;
    case 'update':
      return call.size * 10;
    case 'gather':
    case 'copy':
    case 'fill':
      return 0;
  }
}

/** One line: `gemm 64×128×784 + add + relu`. What a recording prints. */
export function describe(call: Call): string {
  const steps = 'steps' in call ? call.steps.map((step) => ` + ${nameOf(step)}`).join('') : '';
  const { kind } = call;
  if (kind === 'gemm') return `gemm ${call.m}×${call.n}×${call.k}${'image' in call.a ? ' of patches' : ''}${steps}`;
  if (kind === 'reduce') return `${call.op} ${call.outer}×${call.axis}×${call.inner}${steps}`;
  if (kind === 'map') return `map ${call.size}${steps}`;
  if (kind === 'update') return `${call.rule} ${call.size}`;
  return `${kind}${'out' in call ? ` ${call.out.size}` : ''}${steps}`;
}

function nameOf(step: MapStep): string {
  return step.kind === 'const' ? `${step.op} ${step.value}` : step.op;
}
