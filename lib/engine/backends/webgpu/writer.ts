/** Writes WGSL: numbers that go into uniforms, places in the arena, chains of elementwise steps. */
import type { Binary, Derivative, MapStep, Operand, Unary, Vector } from '../../backend';

/** A part of the arena, from `offset` on. `owner` keeps the allocation of a slice alive. */
export interface GpuVector extends Vector {
  readonly size: number;
  readonly data: undefined;
  readonly offset: number;
  readonly owner: GpuVector | undefined;
}

/** v after a step: from v, the operand a and the number alpha. */
const FORMULAS: Readonly<Record<Unary | Binary | Derivative, string>> = {
  exp: 'exp_f(v)',
  log: 'log_f(v)',
  sqrt: 'sqrt(v)',
  square: 'v * v',
  abs: 'abs(v)',
  sign: 'sign(v)',
  tanh: 'tanh_f(v)',
  sigmoid: 'sigmoid_f(v)',
  relu: 'select(v, 0.0, v < 0.0)',
  leaky: 'select(alpha * v, v, v > 0.0)',
  elu: 'select(alpha * expm1_f(v), v, v > 0.0)',
  softplus: 'softplus_f(v)',
  arctan: 'atan_f(v)',
  sin: 'sin_f(v, 0)',
  cos: 'sin_f(v, 1)',
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
  'tanh-grad': 'v * (1.0 - a * a)',
  'sigmoid-grad': 'v * a * (1.0 - a)',
  'relu-grad': 'select(0.0, v, a > 0.0)',
  'leaky-grad': 'select(alpha * v, v, a > 0.0)',
  'elu-grad': 'select(v * (a + alpha), v, a > 0.0)',
};

/** What decides between variants: a software adapter wants work in registers, a card wants it in workgroup memory. */
export interface Machine {
  readonly software: boolean;
  /** Threads of a workgroup whose threads work together. */
  readonly workgroup: number;
}

/** A kernel's text. Its `threads` share loops, however many there are; if it has `groups`, it wants workgroups just so. */
export interface Kernel {
  readonly body: string;
  readonly threads?: number;
  /** About how much one thread has to do. */
  readonly each?: number;
  readonly declarations?: string;
  readonly workgroup?: number;
  readonly groups?: readonly [x: number, y: number];
}

export const list = (n: number, text: (i: number) => string): string =>
  Array.from({ length: n }, (_, i) => text(i)).join(' ');

/** Coordinates of the flat index `i` in `sizes`, slowest first. */
export function coordinates(w: Writer, sizes: readonly number[], i: string): string[] {
  return sizes.map((size, axis) => {
    const below = sizes.slice(axis + 1).reduce((a, b) => a * b, 1);
    const whole = below === 1 ? i : `${i} / ${w.n(below)}`;
    return axis === 0 ? `(${whole})` : `(${whole} % ${w.n(size)})`;
  });
}

const bits = new DataView(new ArrayBuffer(4));

/** Collects what one kernel needs. The text must not hold vectors' offsets, so that it serves for other vectors too. */
export class Writer {
  /** 32-bit words of the uniform block `P`. */
  readonly words: number[] = [];
  readonly reads = new Set<GpuVector>();
  readonly writes = new Set<GpuVector>();
  private readonly numbers = new Map<number, string>();
  private declared = 0;

  /** `alone`: the kernel is a dispatch, not one of several calls in a workgroup. `hypers`: those of the whole program. */
  constructor(
    readonly machine: Machine,
    readonly alone: boolean,
    readonly hypers: Float64Array[],
  ) {}

  /** Declares the numbers of an update, which the program writes into `S` before each run. */
  hyper(numbers: Float64Array): string {
    const at = 1 + 3 * (this.hypers.push(numbers) - 1);
    return `let rate = S[${at}].x; let a = S[${at}].y; let b = S[${at}].z; let epsilon = S[${at}].w;
let bias_s = S[${at + 1}].x; let bias_u = S[${at + 1}].y; let lambda = S[${at + 1}].z;
let not_a = S[${at + 2}].x; let not_b = S[${at + 2}].y;`;
  }

  /** A whole number, as u32; sums of wrapped negative ones come out right. In the text it is faster, in a uniform it makes fewer shaders. */
  n(value: number): string {
    if (this.machine.software || !this.alone) return `${value >>> 0}u`;
    // Few names for many places: compilers take long over many.
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
    const first = this.declared;
    this.declared = this.words.length;
    return list(this.declared - first, (j) => `let p${first + j} = P[${(first + j) >> 2}].${'xyzw'[(first + j) & 3]};`);
  }

  /** A loop over i < threads. */
  spread(threads: number, body: string, each = 1): Kernel {
    return { threads, each, body: `for (var i = id; i < ${this.n(threads)}; i += threads) {\n${body}\n}` };
  }

  /** The operand's number for element i of `size`. */
  operand({ vector, offset, every, period }: Operand, size: number): string {
    const base = this.from(vector, offset);
    if (period === 1) return `d[${base}]`;
    const turn = every === 1 ? 'i' : `i / ${this.n(every)}`;
    return `d[${base} + ${period * every >= size ? turn : `(${turn}) % ${this.n(period)}`}]`;
  }

  /** Statements that carry v, element i of `size`, through the steps. */
  steps(steps: readonly MapStep[], size: number): string {
    const texts = steps.map((step) => {
      const formula = FORMULAS[step.op];
      const a = step.kind === 'const' ? this.f(step.value) : step.kind !== 'unary' && this.operand(step.with, size);
      const alpha = 'alpha' in step && formula.includes('alpha') && this.f(step.alpha);
      return `{ ${a ? `let a = ${a};` : ''} ${alpha ? `let alpha = ${alpha};` : ''} v = ${formula}; }`;
    });
    return texts.join('\n');
  }
}
