/** Writes WGSL: numbers that go into uniforms, places in the arena, chains of elementwise steps. */
import type { Binary, Derivative, MapStep, Operand, Unary, Vector } from '../../backend';
import type { GpuVector } from './space';

const UNARY: Readonly<Record<Unary, (alpha: () => string) => string>> = {
  neg: () => '-v',
  exp: () => 'exp_f(v)',
  log: () => 'log_f(v)',
  sqrt: () => 'sqrt(v)',
  square: () => 'v * v',
  abs: () => 'abs(v)',
  sign: () => 'sign(v)',
  reciprocal: () => '1.0 / v',
  tanh: () => 'tanh_f(v)',
  sigmoid: () => 'sigmoid_f(v)',
  relu: () => 'select(v, 0.0, v < 0.0)',
  leaky: (alpha) => `select(${alpha()} * v, v, v > 0.0)`,
  elu: (alpha) => `select(${alpha()} * expm1_f(v), v, v > 0.0)`,
  softplus: () => 'softplus_f(v)',
  arctan: () => 'atan_f(v)',
  step: () => 'select(0.0, 1.0, v >= 0.0)',
  sin: () => 'sin_f(v, 0)',
  cos: () => 'sin_f(v, 1)',
};

const BINARY: Readonly<Record<Binary, string>> = {
  add: 'v + a',
  sub: 'v - a',
  rsub: 'a - v',
  mul: 'v * a',
  div: 'v / a',
  rdiv: 'a / v',
  pow: 'pow_f(v, a)',
  max: 'max(v, a)',
  min: 'min(v, a)',
  eq: 'select(0.0, 1.0, v == a)',
  gt: 'select(0.0, 1.0, v > a)',
  ge: 'select(0.0, 1.0, v >= a)',
};

const DERIVATIVE: Readonly<Record<Derivative, (alpha: () => string) => string>> = {
  'tanh-grad': () => 'v * (1.0 - a * a)',
  'sigmoid-grad': () => 'v * a * (1.0 - a)',
  'relu-grad': () => 'select(0.0, v, a > 0.0)',
  'leaky-grad': (alpha) => `select(${alpha()} * v, v, a > 0.0)`,
  'elu-grad': (alpha) => `select(v * (a + ${alpha()}), v, a > 0.0)`,
  'softplus-grad': () => 'v * sigmoid_f(a)',
  'arctan-grad': () => 'v / (1.0 + a * a)',
  'abs-grad': () => 'v * sign(a)',
  'sin-grad': () => 'v * sin_f(a, 1)',
  'cos-grad': () => '-v * sin_f(a, 0)',
};

/** Element i of a loop over `size`; in a matrix of `columns` its row and column may be known without a division. */
export interface Spot {
  readonly size: number;
  readonly columns?: number;
  readonly row?: string;
  readonly column?: string;
}

const bits = new DataView(new ArrayBuffer(4));

/** Collects what one kernel needs. The text must not hold vectors' offsets, so that it serves for other vectors too. */
export class Writer {
  /** 32-bit words of the uniform block `P`. */
  readonly words: number[] = [];
  readonly reads = new Set<GpuVector>();
  readonly writes = new Set<GpuVector>();
  /** Few names for many places: compilers take long over many. */
  private readonly numbers = new Map<number, string>();
  private declared = 0;

  /** `baked`: shapes stand in the text (faster, but another pipeline for every shape), otherwise in uniforms. */
  constructor(
    readonly baked: boolean,
    readonly hypers: Float64Array[],
  ) {}

  /** Declares the numbers of an update, which the program writes into `S` before each run. */
  hyper(numbers: Float64Array): string {
    const at = 1 + 3 * (this.hypers.push(numbers) - 1);
    return `let rate = S[${at}].x; let a = S[${at}].y; let b = S[${at}].z; let epsilon = S[${at}].w;
let bias_s = S[${at + 1}].x; let bias_u = S[${at + 1}].y; let lambda = S[${at + 1}].z;
let not_a = S[${at + 2}].x; let not_b = S[${at + 2}].y;`;
  }

  /** A whole number, as u32; negative ones wrap, as sums of u32 do. */
  n(value: number): string {
    if (this.baked) return `${value >>> 0}u`;
    const name = this.numbers.get(value) ?? this.word(value);
    this.numbers.set(value, name);
    return name;
  }

  /** A float32 of any kind. */
  f(value: number): string {
    bits.setFloat32(0, value);
    return `bitcast<f32>(${this.word(bits.getUint32(0))})`;
  }

  /** Where the numbers of a vector begin that the kernel reads. */
  from(vector: Vector, offset = 0): string {
    this.reads.add(vector as GpuVector);
    return this.word((vector as GpuVector).offset + offset);
  }

  /** Where the numbers of a vector begin that the kernel writes. */
  to(vector: Vector, offset = 0): string {
    this.writes.add(vector as GpuVector);
    return this.word((vector as GpuVector).offset + offset);
  }

  word(value: number): string {
    this.words.push(value >>> 0);
    return `p${this.words.length - 1}`;
  }

  /** Names of the words since the last call of this method. */
  declarations(): string {
    const lines = this.words
      .slice(this.declared)
      .map((_, j) => this.declared + j)
      .map((w) => `let p${w} = P[${w >> 2}].${'xyzw'[w & 3]};`);
    this.declared = this.words.length;
    return lines.join(' ');
  }

  /** `count` turns of a loop over i, shared out among all threads. */
  loop(count: number, body: string): string {
    return `for (var i = id; i < ${this.n(count)}; i += threads) {\n${body}\n}`;
  }

  /** The operand's number for element i. */
  operand({ vector, offset, every, period }: Operand, spot: Spot): string {
    const base = this.from(vector, offset);
    const { size, columns, row, column } = spot;
    if (period === 1) return `d[${base}]`;
    if (columns && every === 1 && period === columns) return `d[${base} + ${column}]`;
    if (columns && every === columns && period * columns >= size) return `d[${base} + ${row}]`;
    const turn = every === 1 ? 'i' : `i / ${this.n(every)}`;
    return `d[${base} + ${period * every >= size ? turn : `(${turn}) % ${this.n(period)}`}]`;
  }

  /** Statements that carry v through the steps. */
  steps(steps: readonly MapStep[], spot: Spot): string {
    return steps.map((step) => this.step(step, spot)).join('\n');
  }

  private step(step: MapStep, spot: Spot): string {
    switch (step.kind) {
      case 'unary':
        return `v = ${UNARY[step.op](() => this.f(step.alpha))};`;
      case 'const':
        return `{ let a = ${this.f(step.value)}; v = ${BINARY[step.op]}; }`;
      case 'binary':
        return `{ let a = ${this.operand(step.with, spot)}; v = ${BINARY[step.op]}; }`;
      case 'derivative':
        return `{ let a = ${this.operand(step.with, spot)}; v = ${DERIVATIVE[step.op](() => this.f(step.alpha))}; }`;
    }
  }
}
